"""The team's announcement of an incident, by default the process document's."""

from __future__ import annotations

import re
from typing import Final

from tocsin.chat import Everyone, Text, Words
from tocsin.domain.people import is_machine
from tocsin.domain.status_page import QUIET
from tocsin.wording import templates
from tocsin.wording.clean import clean
from tocsin.wording.parts import say
from tocsin.wording.scene import Scene

TEMPLATE: Final = "announcement"
# They stand for `@here` and for the room while a template is filled: `clean` lets no such character
# through, so nobody else can have written one.
RING: Final = "\ue000"
ROOM: Final = "\ue001"
_MARKED: Final = re.compile(f"([{RING}{ROOM}])")


def form(what: str, scene: Scene, *, reason: str = "", rings: bool = False) -> Text:
    """The team's announcement, by default the process document's.

    Args:
        what: `Incident declared`, `INC-4 is now P0`.
        reason: Behind the title, "" for none.
        rings: Whether everybody in the room is called, where the template says `here`.
    """
    marks: dict[str, Words] = {RING: Everyone() if rings else "", ROOM: scene.room}
    said = {"what": what, "reason": clean(reason)}
    said |= {"here": RING * rings, "room": ROOM if scene.room else ""}
    values = templates.values(TEMPLATE, scene)
    words = templates.filled(TEMPLATE, scene.incident, {**values, **said})
    return say(*(marks.get(part, part) for part in _MARKED.split(words)))


def rings_all(scene: Scene) -> bool:
    """Whether everybody in the room is mentioned: for what is bad, no drill and not private."""
    incident = scene.incident
    rings = incident.severity in incident.policy.announce_here
    return rings and not incident.flags & QUIET


def opened_text(scene: Scene) -> Text:
    """The announcement of what is new."""
    return form("Incident declared", scene, rings=rings_all(scene))


def reporter_thanks(scene: Scene) -> str:
    """The thanks to whoever reported it, whatever came of it."""
    reporter = scene.incident.reporter
    person = bool(reporter) and not is_machine(reporter)
    return f"Thank you for reporting it, {scene.name(reporter)}." if person else ""
