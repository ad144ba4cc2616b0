"""The kind `ticketing`: trackers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tocsin.domain.severity import Severity
from tocsin.providers.base import Call, Ref


@dataclass(frozen=True, kw_only=True)
class TicketDraft:
    """A ticket to be. `due` is the end of the next business day for a P3."""

    incident: str
    title: str
    text: str
    severity: Severity
    team: str
    due: datetime | None


class Ticketing(Protocol):
    """Protocol of a tracker."""

    def create(self, draft: TicketDraft, call: Call) -> Ref:
        """Create the ticket, or return the one that already has `call.object_key`."""
        ...

    def close(self, ref: Ref, call: Call) -> None:
        """Close the ticket."""
        ...
