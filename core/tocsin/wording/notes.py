"""Notes, decisions and findings, in words: reply, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.notes import Decide, Finding, Note, Noted
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.notify import room_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_noted(reply: ReplyContext, command: Note) -> str:
    return f"{reply.key}: {command.kind} kept."


def _direct_found(event: Noted, context: SentenceContext) -> Words:
    found = clean(event.text)
    said = f"found: {found}" if found else "found something; it stands in the timeline."
    return lines(f"{context.name(event.by)} {said}", context.headline, room_line(context))


_KINDS: Final[Mapping[str, str]] = {"note": "noted", "decision": "decided", "finding": "found"}


def _timeline_noted(event: Noted, names: Names, _zone: str) -> str:
    return f"{names(event.by)} {_KINDS[event.kind]}: {clean(event.text)}"


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Note: _reply_noted,
    Decide: _reply_noted,
    Finding: _reply_noted,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "noted": _direct_found,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "noted": _timeline_noted,
}
