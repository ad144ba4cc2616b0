"""Declaring an incident, in words: reply, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.declare import Declare, Declared, Report
from tocsin.domain.titles import is_private
from tocsin.wording.announcement import opened_text
from tocsin.wording.clean import clean, title
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop, together
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told, sentence


def _reply_declared(told: Told, command: Declare) -> Words:
    severity = told.incident.severity
    if severity is None:
        first = say(
            "declared, in triage. How bad is it? ", told.scene.anywhere("severity p0|p1|p2|p3")
        )
        return sentence(told, first, told.notified())
    if severity == "P3":
        return sentence(told, "declared: P3, a ticket; nobody is paged", told.notified())
    drill = ", drill" if "drill" in told.incident.flags else ""
    opened = together(", ", (f"declared: {severity}{drill}", room_phrase(told)))
    quiet = "" if told.paged() or told.notified() else "nobody is paged"
    return sentence(told, opened, told.paged() or told.notified() or quiet)


def room_phrase(told: Told) -> Words:
    """`room #incident-…`; the name of a private one would tell its title."""
    if not told.scene.room:
        return ""
    return "a private room" if is_private(told.incident) else say("room ", told.scene.room)


def _reply_reported(told: Told, _command: Report) -> str:
    heard = told.notified() or "nobody is on call to hear it"
    return f"{told.key} reported, thank you; {heard}. Triage decides how bad it is."


def _announce_declared(event: Declared, scene: Scene) -> Words:
    return opened_text(scene) if event.severity else _announce_in_triage(event, scene)


def _announce_in_triage(event: Declared, scene: Scene) -> Words:
    what = {"report": "report", "alert": "alert"}.get(event.source, "incident without a severity")
    who = scene.name(event.by)
    ends = scene.incident.declared + scene.incident.policy.triage_within
    more = clean(event.text) if clean(event.text) != clean(event.title) else ""
    return lines(
        f"New {what} {scene.incident.key} from {who}: {scene.title}",
        more,
        say("Triage ends ", scene.when(ends), ". When uncertain, choose the higher severity."),
        say(
            "Judge it: ",
            scene.anywhere("triage"),
            " asks four questions; or ",
            scene.anywhere("severity <p0|p1|p2|p3>"),
            ", then ",
            scene.anywhere("accept"),
        ),
        say("If it is none: ", scene.anywhere("decline <reason>")),
    )


_SOURCES: Final[Mapping[str, str]] = {
    "command": "declared",
    "report": "reported",
    "alert": "raised",
}


def _timeline_declared(event: Declared, names: Names, _zone: str) -> str:
    severity = f" as {event.severity}" if event.severity else ""
    opened = f"{names(event.by)} {_SOURCES[event.source]} it{severity}"
    return stop(f"{opened}: {title(event.title)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    Declare: _reply_declared,
    Report: _reply_reported,
}

ANNOUNCE: Final[Mapping[str, Says]] = {
    "declared": _announce_declared,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "declared": _timeline_declared,
}
