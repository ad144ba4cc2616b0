"""One page: asking for it, and what its tools say of it."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.called import Page
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.telling import tell
from tocsin.domain.obligations.shape import Nudge
from tocsin.domain.people import ENGINE
from tocsin.domain.quoting import quoted
from tocsin.domain.silence import ringing
from tocsin.errors import RejectedCommand

FALLBACK = "direct-message"


def paging_tools(draft: Draft) -> tuple[str, ...]:
    """The paging tools of the severity, in fail-over order."""
    severity = draft.incident.severity or draft.incident.policy.assume_unknown
    return draft.roster.paging.get(severity) or (FALLBACK,)


def ring(
    draft: Draft,
    person: str,
    purpose: e.Purpose,
    nudge: Nudge,
    *,
    target: str,
    message: str = "",
    asked: str = "",
    again: str = "",
) -> None:
    """Have one person paged, for the ladder or because somebody asked for them."""
    running = draft.incident.ladder
    paging = running.paging if running is not None else paging_tools(draft)
    draft.add(
        e.PageRequested,
        page=f"p{len(draft.incident.pages) + 1}",
        person=person,
        purpose=purpose,
        step=nudge.step,
        round=nudge.round,
        provider=paging[0],
        paging=paging,
        target=target,
        message=message,
        roster_as_of=draft.roster.read_at(target or asked),
        again=again,
    )


def request_page(draft: Draft, person: str, message: str, *, asked: str = "") -> None:
    """Page one person apart from the ladder, unless they are being called; they end it.

    Args:
        asked: The rotation, contact or `@person` that was asked for.
    """
    rings = ringing(draft.incident, person, draft.at)
    if rings is not None:
        draft.add(e.AskedAgain, page=rings.id, person=person, message=message)
        return
    target = asked if asked in draft.roster.contacts else ""
    nudge = Nudge(at=draft.at, act="page", step=0, round=1)
    ring(draft, person, "request", nudge, target=target, message=message, asked=asked)


def ring_again(draft: Draft, page: Page, nudge: Nudge) -> None:
    """Page somebody once more who was asked for and has not answered."""
    if ringing(draft.incident, page.person, draft.at) is None:
        ring(
            draft, page.person, "request", nudge, target=page.target, message=page.message,
            again=page.id,
        )  # fmt: skip


def page_or_tell(draft: Draft, person: str, message: str, *, asked: str = "") -> None:
    """A drill pages only those its command named; anybody else is told directly."""
    if "drill" in draft.incident.flags and person not in draft.incident.pages_only:
        tell(draft, person, message)
    else:
        request_page(draft, person, message, asked=asked)


def _page_result(draft: Draft, result: s.PageResult) -> None:
    page = draft.incident.pages.get(result.page)
    if page is None:
        raise RejectedCommand(f"{draft.incident.key} has no page {quoted(result.page)}.")
    if result.outcome == "sent":
        if result.provider not in dict(page.sent_by):
            draft.add(e.PageSent, page=page.id, provider=result.provider, ref=result.ref)
        return
    refused = result.outcome == "refused"
    if result.provider not in page.failing or (refused and result.provider not in page.refused_by):
        draft.add(
            e.PageFailed,
            page=page.id,
            provider=result.provider,
            reason=result.reason,
            permanent=refused,
        )
    waited = draft.at - (result.first_attempt or draft.at)
    if refused or waited >= draft.incident.policy.failover_after:
        fail_over(draft, draft.incident.pages[page.id], result.provider)


def fail_over(draft: Draft, page: Page, after: str) -> None:
    """The next tool rings as well, unless it was engaged already or somebody took the page."""
    if page.state != "queued" or page.tools[-1] != after:
        return
    rest = page.paging[len(page.tools) :]
    if rest:
        draft.add(e.PageFailedOver, by=ENGINE, page=page.id, provider=rest[0], after=after)
    else:
        draft.add(e.PageUndeliverable, by=ENGINE, page=page.id, person=page.person)


HANDLERS: dict[type[c.Base], Handler] = {s.PageResult: _page_result}
