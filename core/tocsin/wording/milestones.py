"""Milestones, in words: reply, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text
from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.milestones import MilestoneSet, SetMilestone
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import say
from tocsin.wording.told import Say, Told


def _reply_milestone(told: Told, command: SetMilestone) -> Text:
    return say(f"{told.key}: {command.milestone} is ", told.scene.when(command.when), ".")


def _timeline_milestone(event: MilestoneSet, names: Names, zone: str) -> str:
    when = local_text(event.when, zone, now=event.at)
    return f"{names(event.by)} set the milestone {event.milestone} to {when}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    SetMilestone: _reply_milestone,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "milestone-set": _timeline_milestone,
}
