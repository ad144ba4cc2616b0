"""Correcting when something was: what has a moment, and which moment comes before which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Literal

from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Event
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.quoting import quoted
from tocsin.errors import RejectedCommand

MILESTONES: Final = (
    "impact-started", "detected", "declared", "acknowledged", "mitigated", "fixed", "resolved",
    "closed",
)  # fmt: skip
# What only its own command begins; a milestone corrects it afterwards.
_OF_A_COMMAND: Final = {
    "acknowledged": "ack",
    "mitigated": "mitigated",
    "fixed": "resolve",
    "resolved": "resolve",
    "closed": "close",
}
# (earlier, later): what the numbers of a quarter are counted from can never be less than nothing.
_ORDER: Final = (
    ("impact-started", "detected"),
    ("impact-started", "mitigated"),
    ("detected", "declared"),
    ("declared", "acknowledged"),
    ("detected", "acknowledged"),
    ("detected", "mitigated"),
    ("declared", "resolved"),
    ("mitigated", "fixed"),
    ("fixed", "resolved"),
    ("resolved", "closed"),
)


# Commands


@dataclass(frozen=True, kw_only=True)
class SetMilestone(Command):
    """Correct a milestone."""

    milestone: str
    when: datetime
    verb: ClassVar[str] = "milestone"


# Events


@dataclass(frozen=True, kw_only=True)
class MilestoneSet(Event):
    """A milestone was corrected or set by hand."""

    milestone: str
    when: datetime
    type: Literal["milestone-set"] = "milestone-set"


# Evolve


def _milestone_set(incident: Incident, event: MilestoneSet) -> Incident:
    return replace(incident, milestones=put(incident.milestones, event.milestone, event.when))


EVOLVE: dict[type[Event], Evolve] = {
    MilestoneSet: _milestone_set,
}


# Decide


def _milestone(context: CommandContext, command: SetMilestone) -> None:
    if command.milestone not in MILESTONES:
        raise RejectedCommand(
            f"There is no milestone {quoted(command.milestone)}. "
            f"Milestones: {', '.join(MILESTONES)}."
        )
    if command.when > context.at:
        raise RejectedCommand("A milestone lies in the past; this time is still to come.")
    _must_have_happened(context, command.milestone)
    moved = _moved(context, command)
    when = _to_the_second(context, moved, command.when)
    for name in moved:
        for other, side in _breaches(context, name, when, moved):
            raise _out_of_order(context, name, when, other, side)
    for name in moved:
        context.add(MilestoneSet, milestone=name, when=when)


def _moved(context: CommandContext, command: SetMilestone) -> tuple[str, ...]:
    """The milestone; with the declaration goes the detection, unless it was corrected itself."""
    known = context.incident.milestones
    alike = command.milestone == "declared" and known["detected"] == known["declared"]
    return (command.milestone, *(("detected",) if alike else ()))


def _must_have_happened(context: CommandContext, name: str) -> None:
    if name in _OF_A_COMMAND and name not in context.incident.milestones:
        raise RejectedCommand(
            f"{context.incident.key} has no moment {name} yet: it comes with "
            f"`{_OF_A_COMMAND[name]}`, and can be corrected then."
        )


def _breaches(
    context: CommandContext, name: str, when: datetime, moved: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(other milestone, on which side of it this one cannot lie)."""
    known = {**context.incident.milestones, **dict.fromkeys(moved, when)}
    for earlier, later in _ORDER:
        concerned = name in (earlier, later) and {earlier, later} <= set(known)
        if concerned and known[earlier] > known[later]:
            yield (later, "after") if name == earlier else (earlier, "before")


def _to_the_second(context: CommandContext, moved: tuple[str, ...], when: datetime) -> datetime:
    """People type minutes: in the same minute as the other moment, it is that moment."""
    for name in moved:
        for other, _ in _breaches(context, name, when, moved):
            at = context.incident.milestones[other]
            if at.replace(second=0, microsecond=0) == when.replace(second=0, microsecond=0):
                return at
    return when


def _out_of_order(
    context: CommandContext, name: str, when: datetime, other: str, side: str
) -> RejectedCommand:
    """Both times, and which one to correct first."""
    zone, now = context.incident.timezone, context.at
    at = local_text(context.incident.milestones[other], zone, now=now)
    return RejectedCommand(
        f"{name} ({local_text(when, zone, now=now)}) cannot lie {side} {other}; {other} is {at}. "
        f"If that is wrong, correct it first: `milestone {other} <time>`."
    )


DECIDE: dict[type[Command], CommandHandler] = {
    SetMilestone: _milestone,
}
