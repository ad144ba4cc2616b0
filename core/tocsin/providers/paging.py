"""The kind `paging`: tools that ring a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tocsin.domain.people import Person
from tocsin.domain.severity import Severity
from tocsin.providers.base import Call, Ref

PagingCapability = Literal["acknowledge", "resolve", "find", "native-key", "inbound", "fallback"]


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """One page for one person.

    Args:
        page_id: The object key, `INC-42.p3`; the same for trigger, acknowledge and resolve.
        incident: `INC-42`.
        text: The sentence a person hears or reads first.
        room: Room name with `#`, or None before there is one.
        ack_url: One-time link that acknowledges, or None.
        at: When the page was decided, UTC.
        ended_by: Name of whoever answered it or ended the incident, "" while it rings or where
            nobody did.
    """

    page_id: str
    incident: str
    severity: Severity
    title: str
    text: str
    person: Person
    room: str | None
    ack_url: str | None
    at: datetime
    ended_by: str = ""


class Paging(Protocol):
    """Protocol of a paging tool. Methods its capabilities do not name are never called."""

    @property
    def capabilities(self) -> frozenset[PagingCapability]:
        """What this tool can do."""
        ...

    def page(self, request: PageRequest, call: Call) -> Ref:
        """Ring the person once; on return the tool has taken it, which is no acknowledgement.

        Raises:
            ProviderError: With a code that says whether trying again can help.
        """
        ...

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """Stop ringing: the page was acknowledged."""
        ...

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        """End the page: the incident is over."""
        ...

    def find(self, object_key: str, call: Call) -> Ref | None:
        """Return the page of this key if the tool has it (asked before an ambiguous repeat)."""
        ...
