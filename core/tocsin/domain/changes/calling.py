"""Changes of paging: ladders, pages and their answers."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.called import Page, PageState, RunningLadder
from tocsin.domain.changes.base import Change, put, reached, unchanged
from tocsin.domain.incident import Incident
from tocsin.domain.people import OPEN_AGAIN, OVER, SUPPORT
from tocsin.domain.revise import replace


def _ladder_started(incident: Incident, event: e.LadderStarted) -> Incident:
    running = RunningLadder(
        name=event.name,
        ladder=event.ladder,
        paging=event.paging,
        started=event.at,
        seq=incident.version,
    )
    return replace(incident, ladder=running)


def _ladder_exhausted(incident: Incident, _event: e.LadderExhausted) -> Incident:
    if incident.ladder is None:
        return incident
    return replace(incident, ladder=replace(incident.ladder, exhausted=True))


def _page_requested(incident: Incident, event: e.PageRequested) -> Incident:
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


def _page_sent(incident: Incident, event: e.PageSent) -> Incident:
    page = incident.pages[event.page]
    state: PageState = page.state if page.state in ("acked", "skipped") else "sent"
    if page.state == "skipped":
        state = "acked"  # it was in flight when somebody answered
    sent = (*page.sent_by, (event.provider, event.ref))
    return _set_page(incident, replace(page, state=state, sent_by=sent))


def _page_failed(incident: Incident, event: e.PageFailed) -> Incident:
    page = incident.pages[event.page]
    refused = (*page.refused_by, event.provider) if event.permanent else page.refused_by
    failing = tuple(dict.fromkeys((*page.failing, event.provider)))
    return _set_page(incident, replace(page, refused_by=refused, failing=failing))


def _undeliverable(incident: Incident, event: e.PageUndeliverable) -> Incident:
    page = incident.pages[event.page]
    state: PageState = "failed" if page.state == "queued" else page.state
    return _set_page(incident, replace(page, state=state))


def _page_failed_over(incident: Incident, event: e.PageFailedOver) -> Incident:
    page = incident.pages[event.page]
    tools = (*page.tools, event.provider)
    return _set_page(
        incident, replace(page, tools=tools, handed=event.at, handed_seq=incident.version)
    )


_AFTER_ACK: dict[PageState, PageState] = {"queued": "skipped", "sent": "acked", "failed": "skipped"}


def _answered(page: Page) -> Page:
    return replace(page, state=_AFTER_ACK.get(page.state, page.state))


def _acknowledged(incident: Incident, event: e.Acknowledged) -> Incident:
    pages = {
        key: _answered(page) if page.purpose == "ladder" else page
        for key, page in incident.pages.items()
    }
    responders = tuple(dict.fromkeys((*incident.responders, event.person)))
    ladder = incident.ladder and replace(incident.ladder, acknowledged=True)
    known = replace(incident, pages=pages, responders=responders, ladder=ladder)
    return reached(known, "acknowledged", event.at)


def _page_answered(incident: Incident, event: e.PageAnswered) -> Incident:
    responders = tuple(dict.fromkeys((*incident.responders, event.person)))
    page = _answered(incident.pages[event.page])
    return _set_page(replace(incident, responders=responders), page)


def _answer_uncounted(incident: Incident, event: e.AnswerUncounted) -> Incident:
    page = incident.pages[event.page]
    who = (event.provider, event.person or event.account or event.email or event.user)
    return _set_page(incident, replace(page, uncounted=(*page.uncounted, who)))


def _notified(incident: Incident, event: e.Notified) -> Incident:
    """Support hears only that there is something; anybody else is in it from then on."""
    outside = event.about in (SUPPORT, OVER, OPEN_AGAIN)
    heard = frozenset() if outside else frozenset({event.person})
    return replace(
        incident,
        told_about=incident.told_about | {event.about},
        told=incident.told | {event.person},
        brought_in=incident.brought_in | heard,
    )


CHANGES: dict[str, Change] = {
    "ladder-started": _ladder_started,
    "plan-failed": unchanged,
    "ladder-exhausted": _ladder_exhausted,
    "step-unfilled": unchanged,
    "page-requested": _page_requested,
    "page-sent": _page_sent,
    "page-failed": _page_failed,
    "page-failed-over": _page_failed_over,
    "page-undeliverable": _undeliverable,
    "notified": _notified,
    "acknowledged": _acknowledged,
    "page-answered": _page_answered,
    "answer-uncounted": _answer_uncounted,
    "asked-again": unchanged,
    "page-unanswered": unchanged,
}
