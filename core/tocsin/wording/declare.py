"""Declaring an incident, in words: reply, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.declare import Declare, Declared, Report
from tocsin.domain.titles import is_private
from tocsin.wording.announcement_template import opened_text
from tocsin.wording.clean import clean, title
from tocsin.wording.composing import join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import ReplyContext, ReplySentence, sentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_declared(reply: ReplyContext, command: Declare) -> Words:
    severity = reply.incident.severity
    if severity is None:
        first = say(
            "declared, in triage. How bad is it? ", reply.context.anywhere("severity p0|p1|p2|p3")
        )
        return sentence(reply, first, reply.notified())
    if severity == "P3":
        return sentence(reply, "declared: P3, a ticket; nobody is paged", reply.notified())
    drill = ", drill" if "drill" in reply.incident.flags else ""
    opened = join_nonempty(", ", (f"declared: {severity}{drill}", room_phrase(reply)))
    quiet = "" if reply.paged() or reply.notified() else "nobody is paged"
    return sentence(reply, opened, reply.paged() or reply.notified() or quiet)


def room_phrase(reply: ReplyContext) -> Words:
    """`room #incident-…`; the name of a private one would tell its title."""
    if not reply.context.room:
        return ""
    return "a private room" if is_private(reply.incident) else say("room ", reply.context.room)


def _reply_reported(reply: ReplyContext, _command: Report) -> str:
    heard = reply.notified() or "nobody is on call to hear it"
    return f"{reply.key} reported, thank you; {heard}. Triage decides how bad it is."


def _announce_declared(event: Declared, context: SentenceContext) -> Words:
    return opened_text(context) if event.severity else _announce_in_triage(event, context)


def _announce_in_triage(event: Declared, context: SentenceContext) -> Words:
    what = {"report": "report", "alert": "alert"}.get(event.source, "incident without a severity")
    who = context.name(event.by)
    ends = context.incident.declared + context.incident.policy.triage_within
    more = clean(event.text) if clean(event.text) != clean(event.title) else ""
    return lines(
        f"New {what} {context.incident.key} from {who}: {context.title}",
        more,
        say("Triage ends ", context.when(ends), ". When uncertain, choose the higher severity."),
        say(
            "Judge it: ",
            context.anywhere("triage"),
            " asks four questions; or ",
            context.anywhere("severity <p0|p1|p2|p3>"),
            ", then ",
            context.anywhere("accept"),
        ),
        say("If it is none: ", context.anywhere("decline <reason>")),
    )


_SOURCES: Final[Mapping[str, str]] = {
    "command": "declared",
    "report": "reported",
    "alert": "raised",
}


def _timeline_declared(event: Declared, names: Names, _zone: str) -> str:
    severity = f" as {event.severity}" if event.severity else ""
    opened = f"{names(event.by)} {_SOURCES[event.source]} it{severity}"
    return with_full_stop(f"{opened}: {title(event.title)}")


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Declare: _reply_declared,
    Report: _reply_reported,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "declared": _announce_declared,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "declared": _timeline_declared,
}
