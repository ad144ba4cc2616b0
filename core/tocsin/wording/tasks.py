"""Tasks, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text
from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import say
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told


def _reply_task(told: Told, _command: c.AddTask) -> Text:
    n = max(told.incident.tasks)
    return say(
        f"{told.key}: task {n} kept. When it is done: ", told.scene.anywhere(f"task done {n}")
    )


def _reply_task_done(told: Told, command: c.FinishTask) -> str:
    left = sum(not one.done for one in told.incident.tasks.values())
    return f"{told.key}: task {command.n} done, {left or 'none'} open."


def _beside_task(told: Told, _command: c.AddTask) -> Text:
    return say("When it is done: ", told.scene.here(f"task done {max(told.incident.tasks)}"))


def _beside_tasks_left(told: Told, _command: c.FinishTask) -> str:
    left = sum(not one.done for one in told.incident.tasks.values())
    return f"{left or 'None'} open."


def _room_task(event: e.TaskAdded, scene: Scene) -> str:
    owner = f" for {scene.name(event.owner)}" if event.owner else ""
    return f"Task {event.n}{owner}: {clean(event.text)}"


def _room_task_done(event: e.TaskDone, scene: Scene) -> str:
    return f"Task {event.n} is done, says {scene.name(event.by)}."


def _timeline_task(event: e.TaskAdded, names: Names, _zone: str) -> str:
    owner = f" ({names(event.owner)})" if event.owner else ""
    return f"{names(event.by)} added task {event.n}{owner}: {clean(event.text)}"


def _timeline_task_done(event: e.TaskDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished task {event.n}."


REPLIES: Final[Mapping[type[c.Base], Say]] = {
    c.AddTask: _reply_task,
    c.FinishTask: _reply_task_done,
}

BESIDE: Final[Mapping[type[c.Base], Say]] = {
    c.AddTask: _beside_task,
    c.FinishTask: _beside_tasks_left,
}

ROOM: Final[Mapping[str, Says]] = {
    "task-added": _room_task,
    "task-done": _room_task_done,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "task-added": _timeline_task,
    "task-done": _timeline_task_done,
}
