"""Who is on call, by rule: a rotation, those who cover for somebody, and the shifts that result.

A rotation hands over at a wall time in its own zone, so a week across a clock change is 167 or
169 hours long and still ends at 09:00. Shifts are counted in local calendar days, never in
seconds. Every span is half-open: at the instant of a handoff the next person is on call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Literal

from tocsin.domain.calendar import as_utc, wall_to_utc, zone
from tocsin.errors import InvalidValue

Every = Literal["daily", "weekly", "biweekly"]
ShiftSource = Literal["rotation", "override"]

DAYS: Final[Mapping[Every, int]] = MappingProxyType({"daily": 1, "weekly": 7, "biweekly": 14})


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """People who take turns at being on call.

    Attributes:
        name: the rotation's name in its team, such as ``primary``.
        people: person ids in the order of their turns; the same id may have several turns.
        every: how long a turn lasts.
        handoff: weekday (0 for Monday, or None for the weekday of `start`) and wall time at
            which a turn ends. A daily rotation hands over every day, whatever the weekday.
        start: local date from whose handoff time on `people[0]` is on call. If it is not the
            handoff's weekday, that first turn is the shorter for it.
        timezone: IANA name of the zone of `handoff` and `start`.

    Raises:
        InvalidValue: nobody takes turns, or zone, turn length or weekday do not exist.
    """

    name: str
    people: tuple[str, ...]
    every: Every
    handoff: tuple[int | None, time]
    start: date
    timezone: str

    def __post_init__(self) -> None:
        """Refuse a rotation that could not name anybody."""
        if not self.people:
            raise InvalidValue(f"rotation {self.name} has nobody in it; add at least one person")
        if self.every not in DAYS:
            raise InvalidValue(f"rotation {self.name} must be one of {', '.join(DAYS)}")
        if self.handoff[0] not in (None, *range(7)):
            raise InvalidValue(f"rotation {self.name} hands off on no weekday; write Mon 09:00")
        zone(self.timezone)


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody on call instead of whom the rotation named would have, from `start` until `end`.

    Raises:
        InvalidValue: it does not end after it starts, or an instant carries no zone.
    """

    rotation: str
    person: str
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse an override that covers no time."""
        if as_utc(self.end) <= as_utc(self.start):
            raise InvalidValue(f"the override for {self.person} must end after it starts")


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One person on call without a break from `start` until just before `end`, both in UTC."""

    person: str
    start: datetime
    end: datetime
    source: ShiftSource


def on_call(rotation: Rotation, at: datetime, overrides: Sequence[Override] = ()) -> Shift | None:
    """Return the shift that holds at an instant, or None before the rotation starts.

    The shift lasts from when that person took over to when somebody else, or their own next
    turn, does. Where overrides overlap, the one latest in `overrides` wins; one before the
    rotation's start counts too. The work does not grow with the rotation's age.

    Raises:
        InvalidValue: `at` carries no zone.
    """
    moment = as_utc(at)
    uncovered = _turn(rotation, moment)
    layers = ([uncovered] if uncovered else []) + _covers(rotation, overrides)
    holding = [n for n, layer in enumerate(layers) if layer.start <= moment < layer.end]
    if not holding:
        return None
    top = holding[-1]
    above = layers[top + 1 :]
    return replace(
        layers[top],
        start=max([layers[top].start, *(o.end for o in above if o.end <= moment)]),
        end=min([layers[top].end, *(o.start for o in above if o.start > moment)]),
    )


def shifts(
    rotation: Rotation, start: datetime, end: datetime, overrides: Sequence[Override] = ()
) -> tuple[Shift, ...]:
    """Return who is on call from `start` until `end`, in order, cut to that window.

    Without a gap from the rotation's start on; every instant agrees with `on_call`.

    Raises:
        InvalidValue: `start` or `end` carries no zone.
    """
    found: list[Shift] = []
    moment, until = as_utc(start), as_utc(end)
    while moment < until:
        shift = on_call(rotation, moment, overrides)
        if shift is None:
            moment = min(until, _next_beginning(rotation, moment, overrides, until))
            continue
        found.append(replace(shift, start=moment, end=min(shift.end, until)))
        moment = shift.end
    return tuple(found)


def next_handoff(rotation: Rotation, at: datetime) -> datetime:
    """Return the first instant after `at`, in UTC, at which a turn of the rotation begins.

    Overrides do not move it. Before the rotation starts, it is its start.

    Raises:
        InvalidValue: `at` carries no zone.
    """
    moment = as_utc(at)
    turn = _turn(rotation, moment)
    return turn.end if turn else _boundary(rotation, 0)


def _turn(rotation: Rotation, moment: datetime) -> Shift | None:
    """Return the rotation's own shift at an instant, as if there were no overrides."""
    if moment < _boundary(rotation, 0):
        return None
    today = moment.astimezone(zone(rotation.timezone)).date()
    near = (today - _anchor(rotation)).days // DAYS[rotation.every]
    # A turn may hold until later today, and a clock set back over midnight repeats a day's end.
    number = next(n for n in (near + 1, near, near - 1) if _boundary(rotation, n) <= moment)
    return Shift(
        person=rotation.people[number % len(rotation.people)],
        start=_boundary(rotation, number),
        end=_boundary(rotation, number + 1),
        source="rotation",
    )


def _boundary(rotation: Rotation, number: int) -> datetime:
    """Return the instant at which turn `number`, counted from 0, begins."""
    day = _anchor(rotation) + timedelta(days=number * DAYS[rotation.every])
    return wall_to_utc(max(day, rotation.start), rotation.handoff[1], rotation.timezone)


def _anchor(rotation: Rotation) -> date:
    """Return the handoff day at or before the start, from which turns are counted."""
    weekday = rotation.handoff[0]
    if weekday is None or rotation.every == "daily":
        return rotation.start
    return rotation.start - timedelta(days=(rotation.start.weekday() - weekday) % 7)


def _covers(rotation: Rotation, overrides: Sequence[Override]) -> list[Shift]:
    """Return the overrides of this rotation as shifts in UTC, the winning ones last."""
    return [
        Shift(person=o.person, start=as_utc(o.start), end=as_utc(o.end), source="override")
        for o in overrides
        if o.rotation == rotation.name
    ]


def _next_beginning(
    rotation: Rotation, moment: datetime, overrides: Sequence[Override], until: datetime
) -> datetime:
    """Return when somebody is first on call after a moment at which nobody is."""
    beginnings = [_boundary(rotation, 0), *(o.start for o in _covers(rotation, overrides))]
    return min((begin for begin in beginnings if begin > moment), default=until)
