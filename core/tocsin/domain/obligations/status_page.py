"""What is owed on the status page: the next entry, and that it says what is so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.incident import Incident, Proposal, StatusPost
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligations.shape import Nudge, Obligation
from tocsin.domain.status_page import is_public, is_stale, last_post, speaks_by_itself

MINUTE = timedelta(minutes=1)
WRITERS = ("comms", "ic")


def status_page(incident: Incident) -> Iterable[Obligation]:
    """The next entry: until resolved, every half an hour; and what waits for a second look."""
    last, waits = last_post(incident), incident.status_proposal
    if waits is not None:
        yield _look(incident, waits)
    elif not is_public(incident) or incident.status not in ACTIVE:
        return
    elif last is not None:
        yield _next(incident, last)
    elif incident.status in WORKING and not speaks_by_itself(incident):
        yield _first(incident)


def _look(incident: Incident, waits: Proposal) -> Obligation:
    due = waits.at + incident.policy.approval_within
    minutes = _minutes(incident.policy.approval_within)
    by_itself = speaks_by_itself(incident)
    asks = _asks(due, incident, incident.policy.status_page_every)
    return Obligation(
        name="status-page",
        due=due,
        owner="comms",
        rule=f"Words for the status page wait {minutes} minutes at most for a second look",
        generation=waits.seq,
        nudges=(Nudge(at=due, act="publish"),) if by_itself else asks,
    )


def _next(incident: Incident, last: StatusPost) -> Obligation:
    every = incident.policy.status_page_every
    due, lead = last.at + every, min(incident.policy.update_lead, every / 2)
    return Obligation(
        name="status-page",
        due=due,
        owner="comms",
        rule=f"An entry on the status page every {_minutes(every)} minutes until resolved",
        generation=incident.status_seq,
        nudges=(
            Nudge(at=due - lead, act="remind", hears=WRITERS),
            *_asks(due, incident, every),
        ),
    )


def _first(incident: Incident) -> Obligation:
    """Of what is private, and of a drill, nothing goes out until somebody says so."""
    since = max(incident.severity_since, incident.working_since)
    due = since + incident.policy.approval_within
    return Obligation(
        name="status-page",
        due=due,
        owner="comms",
        rule="Nothing private and no drill is published by itself: a person decides what is said",
        generation=max(incident.severity_seq, incident.status_seq),
        nudges=_asks(due, incident, incident.policy.status_page_every),
    )


def _asks(due: datetime, incident: Incident, every: timedelta) -> tuple[Nudge, ...]:
    """From when it is due: the room, the IC, and then the room again, a bounded number of times."""
    ic_late, _ = incident.policy.update_late
    count = incident.policy.missed_updates
    later = (
        Nudge(at=due + number * every, act="remind", hears=("room",), last=number == count - 1)
        for number in range(1, count)
    )
    return (
        Nudge(at=due, act="remind", hears=("room",)),
        Nudge(at=due + ic_late, act="remind", hears=("ic",)),
        *later,
    )


def drift(incident: Incident) -> Iterable[Obligation]:
    """The page says what is so: it is put right when the incident has moved, or it fell behind."""
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
    says = f"The status page says {last.phase}, and the incident is {incident.status}"
    yield Obligation(
        name="drift",
        due=due,
        owner="comms",
        rule=says if stale else "A status page does not show our latest entry",
        generation=incident.status_seq,
        nudges=(
            Nudge(at=due, act="remind", hears=WRITERS),
            Nudge(at=due + 10 * MINUTE, act="remind", hears=("room",)),
            Nudge(at=due + 30 * MINUTE, act="remind", hears=("room",), last=True),
        ),
    )


def _minutes(span: timedelta) -> int:
    return round(span / MINUTE)
