"""The severity, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.severity.events import SeverityChanged
from tocsin.wording.announcement import form
from tocsin.wording.declare import room_phrase
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told, beside_sentence, newly_rings_beside, sentence
from tocsin.wording.updates import next_update


def _reply_severity(told: Told, command: SetSeverity) -> Words:
    before = told.outcome.before.severity
    was = f" (was {before})" if before else ""
    opened = "" if told.outcome.before.room_name else room_phrase(told)
    accept = "accept it: it is still in triage" if told.incident.status == "triage" else ""
    first = f"is {command.severity} now{was}"
    return sentence(told, first, opened, told.paged() or told.notified(), accept)


def _beside_severity(told: Told, command: SetSeverity) -> Words:
    accept = told.scene.here("accept")
    triage = say("Still in triage: ", accept) if told.incident.status == "triage" else ""
    return lines(newly_rings_beside(told, command), beside_sentence(told.notified()), triage)


def _room_severity(event: SeverityChanged, scene: Scene) -> Words:
    row = scene.incident.policy.severity(event.severity)
    verb = "is assumed to be" if event.assumed else "is now"
    by = "" if event.assumed else f", set by {scene.name(event.by)}"
    return lines(
        stop(f"Severity {verb} {event.severity} ({row.label}){by}{because(event.reason)}"),
        next_update(scene),
    )


def _announce_severity(event: SeverityChanged, scene: Scene) -> Text:
    """The severity moved: the same form, so that nobody has to scroll up."""
    verb = "is assumed to be" if event.assumed else "is now"
    return form(f"{scene.incident.key} {verb} {event.severity}", scene, reason=event.reason)


def _timeline_severity(event: SeverityChanged, names: Names, _zone: str) -> str:
    verb = "was assumed to be" if event.assumed else "became"
    by = "" if event.assumed else f", set by {names(event.by)}"
    return stop(f"The severity {verb} {event.severity}{by}{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    SetSeverity: _reply_severity,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    SetSeverity: _beside_severity,
}

ROOM: Final[Mapping[str, Says]] = {
    "severity-changed": _room_severity,
}

ANNOUNCE: Final[Mapping[str, Says]] = {
    "severity-changed": _announce_severity,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "severity-changed": _timeline_severity,
}
