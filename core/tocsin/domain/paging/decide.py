"""Asking for a page, and what its tools say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.draft import Carry, Draft, Handler
from tocsin.domain.guards import next_step, status_text
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.notify import tell
from tocsin.domain.obligation import Act, Nudge, Obligation
from tocsin.domain.paging.events import (
    AskedAgain,
    PageFailed,
    PageFailedOver,
    PageRequested,
    PageSent,
    PageUnanswered,
    PageUndeliverable,
)
from tocsin.domain.paging.silence import ringing
from tocsin.domain.parts import Page, Purpose
from tocsin.domain.people import ENGINE
from tocsin.domain.quoting import quoted
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class RequestPage(Command):
    """Page a person, a rotation level or a contact, apart from the ladder; or several."""

    target: str
    others: tuple[str, ...] = ()
    message: str = ""
    verb: ClassVar[str] = "page"


@dataclass(frozen=True, kw_only=True)
class PageResult(Command):
    """Record what a paging tool did with a page."""

    page: str
    provider: str
    outcome: Literal["sent", "failed", "refused"]
    ref: str = ""
    reason: str = ""
    first_attempt: datetime | None = None


FALLBACK = "direct-message"


def paging_tools(draft: Draft) -> tuple[str, ...]:
    """The paging tools of the severity, in fail-over order."""
    severity = draft.incident.severity or draft.incident.policy.assume_unknown
    return draft.roster.paging.get(severity) or (FALLBACK,)


def ring(
    draft: Draft,
    person: str,
    purpose: Purpose,
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
        PageRequested,
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
        draft.add(AskedAgain, page=rings.id, person=person, message=message)
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
    """Page somebody; in a drill that did not name them, tell them directly."""
    if "drill" in draft.incident.flags and person not in draft.incident.pages_only:
        tell(draft, person, message)
    else:
        request_page(draft, person, message, asked=asked)


def _page_result(draft: Draft, result: PageResult) -> None:
    page = draft.incident.pages.get(result.page)
    if page is None:
        raise RejectedCommand(f"{draft.incident.key} has no page {quoted(result.page)}.")
    if result.outcome == "sent":
        if result.provider not in dict(page.sent_by):
            draft.add(PageSent, page=page.id, provider=result.provider, ref=result.ref)
        return
    refused = result.outcome == "refused"
    if result.provider not in page.failing or (refused and result.provider not in page.refused_by):
        draft.add(
            PageFailed,
            page=page.id,
            provider=result.provider,
            reason=result.reason,
            permanent=refused,
        )
    waited = draft.at - (result.first_attempt or draft.at)
    if refused or waited >= draft.incident.policy.failover_after:
        fail_over(draft, draft.incident.pages[page.id], result.provider)


def fail_over(draft: Draft, page: Page, after: str) -> None:
    """Hand a page to the next tool as well, unless it has it already or the page was taken."""
    if page.state != "queued" or page.tools[-1] != after:
        return
    rest, why = page.paging[len(page.tools) :], page.trouble
    if rest:
        draft.add(
            PageFailedOver, by=ENGINE, page=page.id, provider=rest[0], after=after, reason=why
        )
    else:
        draft.add(PageUndeliverable, by=ENGINE, page=page.id, person=page.person, reason=why)


def _page_command(draft: Draft, command: RequestPage) -> None:
    if draft.incident.status not in ACTIVE:
        raise RejectedCommand(
            f"{status_text(draft.incident)}; nobody is paged for it. {next_step(draft.incident)}"
        )
    meant = [(target, _behind(draft, target)) for target in (command.target, *command.others)]
    for target, people in meant:
        for person in people:
            page_or_tell(draft, person, command.message, asked=target)


def _behind(draft: Draft, target: str) -> tuple[str, ...]:
    people = _meant(draft, target)
    if not people:
        known = ", ".join([*draft.roster.on_call, *draft.roster.contacts])
        raise RejectedCommand(
            f"Nobody stands behind {quoted(target)}. Page @person, or one of: {known}."
        )
    return people


def _meant(draft: Draft, target: str) -> tuple[str, ...]:
    """Whoever stands behind a target; of an escalation policy, those its first step calls."""
    ladder = draft.incident.policy.ladders.get(target)
    if draft.roster.resolve(target) or ladder is None:
        return draft.roster.resolve(target)
    called = (draft.roster.resolve(name) for step in ladder.steps[:1] for name in step.targets)
    return tuple(dict.fromkeys(person for people in called for person in people))


def _ring_again(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    ring_again(draft, _asked(draft, obligation), nudge)


def _fail_over(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    fail_over(draft, _asked(draft, obligation), *nudge.hears)


def _tell_asker(draft: Draft, obligation: Obligation, _nudge: Nudge) -> None:
    page = _asked(draft, obligation)
    draft.add(
        PageUnanswered,
        by=ENGINE,
        page=page.id,
        person=page.person,
        asked_by=page.by,
        since=page.at,
    )


def _asked(draft: Draft, obligation: Obligation) -> Page:
    return draft.incident.pages[obligation.name.partition(":")[2]]


DECIDE: dict[type[Command], Handler] = {
    RequestPage: _page_command,
    PageResult: _page_result,
}


ACTS: dict[Act, Carry] = {
    "ring-again": _ring_again,
    "fail-over": _fail_over,
    "tell-asker": _tell_asker,
}
