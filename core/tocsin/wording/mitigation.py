"""Mitigation, in words: reply, room, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Mitigation
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
from tocsin.wording.composing import lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import (
    ReplyContext,
    ReplySentence,
    next_beside,
    nothing_beside,
    sentence,
)
from tocsin.wording.sentence_context import Sentence, SentenceContext, because

LONGEST_CHANGE: Final = 160


def _reply_proposed(reply: ReplyContext, _command: Mitigate) -> Text:
    n = max(reply.incident.mitigations)
    why = " <reason>" if reply.incident.mitigations[n].strategy == "other" else ""
    how = reply.context.anywhere(f"approve {n}{why}")
    ic = reply.incident.holder("ic")
    who = reply.context.name(ic) if ic else "the IC"
    return say(f"{reply.key}: change {n} waits for {who}: ", how, ".")


def _reply_done(reply: ReplyContext, _command: FinishMitigation) -> str:
    made = next(event for event in reply.outcome.events if isinstance(event, MitigationDone))
    early = "" if made.approved else ", before it was approved; that is noted for learning"
    return f"{reply.key}: change {made.n} done{early}."


def _reply_mitigated(reply: ReplyContext, _command: MarkMitigated) -> Words:
    return sentence(reply, "mitigated, monitoring; the stable window runs")


def _room_proposed(event: MitigationProposed, context: SentenceContext) -> Words:
    reason = " <reason>" if event.strategy == "other" else ""
    approve = context.here(f"approve {event.n}{reason}")
    change = f"change {event.n} ({event.strategy}): {clean(event.what)}"
    return lines(
        f"{context.name(event.by)} proposes {change}",
        say(context.asked("ic"), ": ", approve, " or ", context.here(f"reject {event.n} <why>")),
    )


def _room_done(event: MitigationDone, context: SentenceContext) -> Words:
    before = "" if event.approved else " (before it was approved; noted for learning)"
    return lines(
        f"Change {event.n} is made, says {context.name(event.by)}{before}.",
        say("If the impact is stopped: ", context.here("mitigated")),
    )


def _room_mitigated(event: Mitigated, context: SentenceContext) -> Words:
    minutes = int(context.incident.policy.stable_for.total_seconds() // 60)
    until = event.at + context.incident.policy.stable_for
    said = f"The impact is stopped, says {context.name(event.by)}{because(event.reason)}"
    return lines(
        with_full_stop(said),
        say(
            f"{minutes} stable minutes run until ",
            context.when(until),
            "; a linked alert that fires ends them.",
        ),
    )


def _room_relapsed(_event: Relapsed, context: SentenceContext) -> Text:
    anew = context.here("mitigated")
    return say(("Back to investigating: the stable minutes begin anew with the next "), anew, ".")


def _timeline_done(event: MitigationDone, names: Names, _zone: str) -> str:
    before = "" if event.approved else ", before it was approved"
    return f"{names(event.by)} reported change {event.n} as made{before}."


def change_title(made: Mitigation, incident: Incident) -> str:
    """The line that tools for changes show of a change responders made."""
    return f"{incident.key}, {made.strategy}: {clean(made.what, LONGEST_CHANGE)}"


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Mitigate: _reply_proposed,
    FinishMitigation: _reply_done,
    MarkMitigated: _reply_mitigated,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Mitigate: nothing_beside,
    FinishMitigation: nothing_beside,
    MarkMitigated: next_beside,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "relapsed": _room_relapsed,
    "mitigation-proposed": _room_proposed,
    "mitigation-done": _room_done,
    "mitigated": _room_mitigated,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "relapsed": lambda _e, _n, _z: "It went back to investigating; the stable minutes ended.",
    "mitigation-proposed": lambda event, names, _z: (
        f"{names(event.by)} proposed change {event.n} ({event.strategy}): {clean(event.what)}"
    ),
    "mitigation-done": _timeline_done,
    "mitigated": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} reported the impact stopped{because(event.reason)}"
    ),
}
