"""Carrier Pigeon for Tocsin: `type = "carrier-pigeon"`."""

from __future__ import annotations

from typing import Any

from tocsin.hookspecs import hookimpl
from tocsin.providers import ProviderType

from tocsin_carrier_pigeon.config import PagingSection
from tocsin_carrier_pigeon.paging import Pager

TOCSIN_API = 1


# Any: each kind has a config model of its own, and a factory that takes that model alone.
@hookimpl
def tocsin_providers() -> tuple[ProviderType[Any], ...]:
    """Return what this plugin offers, one row a kind."""
    return (
        ProviderType(
            kind="paging",
            name="carrier-pigeon",
            summary="Rings people through Carrier Pigeon",
            config=PagingSection,
            factory=Pager,
        ),
    )
