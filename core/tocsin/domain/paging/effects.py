"""Effects for paging tools: ring, stop ringing, it is over."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.domain.effect import About, Effect, Op
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.paging.events import (
    Acknowledged,
    PageAnswered,
    PageFailedOver,
    PageRequested,
    PageSent,
)


def page_effect(op: Op, page: Page, tool: str) -> Effect:
    """The effect that hands one page to one paging tool."""
    target = f"paging.{tool}"
    return Effect(
        kind="tell", op=op, target=target, lane=f"{target}:{page.id}", pool="page",
        about=About(page=page.id),
    )  # fmt: skip


def requested(event: PageRequested, incident: Incident) -> Iterable[Effect]:
    """The effect by which the first tool rings."""
    yield page_effect("page", incident.pages[event.page], event.provider)


def failed_over(event: PageFailedOver, incident: Incident) -> Iterable[Effect]:
    """The effect by which the next tool rings as well."""
    yield page_effect("page", incident.pages[event.page], event.provider)


def stop_ringing(pages: Iterable[Page], op: Op) -> Iterable[Effect]:
    """An effect for every tool that took one of these pages."""
    for page in pages:
        for tool, _ref in page.sent_by:
            yield page_effect(op, page, tool)


def acknowledged(_event: Acknowledged, incident: Incident) -> Iterable[Effect]:
    """The effects that stop the pages of the ladder that count as answered."""
    ladder = [page for page in incident.pages.values() if page.purpose == "ladder"]
    return stop_ringing((page for page in ladder if page.state == "acked"), "page-ack")


def answered(event: PageAnswered, incident: Incident) -> Iterable[Effect]:
    """The effects that stop the page that was answered."""
    return stop_ringing((incident.pages[event.page],), "page-ack")


def sent(event: PageSent, incident: Incident) -> Iterable[Effect]:
    """The effects that stop a page which settles after it was answered, or all was over."""
    page = incident.pages[event.page]
    if incident.status not in ACTIVE and not incident.reopen_proposed:
        yield page_effect("page-resolve", page, event.provider)
    elif page.state == "acked":
        yield page_effect("page-ack", page, event.provider)
