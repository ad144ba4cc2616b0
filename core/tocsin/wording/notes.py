"""Notes, decisions and findings, in words: reply, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.notes import Decide, Finding, Note, Noted
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.notify import room_line
from tocsin.wording.parts import lines
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told


def _reply_noted(told: Told, command: Note) -> str:
    return f"{told.key}: {command.kind} kept."


def _direct_found(event: Noted, scene: Scene) -> Words:
    found = clean(event.text)
    said = f"found: {found}" if found else "found something; it stands in the timeline."
    return lines(f"{scene.name(event.by)} {said}", scene.headline, room_line(scene))


_KINDS: Final[Mapping[str, str]] = {"note": "noted", "decision": "decided", "finding": "found"}


def _timeline_noted(event: Noted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} {_KINDS[event.kind]}: {clean(event.text)}"


REPLIES: Final[Mapping[type[Command], Say]] = {
    Note: _reply_noted,
    Decide: _reply_noted,
    Finding: _reply_noted,
}

DIRECT: Final[Mapping[str, Says]] = {
    "noted": _direct_found,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "noted": _timeline_noted,
}
