"""Who waits for an answer of whom: set by what asks a person, cleared by whatever they do."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import put
from tocsin.domain.incident import Incident
from tocsin.domain.revise import replace


def asked_and_heard(incident: Incident, event: e.Event) -> Incident:
    """The incident with whom the event asks and whom it shows to be there."""
    heard = _heard(incident, event)
    asked = {who: since for who, since in incident.asked.items() if who not in heard}
    person = _asks(event)
    if person and person not in asked:
        asked = put(asked, person, event.at)
    return incident if asked == incident.asked else replace(incident, asked=asked)


def _asks(event: e.Event) -> str:
    """Whom an event asks: by a page, a hand-off, a reminder of what is due."""
    if isinstance(event, e.PageRequested):
        return event.person
    if isinstance(event, e.HandoffOffered):
        return event.to
    late = isinstance(event, e.Reminded) and event.due <= event.at and event.hears != "room"
    return event.hears if late and isinstance(event, e.Reminded) else ""


def _heard(incident: Incident, event: e.Event) -> frozenset[str]:
    """Whoever does something; and an acknowledgement ends what the ladder asked of everybody."""
    heard = {event.by}
    if isinstance(event, e.Acknowledged):
        calls = {page.person for page in incident.pages.values() if page.waits}
        return frozenset({*heard, event.person, *incident.asked}) - (calls - {event.person})
    return frozenset({*heard, event.person} if isinstance(event, e.PageAnswered) else heard)
