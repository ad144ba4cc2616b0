"""Calls to a paging tool as the engine makes them, with nothing of the engine around them."""

from __future__ import annotations

from datetime import UTC, datetime

from tocsin.domain.people import Person
from tocsin.providers import Call, PageRequest, Paging


def bare_page(paging: Paging, number: int) -> None:
    """One page to one person, and nothing kept of it."""
    now = datetime.now(UTC)
    key = f"INC-{number}.bare"
    request = PageRequest(
        page_id=key,
        incident=f"INC-{number}",
        severity="P1",
        title="checkout returns 500s",
        text="P1",
        person=Person(id="ana", name="Ana Reyes"),
        room=None,
        ack_url=None,
        at=now,
    )
    call = Call(
        effect_key=f"bare:{number}",
        object_key=key,
        deadline_s=5.0,
        attempt=1,
        correlation="bare",
        at=now,
    )
    paging.page(request, call)
