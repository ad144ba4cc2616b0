"""Merging two incidents, in words: reply, room, announcement, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.merge import Merge, Merged, MergedIn
from tocsin.wording.announcement import reporter_thanks
from tocsin.wording.clean import TITLE, clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, stop
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told, nothing_beside


def _reply_merged(told: Told, command: Merge) -> str:
    return f"{told.key} is merged into {command.into}, which goes on. Thank you for seeing it."


def _room_merged(event: Merged, scene: Scene) -> str:
    return lines(
        f"{scene.incident.key} is the same as {event.into}, which goes on.",
        f"Please go there; {scene.name(event.by)} merged them.",
    )


def _room_merged_in(event: MergedIn, _scene: Scene) -> str:
    return stop(f"{event.other} was merged into this incident: {clean(event.title, TITLE)}")


def _announce_merged(event: Merged, scene: Scene) -> str:
    said = f"{scene.incident.key} {scene.title} is the same as {event.into}, which goes on."
    return lines(said, reporter_thanks(scene))


def _direct_merged(event: Merged, scene: Scene) -> str:
    return lines(
        f"Thank you for reporting {scene.what}.",
        f"It is the same as {event.into}, which is being worked on.",
    )


def _timeline_merged(event: Merged, names: Names, _zone: str) -> str:
    return f"{names(event.by)} merged it into {event.into}."


def _timeline_merged_in(event: MergedIn, _names: Names, _zone: str) -> str:
    return stop(f"{event.other} was merged into this one: {clean(event.title, TITLE)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    Merge: _reply_merged,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Merge: nothing_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "merged": _room_merged,
    "merged-in": _room_merged_in,
}

ANNOUNCE: Final[Mapping[str, Says]] = {
    "merged": _announce_merged,
}

DIRECT: Final[Mapping[str, Says]] = {
    "merged": _direct_merged,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "merged": _timeline_merged,
    "merged-in": _timeline_merged_in,
}
