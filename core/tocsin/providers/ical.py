"""Writes a meeting as an iCalendar text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from tocsin.domain.people import Person
from tocsin.providers.calendar import MeetingDraft

if TYPE_CHECKING:  # it takes long to import, and a start needs none of it
    from icalendar import Calendar, Event, vCalAddress

Method = Literal["REQUEST", "CANCEL"]


def ical(draft: MeetingDraft, *, at: datetime, method: Method = "REQUEST") -> str:
    """Return the meeting as RFC 5545 text; the same draft and moment give the same text.

    Times are UTC, which every calendar shows in its reader's zone.

    Args:
        draft: The meeting.
        at: When this text is made.
        method: `CANCEL` takes a meeting back.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Tocsin//incident review//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(draft, at, method))
    return _text(calendar)


def organized_by(text: str, address: str) -> str:
    """Return the meeting with this address as its organizer.

    Whoever is invited by themselves gets nothing into their calendar, so it is nobody's of them.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(text)
    except ValueError:
        return text
    for event in calendar.walk("VEVENT"):
        event.pop("organizer", None)
        event.add("organizer", _person(address, "Tocsin"), encode=False)
    return _text(calendar)


def _text(calendar: Calendar) -> str:
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(draft: MeetingDraft, at: datetime, method: Method) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", draft.uid)
    event.add("sequence", draft.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", draft.starts.astimezone(UTC))
    event.add("dtend", draft.ends.astimezone(UTC))
    event.add("summary", draft.title)
    event.add("description", draft.text)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if draft.place:
        event.add("location", draft.place)
    if draft.url:
        event.add("url", draft.url)
    if draft.organizer is not None and draft.organizer.email:
        organizer = _person(draft.organizer.email, draft.organizer.name)
        event.add("organizer", organizer, encode=False)
    for person in draft.attendees:
        if person.email:
            event.add("attendee", _attendee(person), encode=False)
    return event


def _attendee(person: Person) -> vCalAddress:
    address = _person(person.email, person.name)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address


def _person(email: str, name: str) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = name
    return address
