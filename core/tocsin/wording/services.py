"""The service, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.services import ServiceSet, SetService
from tocsin.wording.catchup import links_lines
from tocsin.wording.clean import clean
from tocsin.wording.composing import join_nonempty, lines
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence, nothing_beside
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_service(reply: ReplyContext, _command: SetService) -> str:
    return f"{reply.key}: the service is {clean(reply.incident.service, 60)}."


def _room_service(_event: ServiceSet, context: SentenceContext) -> Words:
    if not context.incident.rooms:
        return ""  # the opening message names it
    return lines(*service_named(context), join_nonempty(" · ", links_lines(context)))


def service_named(context: SentenceContext) -> tuple[str, ...]:
    """The line that names the service, or none."""
    name = clean(context.incident.service, 60)
    return (f"Service: {name}",) if name else ()


def _timeline_service(event: ServiceSet, names: Names, _zone: str) -> str:
    return f"{names(event.by)} named the service {clean(event.service.name, 60)}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    SetService: _reply_service,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    SetService: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "service-set": _room_service,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "service-set": _timeline_service,
}
