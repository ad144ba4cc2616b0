"""Merging two incidents, in words: reply, room, announcement, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.command import Command
from tocsin.domain.merge import Merge, Merged, MergedIn
from tocsin.wording.announcement_template import reporter_thanks
from tocsin.wording.clean import TITLE, clean
from tocsin.wording.composing import lines, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_merged(reply: ReplyContext, command: Merge) -> str:
    return f"{reply.key} is merged into {command.into}, which goes on. Thank you for seeing it."


def _room_merged(event: Merged, context: SentenceContext) -> str:
    return lines(
        f"{context.incident.key} is the same as {event.into}, which goes on.",
        f"Please go there; {context.name(event.by)} merged them.",
    )


def _room_merged_in(event: MergedIn, _context: SentenceContext) -> str:
    return with_full_stop(
        f"{event.other} was merged into this incident: {clean(event.title, TITLE)}"
    )


def _announce_merged(event: Merged, context: SentenceContext) -> str:
    said = f"{context.incident.key} {context.title} is the same as {event.into}, which goes on."
    return lines(said, reporter_thanks(context))


def _direct_merged(event: Merged, context: SentenceContext) -> str:
    return lines(
        f"Thank you for reporting {context.what}.",
        f"It is the same as {event.into}, which is being worked on.",
    )


def _timeline_merged(event: Merged, names: Names, _zone: str) -> str:
    return f"{names(event.by)} merged it into {event.into}."


def _timeline_merged_in(event: MergedIn, _names: Names, _zone: str) -> str:
    return with_full_stop(f"{event.other} was merged into this one: {clean(event.title, TITLE)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Merge: _reply_merged,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Merge: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "merged": _room_merged,
    "merged-in": _room_merged_in,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "merged": _announce_merged,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "merged": _direct_merged,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "merged": _timeline_merged,
    "merged-in": _timeline_merged_in,
}
