"""One thing that the world must be told, or that is kept in step with the incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# `invite` stands in rows of versions before: members are kept in step by `members`.
Op = Literal[
    "page", "page-ack", "page-resolve", "direct", "announce", "open-room", "members", "invite",
    "ticket", "ticket-close", "feed", "card", "rename", "topic", "leave-room", "status-page",
    "announced", "customer-mail", "person-mail", "meeting", "meeting-cancel", "postmortem",
    "context",
]  # fmt: skip
Pool = Literal["page", "chat", "other"]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing to tell or to keep in step.

    Args:
        target: A provider instance (`paging.hook`) or a chat platform (`chat.console`).
        lane: What is FIFO together, within the incident.
        about: Small facts the wording needs (page id, person).
    """

    kind: Literal["tell", "sync"]
    op: Op
    target: str
    lane: str
    pool: Pool
    needs: Literal["", "room"] = ""
    about: Mapping[str, str] = field(default_factory=dict)
