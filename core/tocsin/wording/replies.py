"""What is answered when a command was done, and asked before one that cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.flags.decide import ClearFlag
from tocsin.wording.composing import join_nonempty, with_drill_mark
from tocsin.wording.flags import to_clear
from tocsin.wording.nouns import REPLIES
from tocsin.wording.reply_context import ReplyContext
from tocsin.wording.sentence_context import SentenceContext


def reply_to(reply: ReplyContext, command: Command) -> Words:
    """The answer to a command that was done."""
    answer = REPLIES.get(type(command), _generic)
    said = join_nonempty(" ", (answer(reply, command), reply.remark))
    return with_drill_mark(said, reply.incident)


def question_of(context: SentenceContext, command: Command) -> Words:
    """What is asked before something that cannot be taken back is done."""
    asks = QUESTIONS[type(command)]
    return with_drill_mark(asks(context, command), context.incident)


def _clears(context: SentenceContext, command: ClearFlag) -> Words:
    return to_clear(context, command.flag, command.reason)


def _generic(reply: ReplyContext, _command: Command) -> str:
    return f"{reply.key}: done."


# An entry takes the one command type its key names, which a table cannot say to a checker.
QUESTIONS: Final[dict[type[Command], Callable[[SentenceContext, Any], Words]]] = {
    ClearFlag: _clears
}
