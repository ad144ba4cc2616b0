"""Who is called for an incident: one page, and the ladder that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.domain.events import Purpose
from tocsin.domain.ladders import Ladder

PageState = Literal["queued", "sent", "failed", "acked", "skipped"]
ANSWERED: frozenset[PageState] = frozenset({"acked", "skipped"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page for one person.

    Args:
        tools: The paging instances engaged so far.
        sent_by: Those that took it, each with its reference.
        target: The contact that was asked for, "" for a person.
        by: Who asked for it.
        seq: The event that asked for it; 0 = from before this was kept.
        again: The page that this one repeats, since nobody answered it.
        uncounted: Tool and user of each answer that did not end it.
        handed: When the last of its tools was engaged; None = with the page itself.
        handed_seq: The event that engaged it.
    """

    id: str
    person: str
    purpose: Purpose
    step: int
    round: int
    state: PageState
    at: datetime
    paging: tuple[str, ...]
    tools: tuple[str, ...]
    sent_by: tuple[tuple[str, str], ...] = ()
    refused_by: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    message: str = ""
    target: str = ""
    by: str = ""
    seq: int = 0
    again: str = ""
    uncounted: tuple[tuple[str, str], ...] = ()
    handed: datetime | None = None
    handed_seq: int = 0

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.state not in ANSWERED


@dataclass(frozen=True, kw_only=True)
class RunningLadder:
    """The ladder that calls people until somebody acknowledges."""

    name: str
    ladder: Ladder
    paging: tuple[str, ...]
    started: datetime
    seq: int
    acknowledged: bool = False
    exhausted: bool = False
