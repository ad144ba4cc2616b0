"""The ladder: starting to call, climbing, and who is reached above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Literal

from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted, PlanFailed, StepUnfilled
from tocsin.domain.escalation.ladders import Ladder, Unplanned, ladder_calls
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.notes import Noted
from tocsin.domain.notify import has_address, notify, notify_address, notify_person
from tocsin.domain.obligation import Act, Nudge, Obligation, undone
from tocsin.domain.paging.decide import page_or_notify, paging_tools, queue_page, request_page
from tocsin.domain.paging.events import Acknowledged
from tocsin.domain.paging.unanswered import called_since, waiting_page
from tocsin.domain.people import ENGINE
from tocsin.domain.quoting import quoted
from tocsin.domain.reminders import Nudged
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class Escalate(Command):
    """Tell the Engineering Manager, security or leadership, with a reason."""

    target: Literal["em", "security", "leadership"]
    reason: str
    verb: ClassVar[str] = "escalate"


REOPENED = "reopened"


def start_ladder(context: CommandContext, *, anew: bool = False, about: str = "") -> None:
    """Start the severity's ladder unless it runs or was answered; its first step goes at once."""
    incident, opening = context.incident, any(event.type == "declared" for event in context.events)
    if incident.severity is None:
        return
    row = incident.policy.severity(incident.severity)
    running = incident.ladder
    answered = running is not None and running.acknowledged and not anew
    same = running is not None and running.name == row.ladder and not anew
    if "drill" in incident.flags:
        _call_volunteers(context)
    elif row.ladder and not answered and not same:
        _start(context, row.ladder, spare=context.by if about == REOPENED else "")
    if "drill" not in incident.flags:
        notify(context, row.notify, about or ("declared" if opening else "severity"))


def restart_ladder(context: CommandContext, reason: str) -> None:
    """Start the severity's ladder from its first step, whoever answered before; not in a drill."""
    incident = context.incident
    if incident.severity is not None and "drill" not in incident.flags:
        _start(context, incident.policy.severity(incident.severity).ladder, reason=reason)


def _begin(context: CommandContext, name: str, reason: str = "") -> Ladder:
    """Write down the ladder's steps; whom the strategy plans, or else the policy."""
    incident = context.incident
    planned = context.roster.plan(incident)
    if isinstance(planned, Unplanned):
        context.add(PlanFailed, by=ENGINE, name=name, reason=planned.reason)
        planned = None
    ladder = planned if planned and planned.steps else incident.policy.ladders[name]
    paging = paging_tools(context)
    context.add(LadderStarted, by=ENGINE, name=name, ladder=ladder, paging=paging, reason=reason)
    return ladder


def _start(context: CommandContext, name: str, *, reason: str = "", spare: str = "") -> None:
    ladder = _begin(context, name, reason)
    first = {
        index: call
        for index, call in enumerate(ladder_calls(ladder))
        if call.rung != "alarm" and call.after <= timedelta(0)
    }
    for call in first.values():
        carry_out_step(
            context,
            Nudge(
                at=context.at,
                act="page" if call.rung == "page" else "notify",
                hears=call.targets,
                step=call.step,
                round=call.round,
            ),
            spare=spare,
        )
    running = context.incident.ladder
    if running is not None and first:
        context.add(
            Nudged,
            by=ENGINE,
            obligation="ack",
            generation=running.seq,
            done=tuple(first),
        )


def restart_ladder_reopened(context: CommandContext) -> None:
    """Start the ladder of a reopened incident from its first step, with whoever is on call now.

    Whoever says so is awake: they are not rung, and where they are on call they have answered.
    """
    incident = context.incident
    if incident.severity is None:
        return
    row = incident.policy.severity(incident.severity)
    if context.by not in context.roster.resolve("primary") or not row.ladder:
        start_ladder(context, anew=True, about=REOPENED)
        return
    ladder = _begin(context, row.ladder)
    context.add(Acknowledged, person=context.by)
    if "drill" not in incident.flags:
        others = [target for step in ladder.steps if not step.after for target in step.targets]
        called = [who for target in others for who in context.roster.resolve(target)]
        for person in dict.fromkeys(called):
            if person != context.by:
                notify_person(context, person, REOPENED)
        notify(context, row.notify, REOPENED)


def continue_ladder_reopened(context: CommandContext) -> None:
    """Go on calling for a reopened incident; whoever reopens it and is called has answered."""
    incident = context.incident
    called = {page.person for page in incident.pages.values() if page.waits}
    if context.by in called | {*context.roster.resolve("primary")}:
        context.add(Acknowledged, person=context.by)
    if incident.severity is not None and "drill" not in incident.flags:
        notify(context, incident.policy.severity(incident.severity).notify, REOPENED)


def _call_volunteers(context: CommandContext) -> None:
    for person in context.incident.pages_only:
        request_page(context, person, "This is a drill.")


