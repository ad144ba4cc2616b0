"""The kind `schedules`: who is on call, kept outside the team file."""

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
    """A span of time without its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class OnCallEntry:
    """One turn of a person on call.

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
    """Base config of this kind; `check` uses what it knows beforehand."""

    def ids(self) -> frozenset[str] | None:
        """Return the ids of the schedules; None = only the tool knows."""
        return None

    def persons(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Return every person id in the section, with its place there."""
        return iter(())


class Schedules(Protocol):
    """Protocol of a tool that knows who is on call.

    It is asked in the background; what it said last is used while it does not answer.
    """

    @property
    def capabilities(self) -> frozenset[ScheduleCapability]:
        """What it can do."""
        ...

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Return who is on call at a moment, in the order to be called; () = nobody.

        Raises:
            ProviderError: `not_found` when there is no such schedule.
        """
        ...

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Return the turns within a window, in order of time; `start` and `end` are set.

        Only asked of who has the capability `shifts`.
        """
        ...
