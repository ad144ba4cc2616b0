"""What is told to the world outside: the status page, customers, a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened

Phase = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
MailKind = Literal["notice", "follow-up"]


@dataclass(frozen=True, kw_only=True)
class StatusPageDrafted(Happened):
    """Words for the status page, written down before they are published."""

    text: str
    title: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["status-page-drafted"] = "status-page-drafted"


@dataclass(frozen=True, kw_only=True)
class StatusPageProposed(Happened):
    """Somebody's own words wait for a second pair of eyes; `n` counts with the changes."""

    n: int
    text: str
    title: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["status-page-proposed"] = "status-page-proposed"


@dataclass(frozen=True, kw_only=True)
class StatusPageRejected(Happened):
    """The words that waited are not published."""

    n: int
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["status-page-rejected"] = "status-page-rejected"


@dataclass(frozen=True, kw_only=True)
class StatusPagePosted(Happened):
    """An entry for the status page; keeping every page in step with it is an effect.

    `components` are the names on the page; `providers` the instances it goes to, none in a
    drill; `template` is the one that gave the words, "" for somebody's own; `author` wrote
    them, where somebody else let them out; `unseen` where nobody looked at them in time;
    `title` is the page's title of the incident from now on, "" where it stays as it is.
    """

    phase: Phase
    text: str
    components: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    template: str = ""
    author: str = ""
    unseen: bool = False
    title: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["status-page-posted"] = "status-page-posted"


@dataclass(frozen=True, kw_only=True)
class StatusPageUpdated(Happened):
    """A status page shows our latest entry. `ref` is the page's own id of the incident."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "audit"
    type: Literal["status-page-updated"] = "status-page-updated"


@dataclass(frozen=True, kw_only=True)
class StatusPageFailed(Happened):
    """A status page did not take our entry; it is tried again. Once for each outage."""

    provider: str
    reason: str = ""
    type: Literal["status-page-failed"] = "status-page-failed"


@dataclass(frozen=True, kw_only=True)
class CustomersNotified(Happened):
    """Customers are told by mail. Without `providers` people send it themselves."""

    kind: MailKind
    subject: str
    text: str
    providers: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    type: Literal["customers-notified"] = "customers-notified"


@dataclass(frozen=True, kw_only=True)
class MailSent(Happened):
    """A customer tool took the mail, for so many recipients."""

    provider: str
    kind: MailKind
    recipients: int
    ref: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["mail-sent"] = "mail-sent"


@dataclass(frozen=True, kw_only=True)
class MailRefused(Happened):
    """Some addresses of a mail to customers will never get it; `recipients` did.

    `addresses` are shortened, each with its reason: they are people's, and events are for ever.
    """

    provider: str
    kind: MailKind
    recipients: int
    addresses: tuple[str, ...]
    audience: ClassVar[Audience] = "room"
    type: Literal["mail-refused"] = "mail-refused"


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Happened):
    """The review meeting of the post-mortem has a time; inviting people is an effect.

    `invites` are (person, e-mail address) of those who are mailed, by the instance `mail`.
    """

    starts: datetime
    ends: datetime
    attendees: tuple[str, ...]
    providers: tuple[str, ...] = ()
    invites: tuple[tuple[str, str], ...] = ()
    mail: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["meeting-planned"] = "meeting-planned"


@dataclass(frozen=True, kw_only=True)
class MeetingScheduled(Happened):
    """A calendar took the meeting."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["meeting-scheduled"] = "meeting-scheduled"
