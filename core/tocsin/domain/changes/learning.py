"""Changes of what is learned: cause, tasks, post-mortem, action items."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put
from tocsin.domain.incident import ActionItem, Incident, Postmortem, Review, Task
from tocsin.domain.people import is_machine
from tocsin.domain.revise import replace


def _labelled(incident: Incident, event: e.CauseLabelled) -> Incident:
    return replace(incident, cause=event.label)


def _task_added(incident: Incident, event: e.TaskAdded) -> Incident:
    task = Task(n=event.n, text=event.text, owner=event.owner, by=event.by, at=event.at)
    return replace(incident, tasks=put(incident.tasks, event.n, task))


def _task_done(incident: Incident, event: e.TaskDone) -> Incident:
    done = replace(incident.tasks[event.n], done=True)
    return replace(incident, tasks=put(incident.tasks, event.n, done))


def _with(incident: Incident, postmortem: Postmortem) -> Incident:
    return replace(incident, postmortem=postmortem)


def _drafted(incident: Incident, event: e.PostmortemDrafted) -> Incident:
    by = incident.postmortem.drafted_by if is_machine(event.by) else event.by
    return _with(incident, replace(incident.postmortem, drafted_by=by, drafted=event.at))


def _written(incident: Incident, event: e.PostmortemWritten) -> Incident:
    sections = put(incident.postmortem.sections, event.section, event.text)
    return _with(incident, replace(incident.postmortem, sections=sections))


def _reviewed(incident: Incident, event: e.PostmortemReviewed) -> Incident:
    review = Review(at=event.at, by=event.by, comment=event.comment)
    reviews = (*incident.postmortem.reviews, review)
    return _with(incident, replace(incident.postmortem, reviews=reviews))


def _published(incident: Incident, event: e.PostmortemPublished) -> Incident:
    return _with(incident, replace(incident.postmortem, published=event.at, skipped=""))


def _filed(incident: Incident, event: e.PostmortemFiled) -> Incident:
    links = put(incident.postmortem.links, event.provider, event.url)
    return _with(incident, replace(incident.postmortem, links=links))


def _skipped(incident: Incident, event: e.PostmortemSkipped) -> Incident:
    return _with(incident, replace(incident.postmortem, skipped=event.reason))


def _action_added(incident: Incident, event: e.ActionAdded) -> Incident:
    item = ActionItem(
        n=event.n,
        text=event.text,
        owner=event.owner,
        due=event.due,
        by=event.by,
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, actions=put(incident.actions, event.n, item))


def _action_done(incident: Incident, event: e.ActionDone) -> Incident:
    done = replace(incident.actions[event.n], done=True)
    return replace(incident, actions=put(incident.actions, event.n, done))


CHANGES: dict[str, Change] = {
    "cause-labelled": _labelled,
    "task-added": _task_added,
    "task-done": _task_done,
    "postmortem-drafted": _drafted,
    "postmortem-written": _written,
    "postmortem-reviewed": _reviewed,
    "postmortem-published": _published,
    "postmortem-filed": _filed,
    "postmortem-skipped": _skipped,
    "action-added": _action_added,
    "action-done": _action_done,
}
