"""Calendars: where the review meeting is put."""

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
    """A calendar."""

    def schedule(self, draft: MeetingDraft, call: Call) -> Ref:
        """Put it there, or change the one with the same `uid`. Raises ProviderError."""
        ...

    def cancel(self, draft: MeetingDraft, call: Call) -> None:
        """Take it away; one that is not there is no error. Raises ProviderError."""
        ...
