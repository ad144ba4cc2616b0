"""What an incident keeps of what the world outside was told: status page, mails, the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.events import MailKind, Phase


@dataclass(frozen=True, kw_only=True)
class StatusPost:
    """One entry of the status page, as its readers see it."""

    at: datetime
    by: str
    phase: Phase
    text: str
    components: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Somebody's own words for the status page, which wait for a second pair of eyes."""

    n: int
    text: str
    by: str
    at: datetime
    seq: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to customers."""

    at: datetime
    by: str
    kind: MailKind
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The review meeting, planned `at`; `scheduled_by` are the calendars that took it.

    `invites` are (person, address) of those who were invited by the mail instance `mail`.
    """

    at: datetime
    starts: datetime
    ends: datetime
    attendees: tuple[str, ...]
    seq: int
    scheduled_by: tuple[str, ...] = ()
    cancelled: bool = False
    invites: tuple[tuple[str, str], ...] = ()
    mail: str = ""
