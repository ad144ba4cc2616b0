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


def _room_effect_died(event: EffectDied, context: SentenceContext) -> Words:
    target, effect = clean(event.target, 60), clean(event.effect, 60)
    if event.again:
        room = clean(context.incident.announce, 60)
        told = with_full_stop(f"{target} could not be told ({effect}){because(event.reason)}")
        do = f"Please see that {room} is there, not archived, and that the bot may post in it"
        return lines(told, say(do, f": it is tried again until {context.incident.key} is over."))
    return lines(
        with_full_stop(f"{target} could not be told ({effect}){because(event.reason)}"),
        "It is not tried again"
        + (", and in a drill nobody has to." if context.drill else ": please do this one by hand."),
    )


def _timeline_effect_died(event: EffectDied, _names: Names, _zone: str) -> str:
    told = f"{clean(event.target)} could not be told ({clean(event.effect)})"
    return with_full_stop(f"{told}{because(event.reason)}")


ROOM: Final[Mapping[str, Sentence]] = {
    "effect-died": _room_effect_died,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "effect-died": _timeline_effect_died,
}
