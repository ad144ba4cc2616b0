"""The world outside: what vendors and platforms know. It outlives every crash of Tocsin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.plan import Behaviour

AHEAD = 1


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A person was rung by a tool."""

    tool: str
    page: str
    person: str
    commit: int


@dataclass
class Vendors:
    """State and memory of everything outside."""

    behaviours: dict[tuple[str, int], Behaviour] = field(default_factory=dict)
    healthy: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    rings: list[Ring] = field(default_factory=list)
    stopped: set[tuple[str, str]] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    rooms: dict[tuple[str, str], str] = field(default_factory=dict)
    posts: list[tuple[str, str, str]] = field(default_factory=list)

    def next(self, target: str) -> Behaviour | None:
        """What the target does with this call; None = it takes it at once."""
        nth = self.calls[target]
        self.calls[target] += 1
        return None if self.healthy else self.behaviours.get((target, nth))

    def may_be_slow(self) -> bool:
        """Whether one of the next calls takes time, so that others should run meanwhile."""
        return not self.healthy and any(
            one.seconds and self.calls[target] <= nth <= self.calls[target] + AHEAD
            for (target, nth), one in self.behaviours.items()
        )

    def rang(self, tool: str, page: str) -> bool:
        """Whether this tool has this page."""
        return any((ring.tool, ring.page) == (tool, page) for ring in self.rings)
