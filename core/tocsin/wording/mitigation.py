"""Mitigation, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.mitigation import (
    FinishMitigation,
    MarkMitigated,
    Mitigate,
    Mitigated,
    MitigationDone,
    MitigationProposed,
    Relapsed,
)
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told, next_beside, nothing_beside, sentence


def _reply_proposed(told: Told, _command: Mitigate) -> Text:
    n = max(told.incident.mitigations)
    why = " <reason>" if told.incident.mitigations[n].strategy == "other" else ""
    how = told.scene.anywhere(f"approve {n}{why}")
    ic = told.incident.holder("ic")
    who = told.scene.name(ic) if ic else "the IC"
    return say(f"{told.key}: change {n} waits for {who}: ", how, ".")


def _reply_done(told: Told, _command: FinishMitigation) -> str:
    made = next(event for event in told.outcome.events if isinstance(event, MitigationDone))
    early = "" if made.approved else ", before it was approved; that is noted for learning"
    return f"{told.key}: change {made.n} done{early}."


def _reply_mitigated(told: Told, _command: MarkMitigated) -> Words:
    return sentence(told, "mitigated, monitoring; the stable window runs")


def _room_proposed(event: MitigationProposed, scene: Scene) -> Words:
    reason = " <reason>" if event.strategy == "other" else ""
    approve = scene.here(f"approve {event.n}{reason}")
    return lines(
        f"{scene.name(event.by)} proposes change {event.n} ({event.strategy}): {clean(event.what)}",
        say(scene.asked("ic"), ": ", approve, " or ", scene.here(f"reject {event.n} <why>")),
    )


def _room_done(event: MitigationDone, scene: Scene) -> Words:
    before = "" if event.approved else " (before it was approved; noted for learning)"
    return lines(
        f"Change {event.n} is made, says {scene.name(event.by)}{before}.",
        say("If the impact is stopped: ", scene.here("mitigated")),
    )


def _room_mitigated(event: Mitigated, scene: Scene) -> Words:
    minutes = int(scene.incident.policy.stable_for.total_seconds() // 60)
    until = event.at + scene.incident.policy.stable_for
    said = f"The impact is stopped, says {scene.name(event.by)}{because(event.reason)}"
    return lines(
        stop(said),
        say(
            f"{minutes} stable minutes run until ",
            scene.when(until),
            "; a linked alert that fires ends them.",
        ),
    )


def _room_relapsed(_event: Relapsed, scene: Scene) -> Text:
    anew = scene.here("mitigated")
    return say(("Back to investigating: the stable minutes begin anew with the next "), anew, ".")


def _timeline_done(event: MitigationDone, names: Names, _zone: str) -> str:
    before = "" if event.approved else ", before it was approved"
    return f"{names(event.by)} reported change {event.n} as made{before}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    Mitigate: _reply_proposed,
    FinishMitigation: _reply_done,
    MarkMitigated: _reply_mitigated,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Mitigate: nothing_beside,
    FinishMitigation: nothing_beside,
    MarkMitigated: next_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "relapsed": _room_relapsed,
    "mitigation-proposed": _room_proposed,
    "mitigation-done": _room_done,
    "mitigated": _room_mitigated,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "relapsed": lambda _e, _n, _z: "It went back to investigating; the stable minutes ended.",
    "mitigation-proposed": lambda event, names, _z: (
        f"{names(event.by)} proposed change {event.n} ({event.strategy}): {clean(event.what)}"
    ),
    "mitigation-done": _timeline_done,
    "mitigated": lambda event, names, _z: stop(
        f"{names(event.by)} reported the impact stopped{because(event.reason)}"
    ),
}
