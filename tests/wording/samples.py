"""An incident, its people and one of every event, for the tests of the words."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.domain.alerts.events import AlertFired
from tocsin.domain.context import IncidentContext, OtherAlert, RecentChange
from tocsin.domain.declare import Declared
from tocsin.domain.escalation.events import LadderStarted
from tocsin.domain.escalation.ladders import DEFAULT_LADDERS
from tocsin.domain.event import Event
from tocsin.domain.evolve import fold
from tocsin.domain.flags.events import FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service
from tocsin.domain.mitigation import MitigationProposed
from tocsin.domain.nouns import EVENTS
from tocsin.domain.paging.events import Acknowledged, PageRequested
from tocsin.domain.people import Person
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.domain.rooms.events import RoomNamed
from tocsin.domain.updates import UpdatePosted

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
BERLIN = "Europe/Berlin"
PEOPLE = {
    "ana": Person(id="ana", name="Ana", phone="+49 30 1"),
    "bo": Person(id="bo", name="Bo", phone="+49 30 2"),
    "cy": Person(id="cy", name="Cy"),
}
ROOM = "incident-2026-11-23-checkout-returns-500s"


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def declared(**changed: Any) -> Declared:
    given: dict[str, Any] = {
        "at": START, "by": "cy", "number": 4, "team": "shop", "title": "checkout returns 500s",
        "timezone": BERLIN, "source": "command", "severity": "P1", "platforms": ("console",),
    }  # fmt: skip
    return Declared(**{**given, **changed})


def opening() -> tuple[Event, ...]:
    """A P1 declared by Cy: room, Ana standing as IC, the ladder begun, Ana's page asked for."""
    return (
        declared(),
        RoomNamed(at=START, by="engine", name=ROOM),
        RoleAssigned(at=START, by="engine", role="ic", person="ana", standing=True),
        LadderStarted(
            at=START, by="engine", name="P1", ladder=DEFAULT_LADDERS["P1"], paging=("pd", "ntfy")
        ),
        page_requested(),
    )


def page_requested(**changed: Any) -> PageRequested:
    given: dict[str, Any] = {
        "at": START, "by": "engine", "page": "p1", "person": "ana", "purpose": "ladder", "step": 0,
        "round": 1, "provider": "pd", "paging": ("pd", "ntfy"), "target": "primary",
    }  # fmt: skip
    return PageRequested(**{**given, **changed})


def incident(*more: Event) -> Incident:
    return fold((*opening(), *more), Incident(id="uuid-4"))


def update(minutes: float = 20, by: str = "bo", **changed: Any) -> UpdatePosted:
    said: dict[str, Any] = {
        "status": "Mitigating", "impact": "40% of checkouts fail", "action": "rolling back",
        "eta": "11:00",
    }  # fmt: skip
    return UpdatePosted(at=at(minutes), by=by, **{**said, **changed})


def fired(fingerprint: str = "f1", title: str = "HighErrorRate", minutes: float = 2) -> Event:
    return AlertFired(
        at=at(minutes), by="alerts.prom", key="g", fingerprint=fingerprint, title=title,
        started=at(minutes - 1),
    )  # fmt: skip


def proposed(**changed: Any) -> MitigationProposed:
    given: dict[str, Any] = {"at": at(5), "by": "bo", "n": 1, "strategy": "rollback",
                             "what": "deploy 812"}  # fmt: skip
    return MitigationProposed(**{**given, **changed})


_VALUES: dict[str, Any] = {
    "at": at(5), "by": "bo", "number": 4, "timezone": BERLIN, "source": "report",
    "severity": "P1", "milestone": "detected", "when": at(1), "ladder": DEFAULT_LADDERS["P1"],
    "paging": ("pd", "ntfy"), "people": ("ana", "bo", "cy"), "step": 0, "round": 1,
    "purpose": "ladder", "person": "ana", "to": "cy", "page": "p1", "provider": "pd",
    "after": "pd", "target": "backup", "role": "tl", "n": 1, "strategy": "rollback",
    "started": at(1), "remaining": 1, "missing": 3, "due": at(10), "hears": "room",
    "obligation": "update", "until": at(15), "generation": 1, "done": (0,), "item": "fixed",
    "since": at(2),
    "seq": 7, "approved": True, "flag": "security", "platform": "console", "name": "P1",
    "kind": "notice", "recipients": 3, "starts": at(600), "ends": at(660),
    "attendees": ("ana", "bo"), "phase": "investigating", "section": "summary",
    "service": Service(name="checkout"), "data": "no", "security": "unknown", "proposed": "P1",
    "into": "INC-7", "other": "INC-7",
}  # fmt: skip


def context_of(words: str) -> IncidentContext:
    """As much as a room is ever told of the time before."""
    change = RecentChange(at=at(-5), title=words, service=words, link="https://d.test/1")
    alert = OtherAlert(title=words, since=at(-1))
    presets = ("logs errors", "graph load")
    return IncidentContext(
        changes=(change,) * 3, more_changes=2, firing=(alert,) * 3, more_firing=1, presets=presets
    )


def one_of_every(words: str = "some words", **changed: Any) -> tuple[Event, ...]:
    """One event of every type; every free text in them is `words`."""
    made: list[Event] = []
    values = {**_VALUES, "context": context_of(words)}
    for kind in EVENTS.values():
        given = {
            field.name: changed.get(field.name, values.get(field.name, words))
            for field in fields(kind)
            if field.name != "type" and (field.default is MISSING or field.type == "str")
        }
        made.append(kind(**given))
    return tuple(made)


def rich(**changed: Any) -> Incident:
    """An incident in which something of everything stands."""
    made = incident(
        Acknowledged(at=at(1), by="bo", person="bo"),
        fired(),
        proposed(),
        update(),
        HandoffOffered(at=at(21), by="ana", role="comms", to="cy"),
        FlagSet(at=at(21), by="bo", flag="customer-impact"),
    )
    return replace(made, **changed)
