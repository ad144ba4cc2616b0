"""Tasks, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text
from tocsin.domain.command import Command
from tocsin.domain.tasks import AddTask, FinishTask, TaskAdded, TaskDone
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import say
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told


def _reply_task(told: Told, _command: AddTask) -> Text:
    n = max(told.incident.tasks)
    return say(
        f"{told.key}: task {n} kept. When it is done: ", told.scene.anywhere(f"task done {n}")
    )


def _reply_task_done(told: Told, command: FinishTask) -> str:
    left = sum(not task.done for task in told.incident.tasks.values())
    return f"{told.key}: task {command.n} done, {left or 'none'} open."


def _beside_task(told: Told, _command: AddTask) -> Text:
    return say("When it is done: ", told.scene.here(f"task done {max(told.incident.tasks)}"))


def _beside_tasks_left(told: Told, _command: FinishTask) -> str:
    left = sum(not task.done for task in told.incident.tasks.values())
    return f"{left or 'None'} open."


def _room_task(event: TaskAdded, scene: Scene) -> str:
    owner = f" for {scene.name(event.owner)}" if event.owner else ""
    return f"Task {event.n}{owner}: {clean(event.text)}"


def _room_task_done(event: TaskDone, scene: Scene) -> str:
    return f"Task {event.n} is done, says {scene.name(event.by)}."


def _timeline_task(event: TaskAdded, names: Names, _zone: str) -> str:
    owner = f" ({names(event.owner)})" if event.owner else ""
    return f"{names(event.by)} added task {event.n}{owner}: {clean(event.text)}"


def _timeline_task_done(event: TaskDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished task {event.n}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    AddTask: _reply_task,
    FinishTask: _reply_task_done,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    AddTask: _beside_task,
    FinishTask: _beside_tasks_left,
}

ROOM: Final[Mapping[str, Says]] = {
    "task-added": _room_task,
    "task-done": _room_task_done,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "task-added": _timeline_task,
    "task-done": _timeline_task_done,
}
