"""Orders the lines of a scenario; those that need a running system wait for its restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tocsin.simulate.scenario import Action, Fault, Restart, Step


@dataclass(frozen=True, kw_only=True)
class BootAgain:
    """The restart after a time down."""


Happening = Action | BootAgain


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A step and its offset from the start."""

    offset: timedelta
    action: Happening


def timetable(steps: Sequence[Step]) -> tuple[Scheduled, ...]:
    """Return everything in time order.

    While Tocsin is down, chats and senders keep what is said to it; it hears it, in file order,
    when it is back. The health of the others changes all the same.
    """
    return tuple(sorted(_moments(steps), key=lambda moment: moment.offset))


def _moments(steps: Sequence[Step]) -> Iterator[Scheduled]:
    up = timedelta()
    for step in steps:
        action = step.action
        heard = step.offset if isinstance(action, Fault) else max(step.offset, up)
        yield Scheduled(offset=heard, action=action)
        if isinstance(action, Restart) and action.down:
            up = heard + action.down
            yield Scheduled(offset=up, action=BootAgain())
