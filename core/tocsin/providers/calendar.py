"""The kind `calendar`: review meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tocsin.domain.people import Person
from tocsin.providers.base import Call, Ref


@dataclass(frozen=True, kw_only=True)
class MeetingDraft:
    """A meeting to be. `uid` stays the same when it is moved; `sequence` grows.

    `place` is where it is held, as people read it; `url` an address to open; `organizer` whose
    meeting it is.
    """

    incident: str
    uid: str
    sequence: int
    title: str
    text: str
    starts: datetime
    ends: datetime
    attendees: tuple[Person, ...]
    url: str = ""
    place: str = ""
    organizer: Person | None = None


class Calendar(Protocol):
    """Protocol of a calendar."""

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        """Create the meeting, or change the one with the same `uid`. Raises ProviderError."""
        ...

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        """Cancel the meeting; a missing one is no error. Raises ProviderError."""
        ...
