"""The cause, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.cause import CauseLabelled, LabelCause
from tocsin.domain.command import Command
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import stop
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told


def _reply_cause(told: Told, command: LabelCause) -> str:
    if not command.label:
        return f"{told.key}: the cause is taken back."
    nudge = early_cause(told, command)
    return f"{told.key}: cause labelled {clean(command.label)}. {nudge}".rstrip()


def early_cause(told: Told, command: LabelCause) -> str:
    """What is said of a first cause that is named while customers still feel it, or ""."""
    first = bool(command.label) and not told.outcome.before.cause
    early = first and told.incident.status in ("triage", "investigating", "mitigating")
    return "Mitigate first: the cause can wait until customers are well." if early else ""


def _room_cause(event: CauseLabelled, scene: Scene) -> str:
    if not event.label:
        return f"{scene.name(event.by)} took the cause back."
    return stop(f"Cause, says {scene.name(event.by)}: {clean(event.label)}")


def _timeline_cause(event: CauseLabelled, names: Names, _zone: str) -> str:
    if not event.label:
        return f"{names(event.by)} took the cause back."
    return stop(f"{names(event.by)} labelled the cause: {clean(event.label)}")


REPLIES: Final[Mapping[type[Command], Say]] = {
    LabelCause: _reply_cause,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    LabelCause: early_cause,
}

ROOM: Final[Mapping[str, Says]] = {
    "cause-labelled": _room_cause,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "cause-labelled": _timeline_cause,
}
