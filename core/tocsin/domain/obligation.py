"""`Obligation`, something owed: owner, rule, nudges; and `Watch`, a clock of the engine.

What is about an incident that runs is said at once, at any hour. What is about learning from it
rings nobody's bell at night: its reminders keep to workdays and business hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.incident import Incident

Act = Literal[
    "remind",
    "page",
    "notify",
    "alarm",
    "assume-severity",
    "page-ic",
    "offer-command",
    "page-above",
    "ring-again",
    "fail-over",
    "tell-asker",
    "notify-em",
    "hold-stable",
    "record-gap",
    "publish",
]


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """One moment at which something is done about an obligation.

    Args:
        act: What the engine does then; only `remind` can be snoozed or coalesced.
        hears: `room`, a role key, a ladder target or a person, as the act needs it.
        also: Who hears of it besides; nobody stands in for them.
        step, round: Of a ladder (step from 0, round from 1); 0 elsewhere.
    """

    at: datetime
    act: Act
    hears: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    step: int = 0
    round: int = 0
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Something the process owes.

    Args:
        name: One of the closed list, e.g. `update` or `role:tl`.
        due: The promise. Snoozing never moves it.
        owner: Role key or person id.
        rule: The sentence that says so.
        met_by: Types of the events that fulfil it; gone without one of them, it was withdrawn.
        generation: Version of the incident at which this obligation began; a timer that carries
            another generation decides nothing.
        nudges: Finite, in time order.
        since: When it began; no reminder is moved to before that. None = not known.
        quiet: Whether it is listed only once it is due.
        about_later: Whether its reminders keep to workdays and business hours.
    """

    name: str
    due: datetime
    owner: str
    rule: str
    met_by: tuple[str, ...]
    generation: int
    nudges: tuple[Nudge, ...]
    since: datetime | None = None
    quiet: bool = False
    about_later: bool = False


@dataclass(frozen=True, kw_only=True)
class Watch(Obligation):
    """A clock of the engine's own: nobody owes it, nobody is shown it."""

    met_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timer:
    """The next undone nudge of one obligation or watch: what the store keeps for the clock."""

    name: str
    generation: int
    nudge: int
    due: datetime


SNOOZE_LATER: Final = timedelta(days=7)


def reminders(
    due: datetime, offsets: Iterable[timedelta], *hears: tuple[str, ...]
) -> tuple[Nudge, ...]:
    """A reminder at each of these offsets from `due`, with whoever hears it; the last says so."""
    moments = [(due + offset, who) for offset, who in zip(offsets, hears, strict=False)]
    return tuple(
        Nudge(at=at, act="remind", hears=who, last=number == len(moments))
        for number, (at, who) in enumerate(moments, start=1)
    )


def in_business_hours(owed: Obligation, calendar: BusinessCalendar) -> Obligation:
    """The obligation with its reminders in business hours if it is about later; `due` stays."""
    if not owed.about_later:
        return owed
    moved: list[Nudge] = []
    for nudge in owed.nudges:
        at = _moment(nudge.at, owed, calendar)
        if moved and at <= moved[-1].at:
            at = moved[-1].at
            if nudge.at > owed.due or at > owed.due:  # late: each of them is heard by itself
                at = calendar.opening_after(at)
        moved.append(replace(nudge, at=at))
    return replace(owed, nudges=tuple(moved))


def resumes(
    until: datetime | None, owed: Obligation, calendar: BusinessCalendar
) -> datetime | None:
    """When the reminders of a snoozed obligation go on; about later, that is in business hours."""
    if until is None or not owed.about_later or calendar.is_open(until):
        return until
    return calendar.opening_after(until)


def _moment(at: datetime, owed: Obligation, calendar: BusinessCalendar) -> datetime:
    """The next business hour; the one before, where the next would pass what is due."""
    if calendar.is_open(at):
        return at
    following = calendar.opening_after(at)
    if at > owed.due or following <= owed.due:
        return following
    before = calendar.last_hour_before(at)
    return before if owed.since is None or before >= owed.since else following


def undone(incident: Incident, obligation: Obligation) -> tuple[tuple[int, datetime, Nudge], ...]:
    """(index, effective time, nudge) of what is still to be done, in time order.

    Snoozing moves reminders, never a page and never the due time.
    """
    before = incident.nudges.get(obligation.name)
    done = before.done if before and before.generation == obligation.generation else frozenset()
    until = resumes(incident.snoozed.get(obligation.name), obligation, incident.calendar)
    rows = [
        (index, max(nudge.at, until) if until and nudge.act == "remind" else nudge.at, nudge)
        for index, nudge in enumerate(obligation.nudges)
        if index not in done
    ]
    return tuple(sorted(rows, key=lambda row: (row[1], row[0])))
