"""Triage answers, merging, the service in trouble, its cause, and tasks."""

from __future__ import annotations

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.opening import must_be_active, name_service, set_flag
from tocsin.domain.decide.over import tell_it_is_over
from tocsin.domain.decide.standing import stands, way_on
from tocsin.domain.lifecycle import ENDED, may_happen
from tocsin.domain.quoting import quoted, unmarked
from tocsin.domain.triage import proposed
from tocsin.errors import RejectedCommand


def _triage(draft: Draft, command: c.AnswerTriage) -> None:
    must_be_active(draft)
    draft.add(
        e.TriageAnswered,
        customers=command.customers,
        broken=command.broken,
        data=command.data,
        security=command.security,
        proposed=proposed(command.customers, command.data, command.security),
    )
    if command.security == "yes" and "security" not in draft.incident.flags:
        set_flag(draft, "security", "triage says that it is a security issue")


def _merge(draft: Draft, command: c.Merge) -> None:
    incident = draft.incident
    if command.into.upper() == incident.key:
        raise RejectedCommand(f"{incident.key} cannot be merged into itself.")
    if not may_happen("merged", incident.status):
        raise RejectedCommand(f"{stands(incident)}; only an open incident can be merged.")
    draft.add(e.Merged, into=command.into.upper())
    tell_it_is_over(draft)


def _take_in(draft: Draft, command: s.TakeIn) -> None:
    draft.add(e.MergedIn, other=command.other, title=command.title)


def _service(draft: Draft, command: c.SetService) -> None:
    _must_go_on(draft)
    before = draft.incident.service_info
    if before is not None and before.name.lower() == command.service.lower():
        raise RejectedCommand(f"The service in trouble is {unmarked(before.name)} already.")
    name_service(draft, command.service)
    if draft.incident.service_info is before:
        listed = (
            ", ".join(map(unmarked, draft.roster.services))
            or "none; add [services.<name>] to the team file"
        )
        raise RejectedCommand(f"No service {quoted(command.service)}. Services: {listed}.")


def _must_go_on(draft: Draft) -> None:
    if draft.incident.status in ENDED:
        raise RejectedCommand(f"{stands(draft.incident)}. {way_on(draft.incident)}")


def _cause(draft: Draft, command: c.LabelCause) -> None:
    if draft.incident.status in ("declined", "merged"):
        raise RejectedCommand(f"{stands(draft.incident)}; it has no cause.")
    draft.add(e.CauseLabelled, label=command.label)


def _task(draft: Draft, command: c.AddTask) -> None:
    _must_go_on(draft)
    if command.owner and not draft.roster.knows(command.owner):
        raise RejectedCommand(f"@{unmarked(command.owner)} is in no team file.")
    draft.add(e.TaskAdded, n=len(draft.incident.tasks) + 1, text=command.text, owner=command.owner)


def _task_done(draft: Draft, command: c.FinishTask) -> None:
    task = draft.incident.tasks.get(command.n)
    if task is None or task.done:
        left = [
            f"{one.n} ({unmarked(one.text)})"
            for one in draft.incident.tasks.values()
            if not one.done
        ]
        raise RejectedCommand(
            f"There is no open task {command.n}. Open: {', '.join(left) or 'none'}."
        )
    draft.add(e.TaskDone, n=command.n)


HANDLERS: dict[type[c.Base], Handler] = {
    c.AnswerTriage: _triage,
    c.Merge: _merge,
    s.TakeIn: _take_in,
    c.SetService: _service,
    c.LabelCause: _cause,
    c.AddTask: _task,
    c.FinishTask: _task_done,
}
