"""Action items in words: what the reply and the timeline say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.action_items import (
    ActionAdded,
    ActionDone,
    AddAction,
    FinishAction,
    open_actions,
)
from tocsin.domain.command import Command
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.postmortem.progress import actions_line
from tocsin.wording.postmortem.sentences import advised
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def _reply_action(reply: ReplyContext, command: AddAction) -> Words:
    n = max(reply.incident.actions)
    done = reply.context.anywhere(f"action done {n}")
    owner = reply.context.name(command.owner)
    return lines(
        say(f"{reply.key}: action item {n}, {owner} by {command.due}. When it is done: ", done),
        advised(reply, (command.text,)),
    )


def _reply_action_done(reply: ReplyContext, command: FinishAction) -> str:
    left = len(open_actions(reply.incident))
    return f"{reply.key}: action item {command.n} is done, {left or 'none'} open. Thank you."


def _beside_action(reply: ReplyContext, command: AddAction) -> Words:
    done = reply.context.here(f"action done {max(reply.incident.actions)}")
    return lines(say("When it is done: ", done), advised(reply, (command.text,)))


def _room_action(event: ActionAdded, context: SentenceContext) -> str:
    owner = context.name(event.owner)
    return f"Action item {event.n}, {owner} by {event.due}: {clean(event.text)}"


def _room_action_done(event: ActionDone, context: SentenceContext) -> str:
    done = f"Action item {event.n} is done, says {context.name(event.by)}."
    return f"{done} {actions_line(context)}".strip()


def _direct_action(event: ActionAdded, context: SentenceContext) -> Words:
    return lines(
        f"{context.name(event.by)} gave you action item {event.n}, due {event.due}"
        f"{because(event.text) or '.'}",
        context.headline,
        say("When it is done: ", context.anywhere(f"action done {event.n}")),
    )


def _timeline_action(event: ActionAdded, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} added action {event.n} for {names(event.owner)}, due {event.due}: "
        f"{clean(event.text)}"
    )


def _timeline_action_done(event: ActionDone, names: Names, _zone: str) -> str:
    return f"{names(event.by)} finished action {event.n}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    AddAction: _reply_action,
    FinishAction: _reply_action_done,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    AddAction: _beside_action,
    FinishAction: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "action-added": _room_action,
    "action-done": _room_action_done,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "action-added": _direct_action,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "action-added": _timeline_action,
    "action-done": _timeline_action_done,
}
