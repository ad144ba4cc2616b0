"""Updates, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Strong, Words
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.updates import PostUpdate, UpdatePosted
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.obligations import obligation_line
from tocsin.wording.reply_context import ReplyContext, ReplySentence, sentence
from tocsin.wording.sentence_context import Sentence, SentenceContext


def _reply_updated(reply: ReplyContext, command: PostUpdate) -> Words:
    posted = sentence(reply, f"update posted, ETA {clean(reply.incident.updates[-1].eta)}")
    return lines(posted, reply.claimed(command.status))


def _beside_updated(reply: ReplyContext, command: PostUpdate) -> Words:
    return lines(reply.claimed(command.status), reply.next())


def next_update(context: SentenceContext) -> Words:
    """When the next update is due, or ""."""
    obligation = owed(context.incident, "update")
    return say("The next update is due ", context.when(obligation.due), ".") if obligation else ""


def update_form(event: UpdatePosted, context: SentenceContext) -> Words:
    """The process document's form of an update."""
    return lines(
        Strong(f"Update {context.clock(event.at)}"),
        f"Status: {clean(event.status)}",
        f"Impact: {clean(event.impact)}",
        f"Action: {clean(event.action)}",
        say("ETA: ", context.typed_moment(event.eta, event.at)),
    )


def _timeline_update(event: UpdatePosted, names: Names, _zone: str) -> str:
    fields = (clean(event.status), clean(event.impact), clean(event.action), clean(event.eta))
    return f"{names(event.by)} posted an update: {' | '.join(fields)}"


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    PostUpdate: _reply_updated,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    PostUpdate: _beside_updated,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "update-posted": update_form,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "update-posted": _timeline_update,
}


def last_update_text(context: SentenceContext, usage: str) -> Words:
    """The last values of the four fields, what is owed, and how the next update is typed."""
    incident = context.incident
    due, last = owed(incident, "update"), incident.updates[-1] if incident.updates else None
    values = (last.status, last.impact, last.action, last.eta) if last is not None else ()
    eta, same = context.anywhere("update eta 14:30"), context.anywhere("update no change")
    said = f"Last: {' | '.join(clean(value) for value in values)}" if values else "No update yet."
    return lines(
        obligation_line(due, context) if due is not None else "",
        said,
        f"Type: {usage}",
        say("An empty field stays as it is; ", eta, " sets one; ", same, " says all of it again.")
        if values
        else "",
    )
