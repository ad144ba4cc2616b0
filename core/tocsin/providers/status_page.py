"""The kind `status_page`: what customers read of incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tocsin.providers.base import Call, Ref

StatusPhase = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
StatusImpact = Literal["minor", "major", "critical"]


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """One entry, the words as they are published."""

    at: datetime
    phase: StatusPhase
    text: str


@dataclass(frozen=True, kw_only=True)
class StatusPageState:
    """What a page is to show of one incident: everything, every time (the latest wins).

    Args:
        key: Names the incident, the same in every state; opaque, since our own numbers are not
            public. Pages that give ids of their own keep it as an external id.
        title: Public words; never the title the incident has inside.
        entries: All of them, the oldest first; at least one.
        components: Names of the page's components that are touched.
        resolved: When it was resolved, None while it goes on.
        postmortem_url: The public post-mortem, "" while there is none.
    """

    key: str
    title: str
    impact: StatusImpact
    entries: tuple[StatusEntry, ...]
    components: tuple[str, ...]
    started: datetime
    resolved: datetime | None = None
    postmortem_url: str = ""


class StatusPage(Protocol):
    """Protocol of a status page."""

    def put(self, state: StatusPageState, ref: Ref | None, call: Call) -> Ref:
        """Make the page show this state, which may have been put before.

        Args:
            ref: What the first `put` returned; None the first time, or when it was not answered.

        Returns:
            A `Ref`; a `PageRef` where the page can say what somebody changed there by hand.

        Raises:
            ProviderError: With its code; the engine tries again.
        """
        ...
