"""Reminders of what is owed: carried out, heard, snoozed. Their times stand in `domain/policy`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import NudgesDone
from tocsin.domain.obligation import SNOOZE_LATER, Act, Nudge, Obligation
from tocsin.domain.people import ENGINE
from tocsin.domain.plurals import plural
from tocsin.domain.quoting import quoted
from tocsin.domain.roles import parse_role
from tocsin.domain.severity import WITH_ROOM
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class Snooze(Command):
    """Move reminders of an obligation; never a page, never the due time."""

    obligation: str
    by: timedelta
    verb: ClassVar[str] = "snooze"


# Events


@dataclass(frozen=True, kw_only=True)
class Nudged(Event):
    """Nudges of an obligation were carried out; their timers never fire again.

    Or they were passed over: what a new version of Tocsin would have done before it came.
    """

    obligation: str
    generation: int
    done: tuple[int, ...]
    audience: ClassVar[Audience] = "audit"
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["nudged"] = "nudged"


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    """Somebody was reminded of what is owed. `hears` is a person id or `room`."""

    obligation: str
    hears: str
    due: datetime
    rule: str
    last: bool = False
    audience: ClassVar[Audience] = "audit"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("members")
    type: Literal["reminded"] = "reminded"

    def told(self) -> Voice | None:
        """When the room hears of it: only of what is asked of the room."""
        return self.voice if self.hears == "room" else None


@dataclass(frozen=True, kw_only=True)
class Snoozed(Event):
    """Reminders (never pages, never the due time) were moved."""

    obligation: str
    until: datetime
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["snoozed"] = "snoozed"


# Evolve


def _nudged(incident: Incident, event: Nudged) -> Incident:
    before = incident.nudges.get(event.obligation)
    old = before.done if before and before.generation == event.generation else frozenset()
    done = NudgesDone(
        generation=event.generation,
        done=old | frozenset(event.done),
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, nudges=put(incident.nudges, event.obligation, done))


def _reminded(incident: Incident, event: Reminded) -> Incident:
    """Whoever is reminded of it in person, such as the backup, is in it from then on."""
    if event.hears == "room":
        return incident
    return replace(incident, brought_in=incident.brought_in | {event.hears})


def _snoozed(incident: Incident, event: Snoozed) -> Incident:
    return replace(incident, snoozed=put(incident.snoozed, event.obligation, event.until))


EVOLVE: dict[type[Event], Evolve] = {
    Nudged: _nudged,
    Reminded: _reminded,
    Snoozed: _snoozed,
}


# Decide


def _snooze(context: CommandContext, command: Snooze) -> None:
    obligation = context.owed(command.obligation)
    if obligation is None:
        raise RejectedCommand(
            f"Nothing called {quoted(command.obligation)} is owed. `next` lists it."
        )
    if all(nudge.act != "remind" for nudge in obligation.nudges):
        raise RejectedCommand(f"{command.obligation} has no reminders; pages are never snoozed.")
    if command.by <= timedelta(0):
        raise RejectedCommand(f"Say for how long: `snooze {command.obligation} 10m`.")
    later = obligation.about_later
    limit = SNOOZE_LATER if later else context.incident.policy.snooze_limit
    if command.by > limit:
        minutes = limit // timedelta(minutes=1)
        most = plural(limit.days, "day") if later else plural(minutes, "minute")
        raise RejectedCommand(f"Reminders can be moved by {most} at most.")
    context.add(Snoozed, obligation=command.obligation, until=context.at + command.by)


def remind(context: CommandContext, obligation: Obligation, nudge: Nudge) -> None:
    """Remind the first of those whom the nudge names that somebody stands behind."""
    also = (person for target in nudge.also for person in context.roster.resolve(target))
    for hears in dict.fromkeys((*_hearers(context, nudge.hears), *also)):
        context.add(
            Reminded,
            by=ENGINE,
            obligation=obligation.name,
            hears=hears,
            due=obligation.due,
            rule=obligation.rule,
            last=nudge.last,
        )


def _hearers(context: CommandContext, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The first target somebody stands behind; `room` always hears, or else the primary."""
    for target in targets:
        if target == "room":
            return _room(context)
        role = parse_role(target)
        people: tuple[str, ...]
        holder = context.incident.holder(role) if role else ""
        people = (holder,) if context.roster.knows(holder) else ()
        people = people or context.roster.resolve(target)
        if people:
            return people
    return _room(context)


def _room(context: CommandContext) -> tuple[str, ...]:
    """A P3 has no room: whoever is on call hears what a room would."""
    incident = context.incident
    has_room = incident.room_name or incident.severity in WITH_ROOM
    return ("room",) if has_room else context.roster.resolve("primary") or ("room",)


DECIDE: dict[type[Command], CommandHandler] = {
    Snooze: _snooze,
}


ACTS: dict[Act, NudgeHandler] = {
    "remind": remind,
}
