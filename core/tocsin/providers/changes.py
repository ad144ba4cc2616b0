"""The kind `changes`: what was deployed, switched or configured, and what responders did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from tocsin.providers.base import Call
from tocsin.providers.schedules import Window

ChangeWhat = Literal["deploy", "config", "flag", "other"]
ChangeCapability = Literal["record"]
MOST_CHANGES = 100
"""No list of changes is longer."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change in production.

    Args:
        id: The tool's own id of it; told again under the same id it is the same change.
        at: When it took effect, aware.
        title: One line that people read, e.g. `checkout 4.2 → 4.3`.
        service: Name of the service as in the team file, or "".
        person: Who made it, as the tool calls them, or "".
        link: Where to read more (http or https), or "".
        recorded: `MadeChange.key` of a change that Tocsin recorded there, or "": by it the same
            change is known again, whichever tool tells of it.
    """

    id: str
    at: datetime
    title: str
    what: ChangeWhat = "other"
    service: str = ""
    person: str = ""
    link: str = ""
    recorded: str = ""


@dataclass(frozen=True, kw_only=True)
class MadeChange:
    """A change that responders made in production during an incident.

    Args:
        key: The key of the change, ASCII, at most 64 characters; no two deployments share one.
        incident: `INC-42`.
        at: When it was reported as made, aware, UTC.
        title: One line that people read, e.g. `INC-42, rollback: checkout 4.3 → 4.2`.
        strategy: The word people typed: `rollback`, `scale-up`, `disable`, `failover`,
            `circuit-break` or `other`.
        what: What kind of change that is.
        service: Name of the service in trouble as in the team file, or "".
        person: Name of whoever reported it as made.
        link: Where to read more (http or https), or "".
    """

    key: str
    incident: str
    at: datetime
    title: str
    strategy: str
    what: ChangeWhat = "other"
    service: str = ""
    person: str = ""
    link: str = ""


def newest_changes(
    found: Iterable[Change | None], window: Window, service: str = ""
) -> tuple[Change, ...]:
    """The changes of a service (""= of all) within a window, each once, the newest first.

    Args:
        found: In whatever order; None is left out.
        window: What was asked for.
        service: Likewise.
    """
    known = {
        change.id: change
        for change in found
        if change is not None
        and window.start <= change.at < window.end
        and service in ("", change.service)
    }
    newest = sorted(known.values(), key=lambda change: change.at, reverse=True)
    return tuple(newest[:MOST_CHANGES])


class Changes(Protocol):
    """Protocol of a tool that knows changes in production.

    What a tool posts by itself comes in as `Received.changes` and is kept by the engine; only what
    must be asked for is asked for here.
    """

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        """Return the changes within a window, the newest first, at most `MOST_CHANGES`. Reads only.

        Args:
            service: Only changes of this service, where the tool can tell; "" = of all.

        Raises:
            ProviderError: With its code.
        """
        ...


@runtime_checkable
class RecordsChanges(Changes, Protocol):
    """A tool for changes that, with the capability `record`, is told of those responders make."""

    @property
    def capabilities(self) -> frozenset[ChangeCapability]:
        """What it can do; `record` may depend on its settings."""
        ...

    def record(self, change: MadeChange, call: Call) -> None:
        """Record a change; `changes` then returns it, with its key as `recorded`.

        `Call.object_key` is the key of the change. A call of unknown outcome is repeated only after
        `changes` was asked and did not return it.

        Raises:
            ProviderError: With its code.
        """
        ...
