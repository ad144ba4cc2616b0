"""When each line of a scenario happens: what needs a running Tocsin waits until it is up again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tocsin.simulate.scenario import Action, Fault, Restart, Step


@dataclass(frozen=True, kw_only=True)
class BootAgain:
    """Tocsin comes back after it was down."""


Happening = Action | BootAgain


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What happens at an offset from the start."""

    offset: timedelta
    action: Happening


def timetable(steps: Sequence[Step]) -> tuple[Moment, ...]:
    """Everything in time order.

    While Tocsin is down, chats and senders keep what is said to it; it hears it, in file order,
    when it is back. The health of the others changes all the same.
    """
    return tuple(sorted(_moments(steps), key=lambda moment: moment.offset))


def _moments(steps: Sequence[Step]) -> Iterator[Moment]:
    up = timedelta()
    for step in steps:
        action = step.action
        heard = step.offset if isinstance(action, Fault) else max(step.offset, up)
        yield Moment(offset=heard, action=action)
        if isinstance(action, Restart) and action.down:
            up = heard + action.down
            yield Moment(offset=up, action=BootAgain())
