"""A meeting as an iCalendar text, for every provider that sends or keeps one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event, vCalAddress

from tocsin.providers.calendar import MeetingDraft

Method = Literal["REQUEST", "CANCEL"]


def ical(draft: MeetingDraft, *, at: datetime, method: Method = "REQUEST") -> str:
    """The meeting as RFC 5545 text; the same draft and moment give the same text.

    Args:
        draft: The meeting.
        at: When this text is made.
        method: `CANCEL` takes a meeting back.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tocsin//incident review//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(draft, at, method))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(draft: MeetingDraft, at: datetime, method: Method) -> Event:
    event = Event()
    event.add("uid", draft.uid)
    event.add("sequence", draft.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", draft.starts.astimezone(UTC))
    event.add("dtend", draft.ends.astimezone(UTC))
    event.add("summary", draft.title)
    event.add("description", draft.text)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    for person in draft.attendees:
        if person.email:
            address = vCalAddress(f"mailto:{person.email}")
            address.params["CN"] = person.name
            event.add("attendee", address, encode=False)
    return event
