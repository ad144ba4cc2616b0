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
        *(_update(scene, one) for one in incident.updates[-LAST:]),
        *_said(scene, events, "decision", "Decided"),
        *_said(scene, events, "finding", "Found"),
        *_changes(scene),
        *(_task(scene, one) for one in incident.tasks.values() if not one.done),
        *(say("Owed: ", line(one, scene)) for one in by_due(incident, scene.now)[:LAST]),
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


def _update(scene: Scene, one: Update) -> Words:
    said = " | ".join(clean(word) for word in (one.status, one.impact, one.action, one.eta))
    return say("Update ", scene.moment(one.at), f": {said}")


def _said(scene: Scene, events: Iterable[Event], kind: str, word: str) -> list[Words]:
    found = [one for one in events if isinstance(one, Noted) and one.kind == kind]
    return [
        say(f"{word} ", scene.moment(one.at), f" by {scene.name(one.by)}: {clean(one.text)}")
        for one in found[-LAST:]
    ]


def _changes(scene: Scene) -> list[str]:
    return [
        f"Change {one.n} ({one.strategy}, {one.state}): {clean(one.what)}"
        for one in list(scene.incident.mitigations.values())[-LAST:]
    ]


def tasks_text(scene: Scene) -> Words:
    """Every task, the open ones first."""
    tasks = sorted(scene.incident.tasks.values(), key=lambda one: (one.done, one.n))
    how = say("Add one: ", scene.here("task add <text> [@who]"))
    return (
        lines(*(_task(scene, one) for one in tasks), how) if tasks else say("No tasks yet. ", how)
    )


def _task(scene: Scene, one: Task) -> str:
    owner = f" ({scene.name(one.owner)})" if one.owner else ""
    return f"Task {one.n}{owner}{', done' if one.done else ''}: {clean(one.text)}"


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
