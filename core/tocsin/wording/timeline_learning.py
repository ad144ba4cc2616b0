"""Timeline lines of triage answers, merging, tasks, and what is learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.domain import events as e
from tocsin.wording.clean import TITLE, clean, link
from tocsin.wording.names import Names
from tocsin.wording.parts import stop
from tocsin.wording.scene import because


def _triaged(event: e.TriageAnswered, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} answered triage: customers {clean(event.customers)}; broken "
        f"{clean(event.broken)}; data at risk {event.data}; security {event.security}. "
        f"Proposed: {event.proposed}."
    )


def _merged(event: e.Merged, names: Names, _zone: str) -> str:
    return f"{names(event.by)} merged it into {event.into}."


def _merged_in(event: e.MergedIn, _names: Names, _zone: str) -> str:
    return stop(f"{event.other} was merged into this one: {clean(event.title, TITLE)}")


def _service(event: e.ServiceSet, names: Names, _zone: str) -> str:
    return f"{names(event.by)} named the service {clean(event.service.name, 60)}."


def _cause(event: e.CauseLabelled, names: Names, _zone: str) -> str:
    if not event.label:
        return f"{names(event.by)} took the cause back."
    return stop(f"{names(event.by)} labelled the cause: {clean(event.label)}")


def _task(event: e.TaskAdded, names: Names, _zone: str) -> str:
    owner = f" ({names(event.owner)})" if event.owner else ""
    return f"{names(event.by)} added task {event.n}{owner}: {clean(event.text)}"


def _task_done(event: e.TaskDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished task {event.n}."


def _drafted(event: e.PostmortemDrafted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} drafted the post-mortem."


def _written(event: e.PostmortemWritten, names: Names, _zone: str) -> str:
    return f"{names(event.by)} wrote the post-mortem's section {event.section}."


def _reviewed(event: e.PostmortemReviewed, names: Names, _zone: str) -> str:
    return stop(f"{names(event.by)} reviewed the post-mortem{because(event.comment)}")


def _published(event: e.PostmortemPublished, names: Names, _zone: str) -> str:
    return f"{names(event.by)} published the post-mortem."


def _filed(event: e.PostmortemFiled, names: Names, _zone: str) -> str:
    place = link(event.url) or clean(event.ref)
    keeper = names(f"postmortems.{event.provider}")
    return stop(f"The post-mortem was filed, {keeper}{because(place)}")


def _skipped(event: e.PostmortemSkipped, names: Names, _zone: str) -> str:
    return stop(f"{names(event.by)} skipped the post-mortem{because(event.reason)}")


def _action(event: e.ActionAdded, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} added action {event.n} for {names(event.owner)}, due {event.due}: "
        f"{clean(event.text)}"
    )


def _action_done(event: e.ActionDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished action {event.n}."


# A row takes the one event type its key names, which a table cannot say to a checker.
TEXTS: Final[Mapping[str, Callable[[Any, Names, str], str]]] = {
    "triage-answered": _triaged,
    "merged": _merged,
    "merged-in": _merged_in,
    "service-set": _service,
    "cause-labelled": _cause,
    "task-added": _task,
    "task-done": _task_done,
    "postmortem-drafted": _drafted,
    "postmortem-written": _written,
    "postmortem-reviewed": _reviewed,
    "postmortem-published": _published,
    "postmortem-filed": _filed,
    "postmortem-skipped": _skipped,
    "action-added": _action,
    "action-done": _action_done,
}
