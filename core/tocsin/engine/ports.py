"""What the engine is given: time, chance, ids, providers; and who watches it work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from tocsin.chat.port import Chat
from tocsin.engine.outcome import Outcome
from tocsin.providers import (
    Calendar,
    Customers,
    Paging,
    Postmortems,
    Schedules,
    StatusPage,
    Ticketing,
)
from tocsin.store.contract import EffectRow

Attempted = Literal["sent", "failed", "unknown", "skipped"]


class Ids(Protocol):
    """Where ids and secrets come from."""

    def incident(self) -> str:
        """A new incident id (UUID)."""
        ...

    def token(self) -> str:
        """A new unguessable token, URL-safe."""
        ...


class Watcher(Protocol):
    """Somebody who watches: metrics, the simulator. Must be quick and must not raise."""

    def committed(self, outcome: Outcome) -> None:
        """A command was written (within the transaction, before its commit)."""
        ...

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """One attempt to tell the world has ended."""
        ...


class Unwatched:
    """Nobody watches."""

    def committed(self, outcome: Outcome) -> None:
        """Nothing is kept."""

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Nothing is kept."""


class Answers(Protocol):
    """What tools answered, kept from the answer on: before its commit, and over a crash."""

    def known(self, key: str) -> str | None:
        """What the tool called it when it answered the call of this effect key."""
        ...

    def note(self, key: str, ref: str) -> None:
        """The tool has answered. Must be quick and must not raise."""
        ...


class NoAnswers:
    """Nothing is noted: what is answered and not committed is called again after a crash."""

    def known(self, key: str) -> str | None:
        """Nothing is."""
        return None

    def note(self, key: str, ref: str) -> None:
        """Nothing is kept."""


@dataclass(frozen=True, kw_only=True)
class Providers:
    """The instances of this deployment. Provider instances are keyed by (team, instance)."""

    chats: Mapping[str, Chat] = field(default_factory=dict)
    paging: Mapping[tuple[str, str], Paging] = field(default_factory=dict)
    schedules: Mapping[tuple[str, str], Schedules] = field(default_factory=dict)
    ticketing: Mapping[tuple[str, str], Ticketing] = field(default_factory=dict)
    status_page: Mapping[tuple[str, str], StatusPage] = field(default_factory=dict)
    customers: Mapping[tuple[str, str], Customers] = field(default_factory=dict)
    calendar: Mapping[tuple[str, str], Calendar] = field(default_factory=dict)
    postmortems: Mapping[tuple[str, str], Postmortems] = field(default_factory=dict)


Clock = Callable[[], datetime]
