"""Tasks, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text
from tocsin.domain.command import Command
from tocsin.domain.tasks import AddTask, FinishTask, TaskAdded, TaskDone
from tocsin.wording.clean import clean
from tocsin.wording.composing import say
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_task(reply: ReplyContext, _command: AddTask) -> Text:
    n = max(reply.incident.tasks)
    return say(
        f"{reply.key}: task {n} kept. When it is done: ", reply.context.anywhere(f"task done {n}")
    )


def _reply_task_done(reply: ReplyContext, command: FinishTask) -> str:
    left = sum(not task.done for task in reply.incident.tasks.values())
    return f"{reply.key}: task {command.n} done, {left or 'none'} open."


def _beside_task(reply: ReplyContext, _command: AddTask) -> Text:
    return say("When it is done: ", reply.context.here(f"task done {max(reply.incident.tasks)}"))


def _beside_tasks_left(reply: ReplyContext, _command: FinishTask) -> str:
    left = sum(not task.done for task in reply.incident.tasks.values())
    return f"{left or 'None'} open."


def _room_task(event: TaskAdded, context: SentenceContext) -> str:
    owner = f" for {context.name(event.owner)}" if event.owner else ""
    return f"Task {event.n}{owner}: {clean(event.text)}"


def _room_task_done(event: TaskDone, context: SentenceContext) -> str:
    return f"Task {event.n} is done, says {context.name(event.by)}."


def _timeline_task(event: TaskAdded, names: Names, _zone: str) -> str:
    owner = f" ({names(event.owner)})" if event.owner else ""
    return f"{names(event.by)} added task {event.n}{owner}: {clean(event.text)}"


def _timeline_task_done(event: TaskDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished task {event.n}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    AddTask: _reply_task,
    FinishTask: _reply_task_done,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    AddTask: _beside_task,
    FinishTask: _beside_tasks_left,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "task-added": _room_task,
    "task-done": _room_task_done,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "task-added": _timeline_task,
    "task-done": _timeline_task_done,
}
