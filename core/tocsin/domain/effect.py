"""One thing that the world must be told, or that is kept in step with the incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# `invite` stands in rows of versions before: members are kept in step by `members`.
Op = Literal[
    "page", "page-ack", "page-resolve", "direct", "announce", "open-room", "members", "invite",
    "ticket", "ticket-close", "feed", "card", "rename", "topic", "leave-room", "status-page",
    "announced", "customer-mail", "person-mail", "meeting", "meeting-cancel", "postmortem",
    "context", "change", "alert-ack", "alert-resolve",
]  # fmt: skip
Pool = Literal["page", "chat", "other"]


@dataclass(frozen=True, kw_only=True)
class About:
    """The page, person, address or room that an effect concerns; "" = none.

    Args:
        page: Id of a page.
        person: Id of a person.
        to: A mail address.
        room, name: A room's id on its platform, and its name.
        called: What a room that is left is called from then on.
        alerts: The keys of linked alerts.
    """

    page: str = ""
    person: str = ""
    to: str = ""
    room: str = ""
    name: str = ""
    called: str = ""
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing to tell or to keep in step.

    Args:
        target: A provider instance (`paging.hook`) or a chat platform (`chat.console`).
        lane: What is FIFO together, within the incident.
    """

    kind: Literal["tell", "sync"]
    op: Op
    target: str
    lane: str
    pool: Pool
    needs: Literal["", "room"] = ""
    about: About = About()
