"""Valid values of the provider kinds; a test names only what matters to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tocsin.domain.people import Person
from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    IncidentView,
    MadeChange,
    PageRequest,
    PostmortemDocument,
    ProviderContext,
    RawRequest,
    StatusEntry,
    StatusPageState,
    TicketDraft,
)

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
ANA = Person(id="ana", name="Ana Lima", email="ana@example.org", phone="+351 1")
BO = Person(id="bo", name="Bo Olsen", email="bo@example.org", phone="+47 2")


class MemoryKeyValue:
    """A `KeyValue` in memory."""

    def __init__(self) -> None:
        """Empty."""
        self._values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return the value, or None."""
        return self._values.get(key)

    def put(self, key: str, value: str) -> None:
        """Keep the value."""
        self._values[key] = value

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return every key with its value, in the order of first writes."""
        return tuple(self._values.items())


def a_page(**changed: Any) -> PageRequest:  # noqa: ANN401 - the fields know their types
    """Return a page for Ana about INC-42."""
    usual = PageRequest(
        page_id="INC-42.p3",
        incident="INC-42",
        severity="P1",
        title="checkout returns 500s",
        text="P1: checkout returns 500s (INC-42)",
        person=ANA,
        room="#incident-2026-11-23-checkout-returns-500s",
        ack_url="https://tocsin.example.org/ack/abc",
        at=NOW,
    )
    return replace(usual, **changed)


def a_view(**changed: Any) -> IncidentView:  # noqa: ANN401 - the fields know their types
    """Return the view of INC-42, declared just now."""
    usual = IncidentView(
        id="0190c3a2-0000-7000-8000-000000000042",
        number="INC-42",
        version=3,
        team="shop",
        title="checkout returns 500s",
        status="investigating",
        severity="P1",
        flags=(),
        roles={"ic": "ana"},
        milestones={"declared": NOW},
    )
    return replace(usual, **changed)


def a_call(object_key: str = "INC-42.p3", **changed: Any) -> Call:  # noqa: ANN401 - the fields know their types
    """Return the first attempt of a call, with a deadline of five seconds."""
    usual = Call(
        effect_key=f"0193a5c0-0000-7000-8000-000000000042:7:0:{object_key}",
        object_key=object_key,
        deadline_s=5.0,
        attempt=1,
        correlation="0193a5c0-0000-7000-8000-000000000042",
        at=NOW,
    )
    return replace(usual, **changed)


def a_made_change(**changed: Any) -> MadeChange:  # noqa: ANN401 - the fields know their types
    """Return the rollback that responders of INC-42 made."""
    usual = MadeChange(
        key="0193a5c0-0000-7000-8000-000000000042.c1",
        incident="INC-42",
        at=NOW,
        title="INC-42, rollback: checkout 4.3 → 4.2",
        strategy="rollback",
        what="deploy",
        service="checkout",
        person="Bo Olsen",
        link="https://tickets.example.org/OPS-7",
    )
    return replace(usual, **changed)


def a_ticket(**changed: Any) -> TicketDraft:  # noqa: ANN401 - the fields know their types
    """Return a ticket for a P3."""
    usual = TicketDraft(
        incident="INC-42",
        title="typo on the start page",
        text="It says chekcout.",
        severity="P3",
        team="shop",
        due=NOW + timedelta(days=1),
    )
    return replace(usual, **changed)


def a_page_state(**changed: Any) -> StatusPageState:  # noqa: ANN401 - the fields know their types
    """Return the first state of a status page for INC-42."""
    usual = StatusPageState(
        key="5f0e6a2b9c13d478",
        title="Problem with Checkout",
        impact="major",
        entries=(
            StatusEntry(
                at=NOW,
                phase="investigating",
                text="**Investigating**: We are investigating reports of problems with checkout.",
            ),
        ),
        components=("Checkout",),
        started=NOW - timedelta(minutes=10),
    )
    return replace(usual, **changed)


def a_document(**changed: Any) -> PostmortemDocument:  # noqa: ANN401 - the fields know their types
    """Return the finished post-mortem of INC-42."""
    usual = PostmortemDocument(
        incident="INC-42",
        title="checkout returns 500s",
        name="2026-11-23-inc-42-checkout-returns-500s",
        day=NOW.date(),
        markdown="# Post-mortem: checkout returns 500s\n\nThe pipeline let it through. [#1]\n",
        author="Ana Lima",
    )
    return replace(usual, **changed)


def a_request(body: bytes, **headers: str) -> RawRequest:
    """Return a webhook; `_` in a header's name stands for `-`."""
    return RawRequest(
        method="POST",
        path="/hooks/shop/monitoring",
        headers={name.replace("_", "-").lower(): value for name, value in headers.items()},
        body=body,
        received=NOW,
    )


def _no_chat(person: Person, text: str, key: str, *, link: str = "") -> None:
    raise ProviderError("unavailable", "no chat platform is configured")


def a_context(data_dir: Path, **changed: Any) -> ProviderContext:  # noqa: ANN401 - the fields know their types
    """Return what a factory gets; its clock stands still, and its chat is unavailable."""
    usual = ProviderContext(
        team="shop",
        instance="tool",
        data_dir=data_dir,
        clock=lambda: NOW,
        store=MemoryKeyValue(),
        direct=_no_chat,
    )
    return replace(usual, **changed)
