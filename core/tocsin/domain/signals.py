"""What the engine and the providers tell an incident: commands nobody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tocsin.domain.commands import Base
from tocsin.domain.context import Context
from tocsin.domain.events import MailKind
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class AlertChange:
    """One alert of a group as monitoring reports it. `ended`: when, where that was told."""

    fingerprint: str
    title: str
    firing: bool
    started: datetime
    link: str = ""
    severity: Severity | None = None
    ended: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAlerts(Base):
    """What monitoring says about one group linked to this incident.

    Args:
        severity: Of the group; an alert that has one of its own counts with that.
        answered: Somebody knows of these alerts: they come from an incident that was answered.
    """

    key: str
    title: str
    alerts: tuple[AlertChange, ...]
    truncated: int = 0
    severity: Severity | None = None
    storm: bool = False
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class FallDue(Base):
    """A nudge's time has come."""

    name: str
    nudge: int
    generation: int


@dataclass(frozen=True, kw_only=True)
class PageResult(Base):
    """What a paging tool did with a page."""

    page: str
    provider: str
    outcome: Literal["sent", "failed", "refused"]
    ref: str = ""
    reason: str = ""
    first_attempt: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerSeen(Base):
    """A paging tool says that somebody answered who is in no team file, or may not.

    Args:
        user: What the tool calls them; `account` and `email` as it knows them.
        person: Their id where they are known.
    """

    page: str
    provider: str
    action: Literal["acknowledged", "resolved"]
    user: str = ""
    account: str = ""
    email: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class RoomResult(Base):
    """A room was opened, or could not be.

    Args:
        private: Whether it was opened as one that others cannot read; None = as the incident is.
    """

    platform: str
    room: str = ""
    name: str = ""
    reason: str = ""
    private: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RoomLost(Base):
    """A room was found to be gone, deleted or archived, when something was to be done in it."""

    platform: str
    room: str


@dataclass(frozen=True, kw_only=True)
class OutsidersFound(Base):
    """In the room of a private incident are people who are not in it and stay there.

    Args:
        accounts: The platform's ids of them; empty = it does not show who is there.
    """

    platform: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Base):
    """Somebody came into a room or left it.

    Args:
        room: The platform's id of it.
        person: Their id; of somebody in no team file, what they are called instead.
    """

    platform: str
    room: str
    person: str
    joined: bool


@dataclass(frozen=True, kw_only=True)
class ContextFound(Base):
    """What was found to be going on when the incident began."""

    context: Context


@dataclass(frozen=True, kw_only=True)
class TicketResult(Base):
    """A ticket was opened."""

    provider: str
    ref: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketSeen(Base):
    """A tracker says that somebody changed the ticket; as in `TicketChanged`."""

    provider: str
    ref: str
    action: Literal["closed", "reopened", "assigned"]
    user: str = ""
    person: str = ""
    assignee: str = ""
    assignee_person: str = ""


@dataclass(frozen=True, kw_only=True)
class EffectGone(Base):
    """An effect died for good, or waits until somebody has seen to it: it is tried `again`."""

    effect: str
    target: str
    reason: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class StatusResult(Base):
    """A status page took our entry, or did not: `reason` says why, and it is tried again."""

    provider: str
    ref: str = ""
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MailResult(Base):
    """A customer tool took a mail; `refused` are shortened addresses, each with its reason."""

    provider: str
    kind: MailKind
    recipients: int
    ref: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingResult(Base):
    """A calendar took the meeting."""

    provider: str
    ref: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PostmortemResult(Base):
    """A place for post-mortems took the document."""

    provider: str
    ref: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TakeIn(Base):
    """Another incident was merged into this one."""

    other: str
    title: str