def carry_out_step(context: CommandContext, nudge: Nudge, *, spare: str = "") -> None:
    """Carry out one step: page or notify whoever stands behind its targets now, but `spare`.

    Where nobody stands on it the next step is called at once, and not at its own time.
    """
    called: set[str] = {spare}
    for target in nudge.hears:
        people = context.roster.resolve(target)
        if not people:
            context.add(
                StepUnfilled,
                by=ENGINE,
                target=target,
                step=nudge.step,
                round=nudge.round,
                unread=context.roster.is_unread(target),
            )
        for person in people:
            if person in called:
                continue
            called.add(person)
            if nudge.act == "notify":
                notify_person(context, person, "on call")
            else:
                queue_page(context, person, "ladder", nudge, target=target)
    if not any(context.roster.resolve(target) for target in nudge.hears):
        _call_next(context, nudge)


def _call_next(context: CommandContext, nudge: Nudge) -> None:
    """The next step of this round, now."""
    running = context.owed("ack")
    waiting = undone(context.incident, running) if running is not None else ()
    for index, at, later in waiting:
        follows = later.round == nudge.round and later.step > nudge.step and at > context.at
        if running is not None and follows and later.act in ("page", "notify"):
            context.add(
                Nudged,
                by=ENGINE,
                obligation=running.name,
                generation=running.generation,
                done=(index,),
            )
            carry_out_step(context, later)
            return


def _escalate(context: CommandContext, command: Escalate) -> None:
    target = command.target
    reached = escalation_target(context, target)
    written = has_address(context, target) and not context.roster.resolve(target)
    if not reached.people and not written:
        raise RejectedCommand(_nobody(context, target))
    context.add(Noted, text=f"{_escalated(target, reached)}: {command.reason}")
    if context.incident.status not in ACTIVE:
        notify(context, (reached.target,), command.reason)
        return
    for person in reached.people:
        page_or_notify(context, person, command.reason, asked=reached.target)
    if written:
        notify_address(context, target, command.reason)


def _escalated(target: str, reached: EscalationTarget) -> str:
    """`escalated to cto, since Eva leads the incident`."""
    why = f", since {reached.why}" if reached.target != target and reached.why else ""
    return f"escalated to {reached.target}{why}"


def _nobody(context: CommandContext, target: str) -> str:
    if context.roster.resolve(target):
        return (
            f"Nobody but you stands behind {quoted(target)} or above. Page somebody: `page @who`."
        )
    return f"Nobody stands behind {quoted(target)} in the team file's [contacts]."


@dataclass(frozen=True, kw_only=True)
class EscalationTarget:
    """The contact an escalation ended at, its people, and why not the first."""

    target: str
    people: tuple[str, ...]
    why: str = ""


def escalation_target(context: CommandContext, target: str) -> EscalationTarget:
    """The people behind a contact, or behind the next above it.

    Passed over is whoever asks, whoever leads the incident, and whoever is paged and not heard;
    where nobody is left above, those who do not answer or lead are asked all the same.
    """
    why = ""
    for post in (target, *context.incident.policy.above.get(target, ())):
        behind = context.roster.resolve(post)
        free = tuple(person for person in behind if not _passed_over(context, person))
        if free:
            return EscalationTarget(target=post, people=free, why=why)
        why = why or _why(context, target, behind)
    others = (person for person in context.roster.resolve(target) if person != context.by)
    return EscalationTarget(target=target, people=tuple(others))


def _why(context: CommandContext, target: str, behind: tuple[str, ...]) -> str:
    if not behind:
        return f"nobody stands behind {target}"
    return f"{context.name(behind[0])} {_passed_over(context, behind[0])}"


def _passed_over(context: CommandContext, person: str) -> str:
    """Why somebody is not the one to ask now; "" where they are."""
    incident = context.incident
    if person == context.by:
        return "asks"
    if person == incident.holder("ic"):
        return "leads the incident"
    page = waiting_page(incident, person)
    since = None if page is None else called_since(incident, page)
    if since is None or context.at < since + incident.policy.answer_within:
        return ""
    return f"is called since {local_text(since, incident.timezone, now=context.at)}"


def _climb_on(context: CommandContext, _obligation: Obligation, nudge: Nudge) -> None:
    carry_out_step(context, nudge)


def _alarm(context: CommandContext, _obligation: Obligation, nudge: Nudge) -> None:
    people = [person for target in nudge.hears for person in context.roster.resolve(target)]
    context.add(LadderExhausted, by=ENGINE, people=tuple(dict.fromkeys(people)))


def _notify_em(context: CommandContext, obligation: Obligation, _nudge: Nudge) -> None:
    notify(context, ("em",), obligation.rule)


DECIDE: dict[type[Command], CommandHandler] = {
    Escalate: _escalate,
}


ACTS: dict[Act, NudgeHandler] = {
    "page": _climb_on,
    "notify": _climb_on,
    "alarm": _alarm,
    "notify-em": _notify_em,
}
