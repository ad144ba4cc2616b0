"""Where something came in: one section of a team file that takes requests."""

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
        """Its name in addresses and in what is kept: a bare one for alerts, else `paging.hook`."""
        return self.name if self.kind == "alerts" else self.actor

    @property
    def actor(self) -> str:
        """`alerts.prom`: whoever does what it tells."""
        return f"{self.kind}.{self.name}"

    @property
    def accounts(self) -> tuple[str, ...]:
        """What its users stand under in the team files."""
        return (self.name, self.type)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What became of one part of a delivery.

    Args:
        incident: `INC-1`, the first it belongs to; None = none.
        ignored: How much was left alone, by why.
    """

    incident: str | None = None
    ignored: Mapping[str, int] = field(default_factory=Counter)
