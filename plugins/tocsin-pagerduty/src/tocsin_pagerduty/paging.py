"""The paging tool of a section: by the REST API or by events."""

from __future__ import annotations

from tocsin.errors import ProviderError
from tocsin.providers import ProviderContext
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.events import Events
from tocsin_pagerduty.incidents import Incidents


def make_paging(config: PagingConfig, context: ProviderContext) -> Incidents | Events:
    """One paging tool for one section of a team file.

    Raises:
        ProviderError: The address cannot be used.
    """
    if config.token is not None:
        return Incidents(config, config.token, context)
    if config.routing_key is not None:
        return Events(config, config.routing_key, context)
    raise ProviderError("invalid", "There is neither a token nor a routing_key.")
