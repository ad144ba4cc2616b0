"""Atlassian Statuspage for Tocsin: `type = "statuspage"` in `[status_page.*]`."""

from __future__ import annotations

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.page import Statuspage

TOCSIN_API = 1


@hookimpl
def tocsin_providers() -> tuple[ProviderType[StatuspageConfig], ...]:
    """The one kind of `statuspage`."""
    return (
        ProviderType(
            kind="status_page",
            name="statuspage",
            summary="Shows customers how an incident goes on, at Atlassian Statuspage",
            config=StatuspageConfig,
            factory=Statuspage,
        ),
    )
