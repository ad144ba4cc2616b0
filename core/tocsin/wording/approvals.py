"""Approving and rejecting what waits, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.command import Command
from tocsin.domain.mitigation import MitigationApproved, MitigationDone, MitigationRejected
from tocsin.domain.status_page.events import StatusPagePosted, StatusPageRejected
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.names import TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext, because
from tocsin.wording.status_page import reply_posted, reply_rejected


def entry_or(change: ReplySentence) -> ReplySentence:
    """The answer to approve and reject, which mean an entry of the status page or a change."""

    def answer(reply: ReplyContext, command: Command) -> Words:
        for event in reply.outcome.events:
            if isinstance(event, StatusPagePosted) and event.author:
                return reply_posted(reply)
            if isinstance(event, StatusPageRejected):
                return reply_rejected(reply)
        return change(reply, command)

    return answer


def _reply_change(word: str) -> ReplySentence:
    def answer(reply: ReplyContext, _command: Command) -> str:
        return f"{reply.key}: change {_reply_number(reply)} {word}."

    return answer


def _reply_number(reply: ReplyContext) -> int:
    numbered = MitigationApproved | MitigationRejected | MitigationDone
    return next(event.n for event in reply.outcome.events if isinstance(event, numbered))


def _room_approved(event: MitigationApproved, context: SentenceContext) -> Words:
    return lines(
        with_full_stop(
            f"{context.name(event.by)} approved change {event.n}{because(event.reason)}"
        ),
        say("When it is made: ", context.here(f"done {event.n}")),
    )


def _room_rejected(event: MitigationRejected, context: SentenceContext) -> str:
    by = context.name(event.by)
    return with_full_stop(f"{by} decided against change {event.n}{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Approve: entry_or(_reply_change("approved; make it, then type done")),
    Reject: entry_or(_reply_change("rejected")),
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Approve: nothing_beside,
    Reject: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "mitigation-approved": _room_approved,
    "mitigation-rejected": _room_rejected,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "mitigation-approved": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} approved change {event.n}{because(event.reason)}"
    ),
    "mitigation-rejected": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} decided against change {event.n}{because(event.reason)}"
    ),
}
