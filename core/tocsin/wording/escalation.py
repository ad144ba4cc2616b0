"""Ladders and escalation, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.escalation.events import LadderExhausted, LadderStarted, PlanFailed, StepUnfilled
from tocsin.domain.notes import Noted
from tocsin.wording.clean import clean
from tocsin.wording.composing import comma_list, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence, target_text
from tocsin.wording.paging import _beside_reached
from tocsin.wording.reply_context import ReplyContext, ReplySentence
from tocsin.wording.sentence_context import Sentence, SentenceContext, because


def _reply_escalated(reply: ReplyContext, command: Escalate) -> Text:
    noted = next(event.text for event in reply.outcome.events if isinstance(event, Noted))
    return say(f"{reply.key} {noted.removesuffix(f': {command.reason}')}: ", reply.reached(), ".")


def exhausted(event: LadderExhausted, context: SentenceContext) -> Words:
    """The standing alarm: everyone of the ladder with their number."""
    numbers = [context.phone(person) for person in event.people]
    shown = numbers if len(numbers) <= 4 else [" · ".join(numbers)]
    nobody = "Nobody stands on the ladder now: call whoever can help."
    asks = "In a real incident you would call now:" if context.drill else "Please call now:"
    return lines(
        f"ALARM: nobody has answered {context.headline}. {asks}",
        *(shown or [nobody]),
        say("Whoever takes it: ", context.anywhere("ack")),
    )


def _room_plan_failed(event: PlanFailed, _context: SentenceContext) -> str:
    return (
        f"escalation.{clean(event.name)} of the team file gave no plan ({clean(event.reason)}); "
        "the built-in ladder calls."
    )


def _room_unfilled(event: StepUnfilled, context: SentenceContext) -> Words:
    target = target_text(event.target, context.name)
    if event.unread:
        return lines(
            f"Who is {target} is not known: the schedule could not be read yet; calling goes on.",
            say("To page somebody by hand: ", context.here("page @who")),
        )
    return lines(
        f"Nobody stands behind {target} now (step {event.step + 1}); calling goes on.",
        say("To page somebody by hand: ", context.here("page @who")),
    )


def _timeline_ladder_started(event: LadderStarted, _names: Names, _zone: str) -> str:
    steps = len(event.ladder.steps)
    noun = "step" if steps == 1 else "steps"
    return with_full_stop(
        f"Calling began on ladder {clean(event.name)}, {steps} {noun}{because(event.reason)}"
    )


def _timeline_plan_failed(event: PlanFailed, _names: Names, _zone: str) -> str:
    return f"escalation.{clean(event.name)} gave no plan: {clean(event.reason)}."


def _timeline_exhausted(event: LadderExhausted, names: Names, _zone: str) -> str:
    people = comma_list(names(person) for person in event.people) or "nobody could be called"
    return f"The ladder ended without an answer; the alarm with phone numbers was raised: {people}."


def _timeline_unfilled(event: StepUnfilled, names: Names, _zone: str) -> str:
    target = target_text(event.target, names)
    if event.unread:
        step = f"step {event.step + 1} (round {event.round})"
        return f"Who is {target} was not known at {step}: the schedule had not been read."
    return f"Step {event.step + 1} (round {event.round}) had nobody standing behind {target}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    Escalate: _reply_escalated,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Escalate: _beside_reached,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "ladder-exhausted": exhausted,
    "plan-failed": _room_plan_failed,
    "step-unfilled": _room_unfilled,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "ladder-exhausted": exhausted,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "ladder-started": _timeline_ladder_started,
    "ladder-exhausted": _timeline_exhausted,
    "plan-failed": _timeline_plan_failed,
    "step-unfilled": _timeline_unfilled,
}
