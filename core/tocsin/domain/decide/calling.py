"""Paging: starting a ladder, climbing it, asking one person, and the answers."""

from __future__ import annotations

from datetime import timedelta

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.standing import stands, way_on
from tocsin.domain.incident import Page
from tocsin.domain.ladders import calls
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations.shape import Nudge
from tocsin.domain.people import ENGINE, is_machine
from tocsin.errors import RejectedCommand

FALLBACK = "direct-message"


def start_calling(draft: Draft, *, anew: bool = False) -> None:
    """Start the severity's ladder unless it runs or was answered; its first step goes at once."""
    incident, opening = draft.incident, any(one.type == "declared" for one in draft.events)
    if incident.severity is None:
        return
    row = incident.policy.severity(incident.severity)
    running = incident.ladder
    answered = running is not None and running.acknowledged and not anew
    same = running is not None and running.name == row.ladder and not anew
    if "drill" in incident.flags:
        _call_volunteers(draft)
    elif row.ladder and not answered and not same:
        _start(draft, row.ladder)
    if "drill" not in incident.flags:
        notify(draft, row.notify, "declared" if opening else "severity")


def _start(draft: Draft, name: str) -> None:
    incident = draft.incident
    planned = draft.roster.plan(incident)
    ladder = planned if planned and planned.steps else incident.policy.ladders[name]
    paging = _paging(draft)
    draft.add(e.LadderStarted, by=ENGINE, name=name, ladder=ladder, paging=paging)
    first = {
        index: call
        for index, call in enumerate(calls(ladder))
        if call.rung != "alarm" and call.after <= timedelta(0)
    }
    for call in first.values():
        climb(
            draft,
            Nudge(
                at=draft.at,
                act="page" if call.rung == "page" else "notify",
                hears=call.targets,
                step=call.step,
                round=call.round,
            ),
        )
    running = draft.incident.ladder
    if running is not None and first:
        draft.add(
            e.Nudged,
            by=ENGINE,
            obligation="ack",
            generation=running.seq,
            done=tuple(first),
        )


def _call_volunteers(draft: Draft) -> None:
    for person in draft.incident.pages_only:
        request_page(draft, person, "This is a drill.")


def _paging(draft: Draft) -> tuple[str, ...]:
    severity = draft.incident.severity or draft.incident.policy.assume_unknown
    return draft.roster.paging.get(severity) or (FALLBACK,)


def climb(draft: Draft, nudge: Nudge) -> None:
    """Carry out one step: page or notify whoever stands behind its targets now."""
    called: set[str] = set()
    for target in nudge.hears:
        people = draft.roster.resolve(target)
        if not people:
            draft.add(
                e.StepUnfilled,
                by=ENGINE,
                target=target,
                step=nudge.step,
                round=nudge.round,
                unread=draft.roster.is_unread(target),
            )
        for person in people:
            if person in called:
                continue
            called.add(person)
            if nudge.act == "notify":
                tell(draft, person, "on call")
            else:
                _page(draft, person, "ladder", nudge, target=target)


def _page(
    draft: Draft,
    person: str,
    purpose: e.Purpose,
    nudge: Nudge,
    *,
    target: str,
    message: str = "",
    asked: str = "",
) -> None:
    running = draft.incident.ladder
    paging = running.paging if running is not None else _paging(draft)
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
    )


def request_page(draft: Draft, person: str, message: str, *, asked: str = "") -> None:
    """Page one person apart from the ladder; ends only by that person.

    Args:
        asked: The rotation, contact or `@person` that was asked for.
    """
    nudge = Nudge(at=draft.at, act="page", step=0, round=1)
    _page(draft, person, "request", nudge, target="", message=message, asked=asked)


def page_or_tell(draft: Draft, person: str, message: str, *, asked: str = "") -> None:
    """A drill pages only those its command named; anybody else is told directly."""
    if "drill" in draft.incident.flags and person not in draft.incident.pages_only:
        tell(draft, person, message)
    else:
        request_page(draft, person, message, asked=asked)


def notify(draft: Draft, targets: tuple[str, ...], about: str) -> None:
    """Tell people directly, without a page."""
    people = [person for target in targets for person in draft.roster.resolve(target)]
    for person in dict.fromkeys(people):
        tell(draft, person, about)
    for target in targets:
        tell_address(draft, target, about)


def tell(draft: Draft, person: str, about: str) -> None:
    """Tell one person: a direct message, and a mail where the team has mail."""
    known = draft.roster.people.get(person)
    address = known.email if known and draft.roster.mail else ""
    mail = draft.roster.mail if address else ""
    draft.add(e.Notified, by=ENGINE, person=person, about=about, address=address, mail=mail)


