"""Carrier Pigeon's API as every kind calls it: one attempt a call, within its deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Final

from tocsin.providers.http import Headers, HttpClient, Json, revealed

from tocsin_carrier_pigeon.config import Access

TOOL: Final = "Carrier Pigeon"
AGENT: Final = f"tocsin-carrier-pigeon/{version('tocsin-carrier-pigeon')}"


def make_client(config: Access, clock: Callable[[], datetime]) -> HttpClient:
    """Return a client that sends the token with each request; it connects when it is used.

    Args:
        config: The section.
        clock: That of the context, for waits that are told as a moment.
    """

    def authorise() -> Headers:
        return {"Authorization": f"Bearer {revealed(config.token, TOOL)}"}

    return HttpClient(
        config.base_url,
        tool=TOOL,
        agent=AGENT,
        clock=clock,
        authorise=authorise,
        via=config.via(),
    )


def text(value: Json, name: str) -> str:
    """Return the text of that name in an object; "" where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
