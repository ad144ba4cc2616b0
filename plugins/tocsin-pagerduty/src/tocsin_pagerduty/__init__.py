"""PagerDuty for Tocsin: `type = "pagerduty"` in `[paging.*]`, `[schedules.*]` and `[changes.*]`."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig, OnCallConfig, PagingConfig
from tocsin_pagerduty.paging import make_paging
from tocsin_pagerduty.schedules import OnCall

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """The three kinds of `pagerduty`."""
    return (
        ProviderType(
            kind="paging",
            name="pagerduty",
            summary="Rings people through PagerDuty, and hears who answered there",
            config=PagingConfig,
            factory=make_paging,
        ),
        ProviderType(
            kind="schedules",
            name="pagerduty",
            summary="Who is on call of schedules and escalation policies in PagerDuty",
            config=OnCallConfig,
            factory=OnCall,
        ),
        ProviderType(
            kind="changes",
            name="pagerduty",
            summary="Change events that PagerDuty was told",
            config=ChangesConfig,
            factory=ChangeEvents,
        ),
    )
