"""Answers: whoever acknowledges ends the calling, and their own pages."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.standing import stands
from tocsin.domain.incident import Incident, Page
from tocsin.domain.people import ENGINE, is_machine
from tocsin.errors import RejectedCommand


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
    return page.purpose == "request" and page.person == person and page.waits


def answered_by_acting(draft: Draft, command: c.Base, before: Incident) -> None:
    """Whoever does something in the incident has answered what they were asked for by name."""
    if isinstance(command, c.Acknowledge) or is_machine(draft.by) or not draft.events:
        return
    for page in before.pages.values():
        if _waits_for(draft.incident.pages[page.id], draft.by):
            draft.add(e.PageAnswered, page=page.id, person=draft.by)


def _command_falls_to(draft: Draft, person: str) -> None:
    """Whoever acknowledges first is IC unless somebody has taken it."""
    incident = draft.incident
    wanted = incident.severity is not None and incident.severity != "P3"
    if wanted and not incident.has_commander() and incident.holder("tl") != person:
        draft.add(e.RoleAssigned, by=ENGINE, role="ic", person=person)


HANDLERS: dict[type[c.Base], Handler] = {c.Acknowledge: _acknowledge}
