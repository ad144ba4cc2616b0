"""What the room hears of triage answers, merging, the service, its cause, and tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain import events as e
from tocsin.wording import immediate
from tocsin.wording.catchup import links_lines
from tocsin.wording.clean import TITLE, clean
from tocsin.wording.parts import lines, say, stop, together
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene
from tocsin.wording.triage import answers_text, if_not_taken


def opened(event: e.RoomOpened, scene: Scene) -> Words:
    """The immediate actions, and how a change is made; a room in place of another says so."""
    if event.platform in scene.incident.rooms_left:
        before = say(" What was said before: ", scene.here("timeline"))
        return say(f"{scene.headline}: it goes on here.", before)
    if event.platform in scene.incident.rooms_gone:
        return f"{scene.headline}: it goes on here."
    first = "Suspected breach, at once:" if immediate.is_breach(scene) else immediate.FIRST_LOOK
    places = together(" · ", (*_service_named(scene), *links_lines(scene)))
    return lines(f"{scene.headline}. {first}", *immediate.actions(scene, places))


def _triaged(event: e.TriageAnswered, scene: Scene) -> Words:
    now = scene.incident.severity
    waits = scene.incident.status == "triage"
    take = say("Take it: ", scene.here("accept"), ".", if_not_taken(scene))
    accept = take if waits and now is None else ""
    other = say("Change it: ", scene.here(f"severity {event.proposed.lower()}"))
    return lines(answers_text(scene), accept or (other if now != event.proposed else ""))


def _merged(event: e.Merged, scene: Scene) -> str:
    return lines(
        f"{scene.incident.key} is the same as {event.into}, which goes on.",
        f"Please go there; {scene.name(event.by)} merged them.",
    )


def _merged_in(event: e.MergedIn, _scene: Scene) -> str:
    return stop(f"{event.other} was merged into this incident: {clean(event.title, TITLE)}")


def _service(_event: e.ServiceSet, scene: Scene) -> Words:
    if not scene.incident.rooms:
        return ""  # the opening message names it
    return lines(*_service_named(scene), together(" · ", links_lines(scene)))


def _service_named(scene: Scene) -> tuple[str, ...]:
    name = clean(scene.incident.service, 60)
    return (f"Service: {name}",) if name else ()


def _cause(event: e.CauseLabelled, scene: Scene) -> str:
    if not event.label:
        return f"{scene.name(event.by)} took the cause back."
    return stop(f"Cause, says {scene.name(event.by)}: {clean(event.label)}")


def _task(event: e.TaskAdded, scene: Scene) -> str:
    owner = f" for {scene.name(event.owner)}" if event.owner else ""
    return f"Task {event.n}{owner}: {clean(event.text)}"


def _task_done(event: e.TaskDone, scene: Scene) -> str:
    return f"Task {event.n} is done, says {scene.name(event.by)}."


TEXTS: Final[Mapping[str, Says]] = {
    "room-opened": opened,
    "triage-answered": _triaged,
    "merged": _merged,
    "merged-in": _merged_in,
    "service-set": _service,
    "cause-labelled": _cause,
    "task-added": _task,
    "task-done": _task_done,
}
