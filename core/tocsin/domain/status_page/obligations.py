"""Obligations of the status page: `status-page`, the next entry, and `drift`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Proposal, StatusPost
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligation import Nudge, Obligation, reminders
from tocsin.domain.plurals import duration_words, interval_words
from tocsin.domain.status_page import (
    is_public,
    is_stale,
    last_post,
    opens_automatically,
    publishes_automatically,
)

WRITERS = ("comms", "ic")
_QUIET = "Nothing private and no drill is published by itself: a person decides what is said"
_ASKED = "The status page says at once that we investigate; the team has a person say so"


class DueEntry(NamedTuple):
    """The next entry: until when, why, since which event, and who is asked for it."""

    due: datetime
    rule: str
    generation: int
    nudges: tuple[Nudge, ...]


def status_page(incident: Incident) -> Iterable[Obligation]:
    """The next entry until it is resolved, or a second look at words that wait."""
    entry = _entry(incident)
    if entry is not None:
        yield Obligation(
            name="status-page",
            due=entry.due,
            owner="comms",
            rule=entry.rule,
            met_by=("status-page-posted",),
            generation=entry.generation,
            nudges=entry.nudges,
        )


def _entry(incident: Incident) -> DueEntry | None:
    last, waits = last_post(incident), incident.status_proposal
    if waits is not None:
        return _look(incident, waits)
    if not is_public(incident) or incident.status not in ACTIVE:
        return None
    if last is not None:
        return _next(incident, last)
    asked = incident.status in WORKING and not opens_automatically(incident)
    return _first(incident) if asked else None


def _look(incident: Incident, waits: Proposal) -> DueEntry:
    within = incident.policy.approval_within
    due = waits.at + within
    goes_out = (Nudge(at=due, act="publish"),)
    return DueEntry(
        due=due,
        rule=f"Words for the status page wait {duration_words(within)} at most for a second look",
        generation=waits.seq,
        nudges=goes_out if publishes_automatically(incident) else _asks(due, incident),
    )


def _next(incident: Incident, last: StatusPost) -> DueEntry:
    often = incident.policy.status_page_every
    due, lead = last.at + often, min(incident.policy.update_lead, often / 2)
    before = Nudge(at=due - lead, act="remind", hears=WRITERS)
    return DueEntry(
        due=due,
        rule=f"An entry on the status page {interval_words(often)} until resolved",
        generation=incident.status_seq,
        nudges=(before, *_asks(due, incident)),
    )


def _first(incident: Incident) -> DueEntry:
    """Of what is private or a drill, and where the team wants it so, a person says so first."""
    since = max(incident.severity_since, incident.working_since)
    due = since + incident.policy.approval_within
    return DueEntry(
        due=due,
        rule=_ASKED if publishes_automatically(incident) else _QUIET,
        generation=max(incident.severity_seq, incident.status_seq),
        nudges=_asks(due, incident),
    )


def _asks(due: datetime, incident: Incident) -> tuple[Nudge, ...]:
    """From when it is due: the room, the IC, and then the room again, a bounded number of times."""
    ic_late, _ = incident.policy.update_late
    often, count = incident.policy.status_page_every, incident.policy.missed_updates
    later = (
        Nudge(at=due + number * often, act="remind", hears=("room",), last=number == count - 1)
        for number in range(1, count)
    )
    return (
        Nudge(at=due, act="remind", hears=("room",)),
        Nudge(at=due + ic_late, act="remind", hears=("ic",)),
        *later,
    )


def drift(incident: Incident) -> Iterable[Obligation]:
    """A page that says what is so, where the incident has moved or the page fell behind."""
    last = last_post(incident)
    if last is None or not last.providers:
        return
    stale = is_stale(incident)
    began = [since for page, since in incident.status_failed.items() if page in last.providers]
    if stale:
        began.append(max(incident.moved, last.at))
    if not began:
        return
    due = min(began) + incident.policy.drift_within
    offsets = incident.policy.reminds("drift")
    says = f"The status page says {last.phase}, and the incident is {incident.status}"
    yield Obligation(
        name="drift",
        due=due,
        owner="comms",
        rule=says if stale else "A status page does not show our latest entry",
        met_by=("status-page-posted", "status-page-updated"),
        generation=incident.status_seq,
        nudges=reminders(due, offsets, WRITERS, ("room",), ("room",)),
    )
