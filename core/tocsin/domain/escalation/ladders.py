"""Ladders: who is called, when, while nobody answers. Always finite, seen before they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Manner = Literal["page", "notify"]
Rung = Literal["page", "notify", "alarm"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: after this long, these targets are paged (or only notified).

    Targets are rotation levels (`primary`, `backup`), contacts (`em`, `cto`, …) or `@person`.
    """

    after: timedelta
    targets: tuple[str, ...]
    manner: Manner = "page"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Steps, then bounded repeats of all of them, then one standing alarm.

    Args:
        repeats: How often everyone is called again (0 = never).
        repeat_every: Time between the repeats, and before the alarm.
        alarm: Whether a standing alarm with phone numbers ends the ladder.
    """

    steps: tuple[Step, ...]
    repeats: int = 0
    repeat_every: timedelta = timedelta(minutes=15)
    alarm: bool = False


@dataclass(frozen=True, kw_only=True)
class Unplanned:
    """A strategy was asked and gave no plan that can be used; `reason` is fit for the room."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class LadderCall:
    """One moment of a running ladder: `step` counts from 0, `round` from 1."""

    after: timedelta
    rung: Rung
    step: int
    round: int
    targets: tuple[str, ...]


def ladder_calls(ladder: Ladder) -> Iterator[LadderCall]:
    """Every moment of the ladder in time order; a repeat keeps each person's step."""
    for number, step in sorted(enumerate(ladder.steps), key=lambda numbered: numbered[1].after):
        yield LadderCall(
            after=step.after, rung=step.manner, step=number, round=1, targets=step.targets
        )
    last = max((step.after for step in ladder.steps), default=timedelta(0))
    for repeat in range(1, ladder.repeats + 1):
        after = last + repeat * ladder.repeat_every
        for number, step in enumerate(ladder.steps):
            yield LadderCall(
                after=after, rung=step.manner, step=number, round=repeat + 1, targets=step.targets
            )
    if ladder.alarm:
        after = last + (ladder.repeats + 1) * ladder.repeat_every
        yield LadderCall(
            after=after,
            rung="alarm",
            step=len(ladder.steps) - 1,
            round=ladder.repeats + 1,
            targets=all_targets(ladder),
        )


def all_targets(ladder: Ladder) -> tuple[str, ...]:
    """Each target of the ladder once, in order of first appearance."""
    return tuple(dict.fromkeys(target for step in ladder.steps for target in step.targets))


def _step(minutes: int, *targets: str, manner: Manner = "page") -> Step:
    return Step(after=timedelta(minutes=minutes), targets=targets, manner=manner)


DEFAULT_LADDERS: dict[str, Ladder] = {
    "P0": Ladder(
        steps=(_step(0, "primary", "em"), _step(5, "backup"), _step(10, "cto")),
        repeats=3,
        alarm=True,
    ),
    "P1": Ladder(
        steps=(
            _step(0, "primary"),
            _step(5, "backup"),
            _step(15, "em"),
            _step(30, "cto"),
        ),
        repeats=3,
        alarm=True,
    ),
    "P2": Ladder(
        steps=(
            _step(0, "primary", manner="notify"),
            _step(30, "primary", manner="notify"),
            _step(60, "backup", manner="notify"),
        ),
    ),
}
