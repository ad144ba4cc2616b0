"""A page is asked for, taken, refused and answered, and what that does to the incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.event import ASKS, CALLS, WAITS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace, unchanged, with_milestone
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page, PageState, Purpose


@dataclass(frozen=True, kw_only=True)
class PageRequested(Event):
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
    voice: ClassVar[Voice | None] = CALLS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "members")
    type: Literal["page-requested"] = "page-requested"


@dataclass(frozen=True, kw_only=True)
class PageSent(Event):
    """A paging tool took the page (its 2xx is never an acknowledgement)."""

    page: str
    provider: str
    ref: str = ""
    audience: ClassVar[Audience] = "audit"
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["page-sent"] = "page-sent"


@dataclass(frozen=True, kw_only=True)
class PageFailed(Event):
    """The first failed attempt with one tool, or its final refusal."""

    page: str
    provider: str
    reason: str
    permanent: bool = False
    type: Literal["page-failed"] = "page-failed"


@dataclass(frozen=True, kw_only=True)
class PageFailedOver(Event):
    """The next paging tool rings as well, since the one before did not take the page."""

    page: str
    provider: str
    after: str
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = CALLS
    type: Literal["page-failed-over"] = "page-failed-over"


@dataclass(frozen=True, kw_only=True)
class PageUndeliverable(Event):
    """Every paging tool refused or failed; people must call by phone."""

    page: str
    person: str
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["page-undeliverable"] = "page-undeliverable"


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    """A responder answered. `via` is `chat`, `link` or a paging instance."""

    person: str
    via: str = "chat"
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("somebody is there, and nobody else is called")
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "members")
    type: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, kw_only=True)
class PageAnswered(Event):
    """The person of a request page answered it."""

    page: str
    person: str
    via: str = "chat"
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = WAITS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["page-answered"] = "page-answered"


@dataclass(frozen=True, kw_only=True)
class AnswerUncounted(Event):
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
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["answer-uncounted"] = "answer-uncounted"


@dataclass(frozen=True, kw_only=True)
class AskedAgain(Event):
    """Somebody asks for a person who is being called already: nothing rings twice.

    `page` is the one that rings; the message is told directly, without a page.
    """

    page: str
    person: str
    message: str = ""
    audience: ClassVar[Audience] = "timeline"
    moves: ClassVar[frozenset[Surface]] = surfaces("members")
    type: Literal["asked-again"] = "asked-again"


@dataclass(frozen=True, kw_only=True)
class PageUnanswered(Event):
    """Whoever was asked for has not answered in time; `asked_by` hears of it."""

    page: str
    person: str
    asked_by: str
    since: datetime
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["page-unanswered"] = "page-unanswered"


def _page_requested(incident: Incident, event: PageRequested) -> Incident:
    page = Page(
        id=event.page,
        person=event.person,
        purpose=event.purpose,
        step=event.step,
        round=event.round,
        state="queued",
        at=event.at,
        paging=event.paging,
        tools=(event.provider,),
        message=event.message,
        target=event.target,
        by=event.by,
        seq=incident.version,
        again=event.again,
    )
    return replace(incident, pages=put(incident.pages, page.id, page))


def _set_page(incident: Incident, page: Page) -> Incident:
    return replace(incident, pages=put(incident.pages, page.id, page))


def _page_sent(incident: Incident, event: PageSent) -> Incident:
    page = incident.pages[event.page]
    state: PageState = page.state if page.state in ("acked", "skipped") else "sent"
    if page.state == "skipped":
        state = "acked"  # it was in flight when somebody answered
    sent = (*page.sent_by, (event.provider, event.ref))
    return _set_page(incident, replace(page, state=state, sent_by=sent))


def _page_failed(incident: Incident, event: PageFailed) -> Incident:
    page = incident.pages[event.page]
    refused = (*page.refused_by, event.provider) if event.permanent else page.refused_by
    failing = tuple(dict.fromkeys((*page.failing, event.provider)))
    trouble = event.reason if event.provider == page.tools[-1] else page.trouble
    changed = replace(page, refused_by=refused, failing=failing, trouble=trouble)
    return _set_page(incident, changed)


def _undeliverable(incident: Incident, event: PageUndeliverable) -> Incident:
    page = incident.pages[event.page]
    state: PageState = "failed" if page.state == "queued" else page.state
    return _set_page(incident, replace(page, state=state))


def _page_failed_over(incident: Incident, event: PageFailedOver) -> Incident:
    page = incident.pages[event.page]
    tools = (*page.tools, event.provider)
    handed = replace(page, tools=tools, handed=event.at, handed_seq=incident.version, trouble="")
    return _set_page(incident, handed)


_AFTER_ACK: dict[PageState, PageState] = {"queued": "skipped", "sent": "acked", "failed": "skipped"}


def _answered(page: Page) -> Page:
    return replace(page, state=_AFTER_ACK.get(page.state, page.state))


def _acknowledged(incident: Incident, event: Acknowledged) -> Incident:
    pages = {
        key: _answered(page) if page.purpose == "ladder" else page
        for key, page in incident.pages.items()
    }
    responders = tuple(dict.fromkeys((*incident.responders, event.person)))
    ladder = incident.ladder and replace(incident.ladder, acknowledged=True)
    known = replace(incident, pages=pages, responders=responders, ladder=ladder)
    return with_milestone(known, "acknowledged", event.at)


def _page_answered(incident: Incident, event: PageAnswered) -> Incident:
    responders = tuple(dict.fromkeys((*incident.responders, event.person)))
    page = _answered(incident.pages[event.page])
    return _set_page(replace(incident, responders=responders), page)


def _answer_uncounted(incident: Incident, event: AnswerUncounted) -> Incident:
    page = incident.pages[event.page]
    who = (event.provider, event.person or event.account or event.email or event.user)
    return _set_page(incident, replace(page, uncounted=(*page.uncounted, who)))


EVOLVE: dict[type[Event], Evolve] = {
    PageRequested: _page_requested,
    PageSent: _page_sent,
    PageFailed: _page_failed,
    PageFailedOver: _page_failed_over,
    PageUndeliverable: _undeliverable,
    Acknowledged: _acknowledged,
    PageAnswered: _page_answered,
    AnswerUncounted: _answer_uncounted,
    AskedAgain: unchanged,
    PageUnanswered: unchanged,
}
