"""Reminders, and what the process saw not being met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened


@dataclass(frozen=True, kw_only=True)
class Nudged(Happened):
    """Nudges of an obligation were carried out; their timers never fire again.

    Or they were passed over: what a new version of Tocsin would have done before it came.
    """

    obligation: str
    generation: int
    done: tuple[int, ...]
    audience: ClassVar[Audience] = "audit"
    type: Literal["nudged"] = "nudged"


@dataclass(frozen=True, kw_only=True)
class Reminded(Happened):
    """Somebody was reminded of what is owed. `hears` is a person id or `room`."""

    obligation: str
    hears: str
    due: datetime
    rule: str
    last: bool = False
    audience: ClassVar[Audience] = "audit"
    type: Literal["reminded"] = "reminded"


@dataclass(frozen=True, kw_only=True)
class Snoozed(Happened):
    """Reminders (never pages, never the due time) were moved."""

    obligation: str
    until: datetime
    type: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, kw_only=True)
class GapRecorded(Happened):
    """The engine saw the process not being met: material for learning, never about a person."""

    gap: str
    text: str
    type: Literal["gap-recorded"] = "gap-recorded"
