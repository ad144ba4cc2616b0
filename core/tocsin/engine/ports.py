"""What the engine is given: time, chance, ids, providers; and who watches it work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol, TypeVar, cast

from tocsin.chat.port import Chat
from tocsin.domain.outcome import Outcome
from tocsin.errors import ProviderError
from tocsin.providers.kinds import KindRow
from tocsin.store.contract import EffectRow

P = TypeVar("P")
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
    """The instances of this deployment.

    Args:
        made: (kind, team, instance) -> what its factory returned.
        broken: (kind, team, instance) -> why there is none, for sections that stand in a file.
    """

    chats: Mapping[str, Chat] = field(default_factory=dict)
    made: Mapping[tuple[str, str, str], object] = field(default_factory=dict)
    broken: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, row: KindRow[P]) -> Mapping[tuple[str, str], P]:
        """The instances of one kind by (team, instance); their types vouch for the Protocol."""
        return cast("Mapping[tuple[str, str], P]", self._by_kind.get(row.kind, {}))

    def needed(self, row: KindRow[P], team: str, target: str) -> P:
        """The instance an effect is for; `target` is `<kind>.<instance>`.

        Raises:
            ProviderError: It is not in the team file any more, or could not be made.
        """
        instance = target.removeprefix(f"{row.kind}.")
        found = self.of(row).get((team, instance))
        if found is None:
            why = self.broken.get((row.kind, team, instance), "is not in the team file any more")
            raise ProviderError("not_found", f"{target} {why}")
        return found

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[tuple[str, str], object]]:
        found: dict[str, dict[tuple[str, str], object]] = {}
        for (kind, team, instance), provider in self.made.items():
            found.setdefault(kind, {})[team, instance] = provider
        return found


Clock = Callable[[], datetime]


class Watchers:
    """Tells everybody, in order."""

    def __init__(self, *watchers: Watcher) -> None:
        """None of them may raise."""
        self._watchers = watchers

    def committed(self, outcome: Outcome) -> None:
        """A command was written."""
        for watcher in self._watchers:
            watcher.committed(outcome)

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """One attempt has ended."""
        for watcher in self._watchers:
            watcher.attempted(row, outcome, error)
