"""Schedules: who is on call, kept outside the team file's own rotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tocsin.providers.base import Call, ProviderConfig

ScheduleCapability = Literal["shifts", "pure"]
"""`shifts`: it tells what is to come. `pure`: it answers from its own section and asks nobody."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """A span of time, without its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class OnCallEntry:
    """Somebody on call of a schedule.

    Who it is in the team files is found by the id there, then by the account under
    `[people.*] accounts` named like the section or its type, then by the e-mail address.

    Args:
        user: The person's id at the tool.
        email: Their address there, "" where the tool does not tell.
        start: From when on; None = it is not known.
        end: Until when; None = it is not known.
    """

    user: str
    email: str = ""
    start: datetime | None = None
    end: datetime | None = None


class SchedulesConfig(ProviderConfig):
    """Base of the sections of this kind. What it knows beforehand, `check` looks at."""

    def ids(self) -> frozenset[str] | None:
        """The schedules there are; None = only the tool knows."""
        return None

    def persons(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every person id in the section, with its place there."""
        return iter(())


class Schedules(Protocol):
    """A tool that knows who is on call. One attempt a call, never longer than its deadline.

    It is asked in the background; what it said last is used while it does not answer.
    """

    @property
    def capabilities(self) -> frozenset[ScheduleCapability]:
        """What it can do; the core branches on this, never on a name."""
        ...

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call at a moment, whoever is called first first; () = nobody.

        Raises:
            ProviderError: `not_found` when there is no such schedule.
        """
        ...

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call within a window, in order of time; `start` and `end` are known.

        Only asked of who has the capability `shifts`.
        """
        ...
