"""Answers: whoever acknowledges ends the calling, and their own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.guards import status_text
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.paging.events import Acknowledged, AnswerUncounted, PageAnswered
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.roles.events import RoleAssigned
from tocsin.errors import RejectedCommand


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Command):
    """Record who answers; `page` names the page when the answer came from one."""

    page: str = ""
    via: str = "chat"
    verb: ClassVar[str] = "ack"


@dataclass(frozen=True, kw_only=True)
class AnswerSeen(Command):
    """Record that a paging tool names somebody who is in no team file, or may not answer.

    Args:
        user: What the tool calls them; `account` and `email` as it knows them.
        person: Their id where they are known.
    """

    page: str
    provider: str
    action: Literal["acknowledged", "resolved"]
    user: str = ""
    account: str = ""
    email: str = ""
    person: str = ""


BY_HAND: Final = frozenset({"chat", "link"})  # said at this moment; a tool may tell late
MOST_UNCOUNTED: Final = 3


def _acknowledge(context: CommandContext, command: Acknowledge) -> None:
    person, incident = context.by, context.incident
    _must_be_answerable(context, command)
    mine = [page for page in incident.pages.values() if _waits_for(page, person)]
    ringing = _rings(incident)
    if person in incident.responders and not mine and not ringing:
        raise RejectedCommand(f"You have acknowledged {incident.key} already.")
    if not incident.is_open:
        raise RejectedCommand(f"{status_text(incident)}; nothing rings for it.")
    only_asked = bool(mine) and not _is_called(context)
    if not only_asked and (ringing or person not in incident.responders):
        context.add(Acknowledged, person=person, via=command.via)
        _command_falls_to(context, person)
    for page in mine:
        context.add(PageAnswered, page=page.id, person=person, via=command.via)


def _is_called(context: CommandContext) -> bool:
    """Whether they are called to lead: by a ladder, by their turn, or to practise.

    Whoever is asked for by name answers that; it is on-call that leads.
    """
    incident, person = context.incident, context.by
    called = {page.person for page in incident.pages.values() if page.purpose == "ladder"}
    on_call = {*context.roster.on_call.values()}
    return person in called | on_call or "drill" in incident.flags


def _rings(incident: Incident) -> bool:
    """Whether a ladder still calls people."""
    return incident.ladder is not None and not incident.ladder.acknowledged


def _must_be_answerable(context: CommandContext, command: Acknowledge) -> None:
    """A tool answers for nobody, and of a page that is asked of one person only they do."""
    if is_machine(context.by):
        raise RejectedCommand("A tool answers for nobody: it says who answered.")
    page = context.incident.pages.get(command.page)
    if page is None:
        return
    theirs = page.person == context.by
    if page.purpose == "request" and not theirs:
        raise RejectedCommand(f"That page asks for {context.name(page.person)}: they answer it.")
    late = not page.waits and command.via not in BY_HAND
    if late and (_rings(context.incident) or not theirs):
        raise RejectedCommand("That page was answered before.")


def _waits_for(page: Page, person: str) -> bool:
    return page.purpose == "request" and page.person == person and page.waits


def answered_by_acting(context: CommandContext, command: Command, before: Incident) -> None:
    """Count the pages as answered of whoever does something in the incident."""
    if isinstance(command, Acknowledge) or is_machine(context.by) or not context.events:
        return
    for page in before.pages.values():
        if _waits_for(context.incident.pages[page.id], context.by):
            context.add(PageAnswered, page=page.id, person=context.by)


def _command_falls_to(context: CommandContext, person: str) -> None:
    """Whoever acknowledges first is IC unless somebody has taken it."""
    incident = context.incident
    wanted = incident.severity is not None and incident.severity != "P3"
    if wanted and not incident.has_commander() and incident.holder("tl") != person:
        context.add(RoleAssigned, by=ENGINE, role="ic", person=person)


def _answer_seen(context: CommandContext, seen: AnswerSeen) -> None:
    """Said once for each of them, of few; what is answered or over needs no word."""
    page = context.incident.pages.get(seen.page)
    if page is None or not page.waits or not context.incident.is_open:
        return
    who = (seen.provider, seen.person or seen.account or seen.email or seen.user)
    if who not in page.uncounted and len(page.uncounted) < MOST_UNCOUNTED:
        context.add(
            AnswerUncounted,
            page=page.id,
            provider=seen.provider,
            action=seen.action,
            user=seen.user,
            account=seen.account,
            email=seen.email,
            person=seen.person,
        )


DECIDE: dict[type[Command], CommandHandler] = {
    Acknowledge: _acknowledge,
    AnswerSeen: _answer_seen,
}
