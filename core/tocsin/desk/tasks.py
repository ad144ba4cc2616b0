"""Tasks: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Words
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import ArgumentShape, add_or_done
from tocsin.desk.grammar import first_number, unquoted
from tocsin.desk.normalize import normalized
from tocsin.desk.options import AS_IT_IS, TEXT, known, need, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, ViewContext, when_bare
from tocsin.domain.command import Command
from tocsin.domain.tasks import AddTask, FinishTask
from tocsin.wording import catchup as wording


def task(request: Request) -> Command:
    """Parse what stands behind `task`: `add <text> [@who]` or `done <n>`."""
    first, rest = request.split()
    word = request.choose(first, ("add", "done"), "word for tasks")
    rest = rest if stripped_text(rest) else ""
    return _finish(request, rest) if word == "done" else _add(request, rest)


def _finish(request: Request, rest: str) -> FinishTask:
    n, more = first_number(rest)
    if n is None or more:
        raise request.wrong("Say which task is done, by its number.")
    return FinishTask(n=n)


def _add(request: Request, rest: str) -> AddTask:
    text, *last = rest.strip().rsplit(maxsplit=1) or [""]
    if last and normalized(last[0]).startswith("@"):
        return AddTask(text=unquoted(text).strip(), owner=request.person(last[0]))
    if not rest.strip():
        raise request.wrong("Say what is to be done.")
    return AddTask(text=unquoted(rest).strip())


def tasks_view(context: ViewContext) -> Words:
    """The tasks, open ones first."""
    return wording.tasks_text(context.sentence_context)


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="task [add <text> [@who] | done <n>]",
        help="what is to be done meanwhile",
        group="Work",
        does=task,
        views=tasks_view,
        reads=when_bare,
        takes=ArgumentShape(closed=add_or_done, text="must"),
        commands=(
            AS_IT_IS,
            shape(
                'add "{text}" @{person:word}',
                TEXT,
                known("person", "Who"),
                name="task-add",
                about="Somebody is to do it meanwhile",
            ),
            shape(
                "done {n:word}",
                need("n", "Its number"),
                name="task-done",
                about="One of them is done",
            ),
        ),
        completes=(completion_candidates.these("add", "done"),),
    ),
)
