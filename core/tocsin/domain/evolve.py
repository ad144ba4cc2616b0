"""`evolve(incident, event) -> incident`: the one place that changes an incident.

What an event does is a row in the `EVOLVE` of its noun; what all of them do stands here.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.domain.customers import concerns_customers
from tocsin.domain.event import Event
from tocsin.domain.immutable_update import put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import next_status
from tocsin.domain.nouns import EVOLVE
from tocsin.domain.paging.events import Acknowledged, PageAnswered, PageRequested
from tocsin.domain.people import is_machine
from tocsin.domain.reminders import Reminded
from tocsin.domain.roles.events import HandoffOffered

_ANSWERS = frozenset({"acknowledged", "page-answered"})  # a tool may tell of them


def evolve(incident: Incident, event: Event) -> Incident:
    """The incident after the event. Total: every event has a row in `EVOLVE`.

    The version, the status (from the transition table) and when a person last did something move
    here; the rest is the row's.
    """
    status = next_status(event.type, incident.status)
    since = incident.moved if status == incident.status else event.at
    acted = event.at if event.type in _ANSWERS or not is_machine(event.by) else incident.acted
    moved = replace(incident, version=incident.version + 1, status=status, moved=since, acted=acted)
    changed = _asked_and_heard(EVOLVE[type(event)](moved, event), event)
    return _since_when(incident, changed, event)


def fold(events: Iterable[Event], start: Incident) -> Incident:
    """The incident that these events make, beginning with `start` (a blank one with a policy)."""
    incident = start
    for event in events:
        incident = evolve(incident, event)
    return incident


def _since_when(before: Incident, after: Incident, event: Event) -> Incident:
    """The incident with the moment at which it came to concern customers, or does so again."""
    begins = concerns_customers(after) and not concerns_customers(before)
    if begins or event.type == "reopened":
        return replace(after, customers_since=event.at, customers_seq=after.version)
    return after


def _asked_and_heard(incident: Incident, event: Event) -> Incident:
    """The incident with whom the event asks and whom it shows to be there.

    Set by what asks a person, cleared by whatever they do.
    """
    heard = _heard(incident, event)
    asked = {who: since for who, since in incident.asked.items() if who not in heard}
    person = _asks(event)
    if person and person not in asked:
        asked = put(asked, person, event.at)
    return incident if asked == incident.asked else replace(incident, asked=asked)


def _asks(event: Event) -> str:
    """Whom an event asks: by a page, a hand-off, a reminder of what is due."""
    if isinstance(event, PageRequested):
        return event.person
    if isinstance(event, HandoffOffered):
        return event.to
    late = isinstance(event, Reminded) and event.due <= event.at and event.hears != "room"
    return event.hears if late and isinstance(event, Reminded) else ""


def _heard(incident: Incident, event: Event) -> frozenset[str]:
    """Whoever does something; and an acknowledgement ends what the ladder asked of everybody."""
    heard = {event.by}
    if isinstance(event, Acknowledged):
        calls = {page.person for page in incident.pages.values() if page.waits}
        return frozenset({*heard, event.person, *incident.asked}) - (calls - {event.person})
    return frozenset({*heard, event.person} if isinstance(event, PageAnswered) else heard)
