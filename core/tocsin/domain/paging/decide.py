"""Asking for a page, and what its tools say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.guards import next_step, status_text
from tocsin.domain.incident_parts import Page, Purpose
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.notify import notify_person
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
from tocsin.domain.paging.unanswered import recent_page
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


def paging_tools(context: CommandContext) -> tuple[str, ...]:
    """The paging tools of the severity, in fail-over order."""
    severity = context.incident.severity or context.incident.policy.assume_unknown
    return context.roster.paging.get(severity) or (FALLBACK,)


def queue_page(
    context: CommandContext,
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
    running = context.incident.ladder
    paging = running.paging if running is not None else paging_tools(context)
    context.add(
        PageRequested,
        page=f"p{len(context.incident.pages) + 1}",
        person=person,
        purpose=purpose,
        step=nudge.step,
        round=nudge.round,
        provider=paging[0],
        paging=paging,
        target=target,
        message=message,
        roster_as_of=context.roster.read_at(target or asked),
        again=again,
    )


def request_page(context: CommandContext, person: str, message: str, *, asked: str = "") -> None:
    """Page one person apart from the ladder, unless they are being called; they end it.

    Args:
        asked: The rotation, contact or `@person` that was asked for.
    """
    rings = recent_page(context.incident, person, context.at)
    if rings is not None:
        context.add(AskedAgain, page=rings.id, person=person, message=message)
        return
    target = asked if asked in context.roster.contacts else ""
    nudge = Nudge(at=context.at, act="page", step=0, round=1)
    queue_page(context, person, "request", nudge, target=target, message=message, asked=asked)


def repeat_page(context: CommandContext, page: Page, nudge: Nudge) -> None:
    """Page somebody once more who was asked for and has not answered."""
    if recent_page(context.incident, page.person, context.at) is None:
        queue_page(
            context, page.person, "request", nudge, target=page.target, message=page.message,
            again=page.id,
        )  # fmt: skip


def page_or_notify(context: CommandContext, person: str, message: str, *, asked: str = "") -> None:
    """Page somebody; in a drill that did not name them, tell them directly."""
    if "drill" in context.incident.flags and person not in context.incident.pages_only:
        notify_person(context, person, message)
    else:
        request_page(context, person, message, asked=asked)


def _page_result(context: CommandContext, result: PageResult) -> None:
    page = context.incident.pages.get(result.page)
    if page is None:
        raise RejectedCommand(f"{context.incident.key} has no page {quoted(result.page)}.")
    if result.outcome == "sent":
        if result.provider not in dict(page.sent_by):
            context.add(PageSent, page=page.id, provider=result.provider, ref=result.ref)
        return
    refused = result.outcome == "refused"
    if result.provider not in page.failing or (refused and result.provider not in page.refused_by):
        context.add(
            PageFailed,
            page=page.id,
            provider=result.provider,
            reason=result.reason,
            permanent=refused,
        )
    waited = context.at - (result.first_attempt or context.at)
    if refused or waited >= context.incident.policy.failover_after:
        fail_over(context, context.incident.pages[page.id], result.provider)


def fail_over(context: CommandContext, page: Page, after: str) -> None:
    """Hand a page to the next tool as well, unless it has it already or the page was taken."""
    if page.state != "queued" or page.tools[-1] != after:
        return
    rest, why = page.paging[len(page.tools) :], page.trouble
    if rest:
        context.add(
            PageFailedOver, by=ENGINE, page=page.id, provider=rest[0], after=after, reason=why
        )
    else:
        context.add(PageUndeliverable, by=ENGINE, page=page.id, person=page.person, reason=why)


def _page_command(context: CommandContext, command: RequestPage) -> None:
    if context.incident.status not in ACTIVE:
        raise RejectedCommand(
            f"{status_text(context.incident)}; nobody is paged for it. "
            f"{next_step(context.incident)}"
        )
    meant = [(target, _behind(context, target)) for target in (command.target, *command.others)]
    for target, people in meant:
        for person in people:
            page_or_notify(context, person, command.message, asked=target)


def _behind(context: CommandContext, target: str) -> tuple[str, ...]:
    people = _meant(context, target)
    if not people:
        known = ", ".join([*context.roster.on_call, *context.roster.contacts])
        raise RejectedCommand(
            f"Nobody stands behind {quoted(target)}. Page @person, or one of: {known}."
        )
    return people


def _meant(context: CommandContext, target: str) -> tuple[str, ...]:
    """Whoever stands behind a target; of an escalation policy, those its first step calls."""
    ladder = context.incident.policy.ladders.get(target)
    if context.roster.resolve(target) or ladder is None:
        return context.roster.resolve(target)
    called = (context.roster.resolve(name) for step in ladder.steps[:1] for name in step.targets)
    return tuple(dict.fromkeys(person for people in called for person in people))


def _ring_again(context: CommandContext, obligation: Obligation, nudge: Nudge) -> None:
    repeat_page(context, _asked(context, obligation), nudge)


def _fail_over(context: CommandContext, obligation: Obligation, nudge: Nudge) -> None:
    fail_over(context, _asked(context, obligation), *nudge.hears)


def _tell_asker(context: CommandContext, obligation: Obligation, _nudge: Nudge) -> None:
    page = _asked(context, obligation)
    context.add(
        PageUnanswered,
        by=ENGINE,
        page=page.id,
        person=page.person,
        asked_by=page.by,
        since=page.at,
    )


def _asked(context: CommandContext, obligation: Obligation) -> Page:
    return context.incident.pages[obligation.name.partition(":")[2]]


DECIDE: dict[type[Command], CommandHandler] = {
    RequestPage: _page_command,
    PageResult: _page_result,
}


ACTS: dict[Act, NudgeHandler] = {
    "ring-again": _ring_again,
    "fail-over": _fail_over,
    "tell-asker": _tell_asker,
}
