"""Updates, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Strong, Words
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.updates import PostUpdate, UpdatePosted
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.owed import line
from tocsin.wording.parts import lines, say
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told, sentence


def _reply_updated(told: Told, command: PostUpdate) -> Words:
    posted = sentence(told, f"update posted, ETA {clean(told.incident.updates[-1].eta)}")
    return lines(posted, told.claimed(command.status))


def _beside_updated(told: Told, command: PostUpdate) -> Words:
    return lines(told.claimed(command.status), told.next())


def next_update(scene: Scene) -> Words:
    """When the next update is due, or ""."""
    obligation = owed(scene.incident, "update")
    return say("The next update is due ", scene.when(obligation.due), ".") if obligation else ""


def update_form(event: UpdatePosted, scene: Scene) -> Words:
    """The process document's form of an update."""
    return lines(
        Strong(f"Update {scene.clock(event.at)}"),
        f"Status: {clean(event.status)}",
        f"Impact: {clean(event.impact)}",
        f"Action: {clean(event.action)}",
        say("ETA: ", scene.typed_moment(event.eta, event.at)),
    )


def _timeline_update(event: UpdatePosted, names: Names, _zone: str) -> str:
    fields = (clean(event.status), clean(event.impact), clean(event.action), clean(event.eta))
    return f"{names(event.by)} posted an update: {' | '.join(fields)}"


REPLIES: Final[Mapping[type[Command], Say]] = {
    PostUpdate: _reply_updated,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    PostUpdate: _beside_updated,
}

ROOM: Final[Mapping[str, Says]] = {
    "update-posted": update_form,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "update-posted": _timeline_update,
}


def last_update_text(scene: Scene, usage: str) -> Words:
    """The last values of the four fields, what is owed, and how the next update is typed."""
    incident = scene.incident
    due, last = owed(incident, "update"), incident.updates[-1] if incident.updates else None
    values = (last.status, last.impact, last.action, last.eta) if last is not None else ()
    eta, same = scene.anywhere("update eta 14:30"), scene.anywhere("update no change")
    said = f"Last: {' | '.join(clean(value) for value in values)}" if values else "No update yet."
    return lines(
        line(due, scene) if due is not None else "",
        said,
        f"Type: {usage}",
        say("An empty field stays as it is; ", eta, " sets one; ", same, " says all of it again.")
        if values
        else "",
    )
