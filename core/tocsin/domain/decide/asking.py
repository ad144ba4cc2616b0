"""Asking for somebody by hand: page, escalate."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.paging import page_or_tell
from tocsin.domain.decide.reach import Reached, reach
from tocsin.domain.decide.standing import stands, way_on
from tocsin.domain.decide.telling import can_be_written_to, notify, tell_address
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.quoting import quoted
from tocsin.errors import RejectedCommand


def _page_command(draft: Draft, command: c.Page) -> None:
    if draft.incident.status not in ACTIVE:
        raise RejectedCommand(
            f"{stands(draft.incident)}; nobody is paged for it. {way_on(draft.incident)}"
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


def _escalate(draft: Draft, command: c.Escalate) -> None:
    target = command.target
    reached = reach(draft, target)
    written = can_be_written_to(draft, target) and not draft.roster.resolve(target)
    if not reached.people and not written:
        raise RejectedCommand(_nobody(draft, target))
    draft.add(e.Noted, text=f"{_escalated(target, reached)}: {command.reason}")
    if draft.incident.status not in ACTIVE:
        notify(draft, (reached.target,), command.reason)
        return
    for person in reached.people:
        page_or_tell(draft, person, command.reason, asked=reached.target)
    if written:
        tell_address(draft, target, command.reason)


def _escalated(target: str, reached: Reached) -> str:
    """`escalated to cto, since Eva leads the incident`."""
    why = f", since {reached.why}" if reached.target != target and reached.why else ""
    return f"escalated to {reached.target}{why}"


def _nobody(draft: Draft, target: str) -> str:
    if draft.roster.resolve(target):
        return (
            f"Nobody but you stands behind {quoted(target)} or above. Page somebody: `page @who`."
        )
    return f"Nobody stands behind {quoted(target)} in the team file's [contacts]."


HANDLERS: dict[type[c.Base], Handler] = {c.Page: _page_command, c.Escalate: _escalate}
