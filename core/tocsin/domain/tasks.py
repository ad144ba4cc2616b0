"""Tasks: something to do while the incident runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, along, surfaces
from tocsin.domain.guards import require_not_ended
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Task
from tocsin.domain.quoting import without_backticks
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class AddTask(Command):
    """Add a task, something to do while the incident runs."""

    text: str
    owner: str = ""
    verb: ClassVar[str] = "task"


@dataclass(frozen=True, kw_only=True)
class FinishTask(Command):
    """Record that task `n` is done."""

    n: int
    verb: ClassVar[str] = "task"


# Events


@dataclass(frozen=True, kw_only=True)
class TaskAdded(Event):
    """Something to do while the incident runs. `owner` is a person id, or ""."""

    n: int
    text: str
    owner: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "members")
    type: Literal["task-added"] = "task-added"


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """A task is done."""

    n: int
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along("the list of tasks holds it")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["task-done"] = "task-done"


# Evolve


def _task_added(incident: Incident, event: TaskAdded) -> Incident:
    task = Task(n=event.n, text=event.text, owner=event.owner, by=event.by, at=event.at)
    return replace(incident, tasks=put(incident.tasks, event.n, task))


def _finished(incident: Incident, event: TaskDone) -> Incident:
    done = replace(incident.tasks[event.n], done=True)
    return replace(incident, tasks=put(incident.tasks, event.n, done))


EVOLVE: dict[type[Event], Evolve] = {
    TaskAdded: _task_added,
    TaskDone: _finished,
}


# Decide


def _task(context: CommandContext, command: AddTask) -> None:
    require_not_ended(context)
    if command.owner and not context.roster.knows(command.owner):
        raise RejectedCommand(f"@{without_backticks(command.owner)} is in no team file.")
    context.add(
        TaskAdded, n=len(context.incident.tasks) + 1, text=command.text, owner=command.owner
    )


def _task_done(context: CommandContext, command: FinishTask) -> None:
    task = context.incident.tasks.get(command.n)
    if task is None or task.done:
        left = [
            f"{task.n} ({without_backticks(task.text)})"
            for task in context.incident.tasks.values()
            if not task.done
        ]
        raise RejectedCommand(
            f"There is no open task {command.n}. Open: {', '.join(left) or 'none'}."
        )
    context.add(TaskDone, n=command.n)


DECIDE: dict[type[Command], CommandHandler] = {
    AddTask: _task,
    FinishTask: _task_done,
}
