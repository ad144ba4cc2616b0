"""What the engine is given: time, chance, ids, providers; and who watches it work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol, TypeVar, cast

from tocsin.chat.port import Chat
from tocsin.domain.command import Outcome
from tocsin.errors import ProviderError
from tocsin.providers.kinds import KindRow
from tocsin.store.contract import EffectRow

P = TypeVar("P")
Attempted = Literal["sent", "failed", "unknown", "skipped"]


class Ids(Protocol):
    """Where ids and secrets come from."""

    def incident(self) -> str:
        """Return a new incident id (UUID)."""
        ...

    def token(self) -> str:
        """Return a new unguessable token, URL-safe."""
        ...


class Watcher(Protocol):
    """Protocol of what is told of commands and attempts: metrics, the simulator. Must not raise."""

    def committed(self, outcome: Outcome) -> None:
        """Note a command, inside the transaction and before its commit."""
        ...

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Note one attempt that has ended."""
        ...


class NullWatcher:
    """A `Watcher` that ignores everything."""

    def committed(self, outcome: Outcome) -> None:
        """Do nothing."""

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Do nothing."""


class Answers(Protocol):
    """Protocol of where the answers of tools are noted before they are committed."""

    def known(self, key: str) -> str | None:
        """Return the tool's answer to the call of this effect key, or None."""
        ...

    def note(self, key: str, ref: str) -> None:
        """Note the tool's answer. Must be quick and must not raise."""
        ...


class NullAnswers:
    """Notes nothing: after a crash an uncommitted call is made again."""

    def known(self, key: str) -> str | None:
        """Return None."""
        return None

    def note(self, key: str, ref: str) -> None:
        """Do nothing."""


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
        """Return the instances of one kind by (team, instance)."""
        return cast("Mapping[tuple[str, str], P]", self._by_kind.get(row.kind, {}))

    def needed(self, row: KindRow[P], team: str, target: str) -> P:
        """Return the instance an effect is for; `target` is `<kind>.<instance>`.

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
    """Passes everything on to several watchers, in order."""

    def __init__(self, *watchers: Watcher) -> None:
        """None of them may raise."""
        self._watchers = watchers

    def committed(self, outcome: Outcome) -> None:
        """Pass a command on."""
        for watcher in self._watchers:
            watcher.committed(outcome)

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Pass an attempt on."""
        for watcher in self._watchers:
            watcher.attempted(row, outcome, error)
