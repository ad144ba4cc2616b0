"""Effects that could not be delivered, in words: room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.undelivered import EffectDied
from tocsin.wording.clean import clean
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.sentence_context import Sentence, SentenceContext, because

WHAT: Final[Mapping[str, str]] = {
    "page": "to ring somebody",
    "page-ack": "that a page is answered",
    "page-resolve": "that the incident is over",
    "direct": "a direct message",
    "announce": "the announcement",
    "announced": "how the announced incident stands",
    "open-room": "to open a room",
    "members": "who belongs to the room",
    "invite": "who belongs to the room",
    "ticket": "of the ticket",
    "ticket-close": "that the ticket is done",
    "feed": "what happened here",
    "card": "what the card shows",
    "rename": "the room's new name",
    "topic": "the room's topic",
    "leave-room": "that the room is left",
    "status-page": "the latest entry",
    "customer-mail": "the mail to customers",
    "person-mail": "the mail to a person",
    "meeting": "of the meeting",
    "meeting-cancel": "that the meeting is off",
    "postmortem": "the post-mortem",
    "context": "what monitoring knows",
    "change": "of a mitigation that was made",
    "alert-ack": "that its alert is acknowledged",
    "alert-resolve": "that its alert is over",
}
"""What an effect tells, behind `could not be told`."""


def _told(event: EffectDied, names: Names) -> str:
    where, what = names(event.target), WHAT.get(event.effect, f"({clean(event.effect, 60)})")
    said = f"{where[:1].upper()}{where[1:]} could not be told {what}"
    return with_full_stop(f"{said}{because(event.reason)}")


def _room_effect_died(event: EffectDied, context: SentenceContext) -> Words:
    told = _told(event, context.name)
    if event.again:
        room = clean(context.incident.announce, 60)
        do = f"Please see that {room} is there, not archived, and that the bot may post in it"
        return lines(told, say(do, f": it is tried again until {context.incident.key} is over."))
    return lines(
        told,
        "It is not tried again"
        + (", and in a drill nobody has to." if context.drill else ": please do this one by hand."),
    )


def _timeline_effect_died(event: EffectDied, names: Names, _zone: str) -> str:
    return _told(event, names)


ROOM: Final[Mapping[str, Sentence]] = {
    "effect-died": _room_effect_died,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "effect-died": _timeline_effect_died,
}
