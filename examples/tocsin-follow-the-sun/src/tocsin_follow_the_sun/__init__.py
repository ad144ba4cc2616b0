"""Whoever is in their working day is called first: `strategy = "follow-the-sun"`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_follow_the_sun.config import FollowTheSunConfig
from tocsin_follow_the_sun.strategy import FollowTheSun

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[ProviderType[FollowTheSunConfig], ...]:
    """The escalation strategy `follow-the-sun`."""
    return (
        ProviderType(
            kind="escalation",
            name="follow-the-sun",
            summary="The region that is in its working day first, then the one that wakes next",
            config=FollowTheSunConfig,
            factory=lambda config, context: FollowTheSun(config, context.clock),
        ),
    )
