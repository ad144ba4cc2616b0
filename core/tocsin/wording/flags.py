"""Flags and privacy, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.chat import Code, Text, Words
from tocsin.domain.command import Command
from tocsin.domain.flags import FLAG_CALLS, SECURITY
from tocsin.domain.flags.decide import ClearFlag, SetFlag
from tocsin.domain.flags.events import FlagCleared, FlagSet
from tocsin.domain.incident import Incident
from tocsin.domain.status_page import is_public
from tocsin.domain.titles import mark_drill
from tocsin.wording import immediate_actions
from tocsin.wording.announcement_template import announcement_text
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import TimelineSentence
from tocsin.wording.reply_context import (
    ReplyContext,
    ReplySentence,
    beside_sentence,
    nobody_stands_behind,
    nothing_beside,
)
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def _reply_flag(reply: ReplyContext, command: SetFlag) -> Words:
    deaf = nobody_stands_behind(reply, FLAG_CALLS.get(command.flag))
    heard = (reply.paged(), reply.asked_again(), reply.notified(), deaf)
    said = join_nonempty("; ", (f"flag {command.flag} stands", *heard))
    more = what_is_withdrawn(reply.context) if command.flag == "private" else ""
    return lines(say(f"{reply.key}: ", said, "."), more)


def _reply_unflag(reply: ReplyContext, command: ClearFlag) -> Words:
    stays = what_stays(reply.incident) if command.flag == "private" else ""
    return lines(f"{reply.key}: flag {command.flag} cleared.", stays)


def _beside_flag(reply: ReplyContext, command: SetFlag) -> Words:
    nobody = nobody_stands_behind(reply, FLAG_CALLS.get(command.flag))
    return beside_sentence(reply.asked_again(), reply.notified(), nobody)


def _room_flag_set(event: FlagSet, context: SentenceContext) -> Words:
    said = with_full_stop(
        f"Flag {event.flag} set by {context.name(event.by)}{because(event.reason)}"
    )
    withdrawn = what_is_withdrawn(context) if event.flag == "private" else ""
    return lines(said, withdrawn, *immediate_actions.flagged(context, event.flag))


def _room_flag_cleared(event: FlagCleared, context: SentenceContext) -> Words:
    said = with_full_stop(
        f"Flag {event.flag} cleared by {context.name(event.by)}{because(event.reason)}"
    )
    return lines(said, what_stays(context.incident) if event.flag == "private" else "")


def _announce_no_longer_private(_event: FlagCleared, context: SentenceContext) -> Text:
    return announcement_text(f"{context.incident.key} is no longer private", context)


_STAYS: Final = "room stays private: who is to read there is called or invited"


def what_stays(incident: Incident) -> str:
    """The sentence that the present room is not opened to others; "" where there is none."""
    return f"Its {_STAYS}." if any(room.private for room in incident.rooms.values()) else ""


def left_words(incident: Incident) -> str:
    """The last sentence in an open room that is left, and its topic."""
    return mark_drill(
        f"{incident.key} goes on elsewhere; who works on it is invited there.", incident
    )


def what_is_withdrawn(context: SentenceContext) -> str:
    """The list of what is withdrawn now that it is private, and of what somebody has to do."""
    incident = context.incident
    taken, left = list(_taken(incident)), list(_left(context))
    new = any(room.awaited for room in incident.rooms.values())
    return lines(
        "From now on only those who are in it read its words.",
        "It goes on in a new private room; whoever works on it is invited." if new else "",
        f"Withdrawn: {comma_list(taken)}." if taken else "",
        f"Stays, please look after it: {'; '.join(left)}." if left else "",
    )


def _moves(incident: Incident) -> bool:
    """Whether an open room is left, or was left just now."""
    every = incident.rooms.values()
    return any(room.awaited or not (room.thread or room.private) for room in every)


def _taken(incident: Incident) -> Iterator[str]:
    if _moves(incident):
        yield "card, topic and name of the room it had"
    if incident.status_posts:
        yield "title and components on the status page"
    if incident.meeting is not None and incident.meeting.scheduled_by:
        yield "the title in the calendar"


def _left(context: SentenceContext) -> Iterator[str]:
    incident = context.incident
    yield f"what {clean(incident.announce, 60)} heard already"
    if _moves(incident):
        yield "what was said in the room it had, and its name where no bot can change that"
    if incident.ticket is not None:
        yield f"ticket {clean(incident.ticket.ref, 60)}"
    yield from _sent(incident)
    if incident.postmortem.links or incident.postmortem.published is not None:
        yield "the published post-mortem"


def _sent(incident: Incident) -> Iterator[str]:
    counted = {
        ("page", "pages"): sum(bool(page.sent_by) for page in incident.pages.values()),
        ("entry", "entries"): len(incident.status_posts),
        ("mail", "mails"): len(incident.mails),
    }
    where = {"page": " sent to people", "entry": " on the status page", "mail": " to customers"}
    for (single, many), count in counted.items():
        if count:
            yield f"{count} {single if count == 1 else many}{where[single]}"


def to_clear(context: SentenceContext, flag: str, reason: str) -> Words:
    """The question before a flag is cleared: what becomes readable, where, and what confirms it."""
    incident = context.incident
    tells: Iterator[Words] = _opened(context) if flag == "private" else _no_security(incident, flag)
    command = context.anywhere(f"unflag {flag} {clean(reason)} --confirm")
    return lines(
        f"{incident.key} still has the flag {flag}; nothing is changed yet. Without it:",
        *(say("- ", line) for line in tells),
        say("If that is meant: ", command),
    )


def _opened(context: SentenceContext) -> Iterator[Words]:
    incident = context.incident
    room = clean(incident.announce, 60)
    read = comma_list(Code(verb) for verb in ("list", "show", "export"))
    yield say("everybody reads title, timeline, updates and tasks (", read, ")")
    yield f"{room} hears of it, with its title; so does its room's topic"
    yield "pages, tickets and mails hold the title from then on, and plugins see it"
    if is_public(incident):
        yield "the status page names the service, and entries go out by themselves"
    if incident.meeting is not None:
        yield "the calendar shows the title of the review meeting"
    yield "the numbers of the quarter show its cause label"
    if what_stays(incident):
        yield f"its {_STAYS}"
    if incident.postmortem.published is not None:
        yield say(
            "its post-mortem can be published whole: ", context.anywhere("postmortem publish")
        )


def _no_security(incident: Incident, flag: str) -> Iterator[Words]:
    if not (incident.flags & SECURITY) - {flag}:
        yield "nobody of Security is needed any more, and the immediate actions of a breach end"
        yield "the status page may speak of it as of any other incident"
    private = "private" in incident.flags
    yield "it stays private" if private else "it is not private: everybody reads it already"


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    SetFlag: _reply_flag,
    ClearFlag: _reply_unflag,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    SetFlag: _beside_flag,
    ClearFlag: nothing_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "flag-set": _room_flag_set,
    "flag-cleared": _room_flag_cleared,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "flag-cleared": _announce_no_longer_private,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "flag-set": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} set the flag {event.flag}{because(event.reason)}"
    ),
    "flag-cleared": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} cleared the flag {event.flag}{because(event.reason)}"
    ),
}
