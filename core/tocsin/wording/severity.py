"""The severity, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.severity.decide import SetSeverity
from tocsin.domain.severity.events import SeverityChanged
from tocsin.wording.announcement_template import announcement_text
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.declare import room_phrase
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import (
    ReplyContext,
    ReplySentence,
    beside_sentence,
    newly_rings_beside,
    sentence,
)
from tocsin.wording.sentence_context import Sentence, SentenceContext, because
from tocsin.wording.updates import next_update


def _reply_severity(reply: ReplyContext, command: SetSeverity) -> Words:
    before = reply.outcome.before.severity
    was = f" (was {before})" if before else ""
    opened = "" if reply.outcome.before.room_name else room_phrase(reply)
    accept = "accept it: it is still in triage" if reply.incident.status == "triage" else ""
    first = f"is {command.severity} now{was}"
    return sentence(reply, first, opened, reply.paged() or reply.notified(), accept)


def _beside_severity(reply: ReplyContext, command: SetSeverity) -> Words:
    accept = reply.context.here("accept")
    triage = say("Still in triage: ", accept) if reply.incident.status == "triage" else ""
    return lines(newly_rings_beside(reply, command), beside_sentence(reply.notified()), triage)


def _room_severity(event: SeverityChanged, context: SentenceContext) -> Words:
    row = context.incident.policy.severity(event.severity)
    verb = "is assumed to be" if event.assumed else "is now"
    by = "" if event.assumed else f", set by {context.name(event.by)}"
    return lines(
        with_full_stop(
            f"Severity {verb} {event.severity} ({row.label}){by}{because(event.reason)}"
        ),
        next_update(context),
    )


def _announce_severity(event: SeverityChanged, context: SentenceContext) -> Text:
    """The severity moved: the same form, so that nobody has to scroll up."""
    verb = "is assumed to be" if event.assumed else "is now"
    return announcement_text(
        f"{context.incident.key} {verb} {event.severity}", context, reason=event.reason
    )


def _timeline_severity(event: SeverityChanged, names: Names, _zone: str) -> str:
    verb = "was assumed to be" if event.assumed else "became"
    by = "" if event.assumed else f", set by {names(event.by)}"
    return with_full_stop(f"The severity {verb} {event.severity}{by}{because(event.reason)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    SetSeverity: _reply_severity,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    SetSeverity: _beside_severity,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "severity-changed": _room_severity,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "severity-changed": _announce_severity,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "severity-changed": _timeline_severity,
}
