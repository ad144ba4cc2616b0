"""Milestones, in words: reply, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text
from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.milestones import MilestoneSet, SetMilestone
from tocsin.wording.composing import say
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence


def _reply_milestone(reply: ReplyContext, command: SetMilestone) -> Text:
    return say(f"{reply.key}: {command.milestone} is ", reply.context.when(command.when), ".")


def _timeline_milestone(event: MilestoneSet, names: Names, zone: str) -> str:
    when = local_text(event.when, zone, now=event.at)
    return f"{names(event.by)} set the milestone {event.milestone} to {when}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    SetMilestone: _reply_milestone,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "milestone-set": _timeline_milestone,
}
