"""What could not be told, in words: room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.undelivered import EffectDied
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.scene import Says, Scene, because


def _room_effect_died(event: EffectDied, scene: Scene) -> Words:
    target, effect = clean(event.target, 60), clean(event.effect, 60)
    if event.again:
        room = clean(scene.incident.announce, 60)
        told = stop(f"{target} could not be told ({effect}){because(event.reason)}")
        do = f"Please see that {room} is there, not archived, and that the bot may post in it"
        return lines(told, say(do, f": it is tried again until {scene.incident.key} is over."))
    return lines(
        stop(f"{target} could not be told ({effect}){because(event.reason)}"),
        "It is not tried again"
        + (", and in a drill nobody has to." if scene.drill else ": please do this one by hand."),
    )


def _timeline_effect_died(event: EffectDied, _names: Names, _zone: str) -> str:
    told = f"{clean(event.target)} could not be told ({clean(event.effect)})"
    return stop(f"{told}{because(event.reason)}")


ROOM: Final[Mapping[str, Says]] = {
    "effect-died": _room_effect_died,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "effect-died": _timeline_effect_died,
}
