"""Catching up: for somebody who joins in the middle and has one minute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.event import Event
from tocsin.domain.incident_parts import Task, Update
from tocsin.domain.notes import Noted
from tocsin.wording.card import by_due, people_line
from tocsin.wording.clean import clean, link
from tocsin.wording.composing import join_nonempty, lines, say
from tocsin.wording.obligations import obligation_line
from tocsin.wording.sentence_context import SentenceContext

LAST: Final = 3


def catchup_text(context: SentenceContext, events: Sequence[Event]) -> Words:
    """State, people, the last updates, decisions and findings, open tasks, what is owed."""
    incident = context.incident
    return lines(
        f"{context.headline} · {incident.status}",
        say(
            "Declared ",
            context.when(incident.declared),
            f" by {context.name(incident.reporter)}. Impact: {context.impact or 'not said yet'}",
        ),
        people_line(context),
        *(_update(context, update) for update in incident.updates[-LAST:]),
        *_said(context, events, "decision", "Decided"),
        *_said(context, events, "finding", "Found"),
        *_changes(context),
        *(_task(context, task) for task in incident.tasks.values() if not task.done),
        *(
            say("Owed: ", obligation_line(obligation, context))
            for obligation in by_due(incident, context.now)[:LAST]
        ),
        *links_lines(context),
    )


def joining_text(context: SentenceContext) -> Text:
    """To somebody who has just come into the room: where it stands, and how to read on."""
    found = by_due(context.incident, context.now)
    return say(
        lines(
            f"{context.headline} · {context.incident.status}",
            people_line(context),
            f"Impact: {context.impact or 'not said yet'}",
            say("Next: ", obligation_line(found[0], context)) if found else "",
            say("All of it, for you alone: ", context.here("catchup")),
        )
    )


def _update(context: SentenceContext, update: Update) -> Words:
    said = " | ".join(
        clean(word) for word in (update.status, update.impact, update.action, update.eta)
    )
    return say("Update ", context.moment(update.at), f": {said}")


def _said(context: SentenceContext, events: Iterable[Event], kind: str, word: str) -> list[Words]:
    found = [event for event in events if isinstance(event, Noted) and event.kind == kind]
    return [
        say(
            f"{word} ",
            context.moment(event.at),
            f" by {context.name(event.by)}: {clean(event.text)}",
        )
        for event in found[-LAST:]
    ]


def _changes(context: SentenceContext) -> list[str]:
    return [
        f"Change {change.n} ({change.strategy}, {change.state}): {clean(change.what)}"
        for change in list(context.incident.mitigations.values())[-LAST:]
    ]


def tasks_text(context: SentenceContext) -> Words:
    """Every task, the open ones first."""
    tasks = sorted(context.incident.tasks.values(), key=lambda task: (task.done, task.n))
    how = say("Add one: ", context.here("task add <text> [@who]"))
    return (
        lines(*(_task(context, task) for task in tasks), how)
        if tasks
        else say("No tasks yet. ", how)
    )


def _task(context: SentenceContext, task: Task) -> str:
    owner = f" ({context.name(task.owner)})" if task.owner else ""
    return f"Task {task.n}{owner}{', done' if task.done else ''}: {clean(task.text)}"


def links_lines(context: SentenceContext) -> tuple[Words, ...]:
    """Where to look: a line for each of the four immediate actions that has a place."""
    service = context.incident.service_info
    if service is None:
        return ()
    places = {
        "Dashboards": service.dashboards,
        "Recent changes": service.changes,
        "Dependencies": service.dependencies,
        "Logs": service.logs,
        "Runbook": (service.runbook,) if service.runbook else (),
    }
    return tuple(
        say(f"{name}: ", join_nonempty(", ", map(_place, found)))
        for name, found in places.items()
        if found
    )


def _place(named: str) -> Words:
    """An address of the team file as a link; what is none, such as a name, as it stands."""
    return Link(named) if link(named) else clean(named, 120)
