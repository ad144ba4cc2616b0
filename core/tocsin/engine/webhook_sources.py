"""The section of a team file that a request came in for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Source:
    """One instance that is `Inbound`.

    Args:
        type: Its type, under which people's accounts may stand too.
    """

    team: str
    kind: str
    name: str
    type: str = ""

    @property
    def place(self) -> str:
        """Its name in addresses: a bare one for alerts, else `paging.hook`."""
        return self.name if self.kind == "alerts" else self.actor

    @property
    def actor(self) -> str:
        """Its name as the actor of commands: `alerts.prom`."""
        return f"{self.kind}.{self.name}"

    @property
    def accounts(self) -> tuple[str, ...]:
        """The platform name under which its users stand in the team files."""
        return (self.name, self.type)


@dataclass(frozen=True, kw_only=True)
class PartResult:
    """What became of one part of a delivery.

    Args:
        incident: `INC-1`, the first it belongs to; None = none.
        ignored: How much was left alone, by why.
    """

    incident: str | None = None
    ignored: Mapping[str, int] = field(default_factory=Counter)
