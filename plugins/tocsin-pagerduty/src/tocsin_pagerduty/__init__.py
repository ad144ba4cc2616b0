"""PagerDuty for Tocsin: `type = "pagerduty"` in `[paging.*]`, `[schedules.*]` and `[changes.*]`."""

from __future__ import annotations

from functools import partial
from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig, OnCallConfig, PagingConfig
from tocsin_pagerduty.paging import make_paging
from tocsin_pagerduty.schedules import OnCall

TOCSIN_API = 1


RINGS = "Rings people through PagerDuty, and hears who answered there"
KNOWS = "Who is on call of schedules and escalation policies in PagerDuty"
SHOWS = "Change events that PagerDuty was told, and a record of what responders did"
# Any: each kind has a config model of its own, and a factory that takes that model alone.
_type = partial(ProviderType[Any], name="pagerduty")


@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The three kinds of `pagerduty`."""
    return (
        _type(kind="paging", summary=RINGS, config=PagingConfig, factory=make_paging),
        _type(kind="schedules", summary=KNOWS, config=OnCallConfig, factory=OnCall),
        _type(kind="changes", summary=SHOWS, config=ChangesConfig, factory=ChangeEvents),
    )
