"""The cause, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.domain.cause import CauseLabelled, LabelCause
from tocsin.domain.command import Command
from tocsin.wording.clean import clean
from tocsin.wording.composing import with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_cause(reply: ReplyContext, command: LabelCause) -> str:
    if not command.label:
        return f"{reply.key}: the cause is taken back."
    nudge = early_cause(reply, command)
    return f"{reply.key}: cause labelled {clean(command.label)}. {nudge}".rstrip()


def early_cause(reply: ReplyContext, command: LabelCause) -> str:
    """What is said of a first cause that is named while customers still feel it, or ""."""
    first = bool(command.label) and not reply.outcome.before.cause
    early = first and reply.incident.status in ("triage", "investigating", "mitigating")
    return "Mitigate first: the cause can wait until customers are well." if early else ""


def _room_cause(event: CauseLabelled, context: SentenceContext) -> str:
    if not event.label:
        return f"{context.name(event.by)} took the cause back."
    return with_full_stop(f"Cause, says {context.name(event.by)}: {clean(event.label)}")


def _timeline_cause(event: CauseLabelled, names: Names, _zone: str) -> str:
    if not event.label:
        return f"{names(event.by)} took the cause back."
    return with_full_stop(f"{names(event.by)} labelled the cause: {clean(event.label)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    LabelCause: _reply_cause,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    LabelCause: early_cause,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "cause-labelled": _room_cause,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "cause-labelled": _timeline_cause,
}
