"""Catching up: for somebody who joins in the middle and has one minute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tocsin.chat import Link, Text, Words
from tocsin.domain.event import Event
from tocsin.domain.notes import Noted
from tocsin.domain.parts import Task, Update
from tocsin.wording.card import by_due, people_line
from tocsin.wording.clean import clean, link
from tocsin.wording.owed import line
from tocsin.wording.parts import lines, say, together
from tocsin.wording.scene import Scene

LAST: Final = 3


def catchup_text(scene: Scene, events: Sequence[Event]) -> Words:
    """State, people, the last updates, decisions and findings, open tasks, what is owed."""
    incident = scene.incident
    return lines(
        f"{scene.headline} · {incident.status}",
        say(
            "Declared ",
            scene.when(incident.declared),
            f" by {scene.name(incident.reporter)}. Impact: {scene.impact or 'not said yet'}",
        ),
        people_line(scene),
        *(_update(scene, update) for update in incident.updates[-LAST:]),
        *_said(scene, events, "decision", "Decided"),
        *_said(scene, events, "finding", "Found"),
        *_changes(scene),
        *(_task(scene, task) for task in incident.tasks.values() if not task.done),
        *(
            say("Owed: ", line(obligation, scene))
            for obligation in by_due(incident, scene.now)[:LAST]
        ),
        *links_lines(scene),
    )


def joining_text(scene: Scene) -> Text:
    """To somebody who has just come into the room: where it stands, and how to read on."""
    found = by_due(scene.incident, scene.now)
    return say(
        lines(
            f"{scene.headline} · {scene.incident.status}",
            people_line(scene),
            f"Impact: {scene.impact or 'not said yet'}",
            say("Next: ", line(found[0], scene)) if found else "",
            say("All of it, for you alone: ", scene.here("catchup")),
        )
    )


def _update(scene: Scene, update: Update) -> Words:
    said = " | ".join(
        clean(word) for word in (update.status, update.impact, update.action, update.eta)
    )
    return say("Update ", scene.moment(update.at), f": {said}")


def _said(scene: Scene, events: Iterable[Event], kind: str, word: str) -> list[Words]:
    found = [event for event in events if isinstance(event, Noted) and event.kind == kind]
    return [
        say(f"{word} ", scene.moment(event.at), f" by {scene.name(event.by)}: {clean(event.text)}")
        for event in found[-LAST:]
    ]


def _changes(scene: Scene) -> list[str]:
    return [
        f"Change {change.n} ({change.strategy}, {change.state}): {clean(change.what)}"
        for change in list(scene.incident.mitigations.values())[-LAST:]
    ]


def tasks_text(scene: Scene) -> Words:
    """Every task, the open ones first."""
    tasks = sorted(scene.incident.tasks.values(), key=lambda task: (task.done, task.n))
    how = say("Add one: ", scene.here("task add <text> [@who]"))
    return (
        lines(*(_task(scene, task) for task in tasks), how) if tasks else say("No tasks yet. ", how)
    )


def _task(scene: Scene, task: Task) -> str:
    owner = f" ({scene.name(task.owner)})" if task.owner else ""
    return f"Task {task.n}{owner}{', done' if task.done else ''}: {clean(task.text)}"


def links_lines(scene: Scene) -> tuple[Words, ...]:
    """Where to look: a line for each of the four immediate actions that has a place."""
    service = scene.incident.service_info
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
        say(f"{name}: ", together(", ", map(_place, found)))
        for name, found in places.items()
        if found
    )


def _place(named: str) -> Words:
    """An address of the team file as a link; what is none, such as a name, as it stands."""
    return Link(named) if link(named) else clean(named, 120)
