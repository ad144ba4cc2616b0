"""Opsgenie and Jira Service Management for Tocsin: `[paging.*]` and `[schedules.*]`."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_opsgenie.alerts import Alerts
from tocsin_opsgenie.config import OnCallConfig, PagingConfig
from tocsin_opsgenie.schedules import OnCall

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The two kinds of `opsgenie`."""
    return (
        ProviderType(
            kind="paging",
            name="opsgenie",
            summary="Rings people through Opsgenie or Jira Service Management",
            config=PagingConfig,
            factory=Alerts,
        ),
        ProviderType(
            kind="schedules",
            name="opsgenie",
            summary="Who is on call in Opsgenie or Jira Service Management",
            config=OnCallConfig,
            factory=OnCall,
        ),
    )