def tell_address(draft: Draft, target: str, about: str) -> None:
    """A contact that has an address of its own, such as security@ or support@."""
    address = draft.roster.emails.get(target, "")
    if _can_be_written_to(draft, target):
        draft.add(
            e.Notified, by=ENGINE, person=target, about=about, address=address,
            mail=draft.roster.mail,
        )  # fmt: skip


def _can_be_written_to(draft: Draft, target: str) -> bool:
    return bool(draft.roster.emails.get(target) and draft.roster.mail)


def _page_command(draft: Draft, command: c.Page) -> None:
    if draft.incident.status not in ACTIVE:
        raise RejectedCommand(
            f"{stands(draft.incident)}; nobody is paged for it. {way_on(draft.incident)}"
        )
    people = _meant(draft, command.target)
    if not people:
        known = ", ".join([*draft.roster.on_call, *draft.roster.contacts])
        raise RejectedCommand(
            f"Nobody stands behind {command.target!r}. Page @person, or one of: {known}."
        )
    for person in people:
        page_or_tell(draft, person, command.message, asked=command.target)


def _meant(draft: Draft, target: str) -> tuple[str, ...]:
    """Whoever stands behind a target; of an escalation policy, those its first step calls."""
    ladder = draft.incident.policy.ladders.get(target)
    if draft.roster.resolve(target) or ladder is None:
        return draft.roster.resolve(target)
    called = (draft.roster.resolve(one) for step in ladder.steps[:1] for one in step.targets)
    return tuple(dict.fromkeys(person for people in called for person in people))


def _acknowledge(draft: Draft, command: c.Acknowledge) -> None:
    person, incident = _who_answers(draft, command), draft.incident
    mine = [page for page in incident.pages.values() if _waits_for(page, person)]
    ringing = incident.ladder is not None and not incident.ladder.acknowledged
    if person in incident.responders and not mine and not ringing:
        raise RejectedCommand(f"You have acknowledged {incident.key} already.")
    if not incident.is_open:
        raise RejectedCommand(f"{stands(incident)}; nothing rings for it.")
    if ringing or person not in incident.responders:
        draft.add(e.Acknowledged, person=person, via=command.via)
        _command_falls_to(draft, person)
    for page in mine:
        draft.add(e.PageAnswered, page=page.id, person=person, via=command.via)


def _who_answers(draft: Draft, command: c.Acknowledge) -> str:
    """Whoever asks; a paging tool answers for the person its page called."""
    if not is_machine(draft.by):
        return draft.by
    page = draft.incident.pages.get(command.page)
    if page is None:
        raise RejectedCommand("Say which page was answered: its person acknowledges.")
    return page.person


def _waits_for(page: Page, person: str) -> bool:
    return page.purpose == "request" and page.person == person and page.state in ("queued", "sent")


def _command_falls_to(draft: Draft, person: str) -> None:
    """Whoever acknowledges first is IC unless somebody has taken it."""
    incident = draft.incident
    wanted = incident.severity is not None and incident.severity != "P3"
    if wanted and not incident.has_commander() and incident.holder("tl") != person:
        draft.add(e.RoleAssigned, by=ENGINE, role="ic", person=person)


def _page_result(draft: Draft, result: s.PageResult) -> None:
    page = draft.incident.pages.get(result.page)
    if page is None:
        raise RejectedCommand(f"{draft.incident.key} has no page {result.page!r}.")
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
        _fail_over(draft, draft.incident.pages[page.id], result.provider)


def _fail_over(draft: Draft, page: Page, after: str) -> None:
    if page.state != "queued" or page.tools[-1] != after:
        return
    rest = page.paging[len(page.tools) :]
    if rest:
        draft.add(e.PageFailedOver, by=ENGINE, page=page.id, provider=rest[0], after=after)
    else:
        draft.add(e.PageUndeliverable, by=ENGINE, page=page.id, person=page.person)


def _escalate(draft: Draft, command: c.Escalate) -> None:
    people = draft.roster.resolve(command.target)
    if not people and not _can_be_written_to(draft, command.target):
        raise RejectedCommand(
            f"Nobody stands behind {command.target!r} in the team file's [contacts]."
        )
    draft.add(e.Noted, text=f"escalated to {command.target}: {command.reason}")
    if draft.incident.status not in ACTIVE:
        notify(draft, (command.target,), command.reason)
        return
    for person in people:
        page_or_tell(draft, person, command.reason)
    if not people:
        tell_address(draft, command.target, command.reason)


HANDLERS: dict[type[c.Base], Handler] = {
    c.Page: _page_command,
    c.Acknowledge: _acknowledge,
    c.Escalate: _escalate,
    s.PageResult: _page_result,
}
