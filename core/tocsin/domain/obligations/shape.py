"""The shape of what is owed: a promise, its owner, the sentence behind it, and its nudges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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
        generation: Version of the incident at which this obligation began; a timer that carries
            another generation decides nothing.
        nudges: Finite, in time order.
        since: When it began; no reminder is moved to before that. None = not known.
        quiet: Whether it is listed only once it is due.
    """

    name: str
    due: datetime
    owner: str
    rule: str
    generation: int
    nudges: tuple[Nudge, ...]
    since: datetime | None = None
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Watch(Obligation):
    """What the engine watches for itself: it has a clock, nobody owes it, nobody is shown it."""


@dataclass(frozen=True, kw_only=True)
class Timer:
    """The next undone nudge of one obligation or watch: what the store keeps for the clock."""

    name: str
    generation: int
    nudge: int
    due: datetime
