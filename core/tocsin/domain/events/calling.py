"""Paging people until somebody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened
from tocsin.domain.ladders import Ladder

Purpose = Literal["ladder", "request"]


@dataclass(frozen=True, kw_only=True)
class LadderStarted(Happened):
    """Calling began; the steps are written down and cannot change under a running incident."""

    name: str
    ladder: Ladder
    paging: tuple[str, ...]
    reason: str = ""
    type: Literal["ladder-started"] = "ladder-started"


@dataclass(frozen=True, kw_only=True)
class PlanFailed(Happened):
    """A plugin's strategy gave no plan that can be used: the built-in ladder calls."""

    name: str
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["plan-failed"] = "plan-failed"


@dataclass(frozen=True, kw_only=True)
class LadderExhausted(Happened):
    """Every call of the ladder went unanswered: a standing alarm with phone numbers."""

    people: tuple[str, ...]
    audience: ClassVar[Audience] = "room"
    type: Literal["ladder-exhausted"] = "ladder-exhausted"


@dataclass(frozen=True, kw_only=True)
class StepUnfilled(Happened):
    """Nobody stands behind a target of the ladder; the next one is called all the same.

    `unread`: its schedule could not be read so far.
    """

    target: str
    step: int
    round: int
    unread: bool = False
    audience: ClassVar[Audience] = "room"
    type: Literal["step-unfilled"] = "step-unfilled"


@dataclass(frozen=True, kw_only=True)
class PageRequested(Happened):
    """A person is to be paged. `page` is `p1`, `p2`, … within the incident.

    `roster_as_of`: when the schedule that names them was read last, if that is too long ago.
    `again`: the page that this one repeats, since it was not answered.
    """

    page: str
    person: str
    purpose: Purpose
    step: int
    round: int
    provider: str
    paging: tuple[str, ...]
    target: str = ""
    message: str = ""
    roster_as_of: datetime | None = None
    again: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["page-requested"] = "page-requested"


@dataclass(frozen=True, kw_only=True)
class PageSent(Happened):
    """A paging tool took the page (its 2xx is never an acknowledgement)."""

    page: str
    provider: str
    ref: str = ""
    audience: ClassVar[Audience] = "audit"
    type: Literal["page-sent"] = "page-sent"


@dataclass(frozen=True, kw_only=True)
class PageFailed(Happened):
    """The first failed attempt with one tool, or its final refusal."""

    page: str
    provider: str
    reason: str
    permanent: bool = False
    type: Literal["page-failed"] = "page-failed"


@dataclass(frozen=True, kw_only=True)
class PageFailedOver(Happened):
    """The next paging tool rings as well, since the one before did not take the page."""

    page: str
    provider: str
    after: str
    audience: ClassVar[Audience] = "room"
    type: Literal["page-failed-over"] = "page-failed-over"


@dataclass(frozen=True, kw_only=True)
class PageUndeliverable(Happened):
    """Every paging tool refused or failed; people must call by phone."""

    page: str
    person: str
    audience: ClassVar[Audience] = "room"
    type: Literal["page-undeliverable"] = "page-undeliverable"


@dataclass(frozen=True, kw_only=True)
class Notified(Happened):
    """A person or a contact is told directly (a message, and a mail where there is one); no page.

    `address` is where the mail goes, by the provider instance `mail`; "" = no mail.
    """

    person: str
    about: str
    address: str = ""
    mail: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["notified"] = "notified"


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Happened):
    """A responder answered. `via` is `chat`, `link` or a paging instance."""

    person: str
    via: str = "chat"
    audience: ClassVar[Audience] = "room"
    type: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, kw_only=True)
class PageAnswered(Happened):
    """The person of a request page answered it."""

    page: str
    person: str
    via: str = "chat"
    audience: ClassVar[Audience] = "room"
    type: Literal["page-answered"] = "page-answered"


@dataclass(frozen=True, kw_only=True)
class AnswerUncounted(Happened):
    """A paging tool says that somebody answered a page who cannot end it: calling goes on.

    Args:
        user: What the tool calls them, "" where it does not say.
        account: Their id there; with `email` it would have named a person.
        person: Their id where they are known: it is not their page, or not their incident.
    """

    page: str
    provider: str
    action: Literal["acknowledged", "resolved"] = "acknowledged"
    user: str = ""
    account: str = ""
    email: str = ""
    person: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["answer-uncounted"] = "answer-uncounted"


@dataclass(frozen=True, kw_only=True)
class AskedAgain(Happened):
    """Somebody asks for a person who is being called already: nothing rings twice.

    `page` is the one that rings; the message is told directly, without a page.
    """

    page: str
    person: str
    message: str = ""
    audience: ClassVar[Audience] = "timeline"
    type: Literal["asked-again"] = "asked-again"


@dataclass(frozen=True, kw_only=True)
class PageUnanswered(Happened):
    """Whoever was asked for has not answered in time; `asked_by` hears of it."""

    page: str
    person: str
    asked_by: str
    since: datetime
    audience: ClassVar[Audience] = "room"
    type: Literal["page-unanswered"] = "page-unanswered"
