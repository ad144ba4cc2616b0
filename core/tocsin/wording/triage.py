"""Triage: every sentence about it, and its form of four questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.command import Command
from tocsin.domain.people import is_machine
from tocsin.domain.severity import SEVERITIES, one_above
from tocsin.domain.triage import (
    QUESTIONS,
    Accept,
    Accepted,
    AnswerTriage,
    Decline,
    Declined,
    TriageAnswered,
)
from tocsin.wording import immediate_actions
from tocsin.wording.announcement_template import reporter_thanks
from tocsin.wording.clean import clean
from tocsin.wording.composing import join_nonempty, lines, say, with_full_stop
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.reply_context import (
    ReplyContext,
    ReplySentence,
    newly_rings_beside,
    nothing_beside,
    sentence,
)
from tocsin.wording.sentence_context import Sentence, SentenceContext, because
from tocsin.wording.updates import next_update


def _reply_triaged(reply: ReplyContext, _command: AnswerTriage) -> Words:
    answered = reply.incident.triage
    severity = answered.proposed if answered is not None else ""
    if reply.incident.status != "triage":
        return f"{reply.key}: answers kept; they propose {severity}."
    how = reply.context.anywhere("accept")
    other = reply.context.anywhere("severity <p0|p1|p2|p3>")
    return say(
        f"{reply.key}: the answers propose {severity}. To take it: ",
        how,
        ". Another one: ",
        other,
        ".",
        if_not_taken(reply.context),
    )


def _reply_accepted(reply: ReplyContext, _command: Accept) -> Words:
    return sentence(reply, f"accepted: {reply.incident.severity}, investigating")


def _reply_declined(reply: ReplyContext, _command: Decline) -> str:
    return f"{reply.key} declined: no incident. Thank you for saying it; better once too often."


def _beside_triaged(reply: ReplyContext, _command: AnswerTriage) -> Words:
    if reply.incident.status != "triage":
        return ""
    return say("Another severity: ", reply.context.here("severity <p0|p1|p2|p3>"))


def _room_accepted(event: Accepted, context: SentenceContext) -> Words:
    opened = f"{context.name(event.by)} accepted {context.incident.key} as {context.severity}."
    return lines(
        f"{opened} Status: {context.incident.status}.",
        immediate_actions.short(context),
        next_update(context),
    )


def _room_declined(event: Declined, context: SentenceContext) -> str:
    said = f"{context.name(event.by)} declined {context.incident.key}{because(event.reason)}"
    reporter = context.incident.reporter
    if not reporter or is_machine(reporter):
        return with_full_stop(said)
    return lines(with_full_stop(said), f"Thank you for reporting it, {context.name(reporter)}.")


def _room_triaged(event: TriageAnswered, context: SentenceContext) -> Words:
    now = context.incident.severity
    waits = context.incident.status == "triage"
    take = say("Take it: ", context.here("accept"), ".", if_not_taken(context))
    accept = take if waits and now is None else ""
    other = say("Change it: ", context.here(f"severity {event.proposed.lower()}"))
    return lines(answers_text(context), accept or (other if now != event.proposed else ""))


def _announce_declined(event: Declined, context: SentenceContext) -> str:
    said = f"{context.incident.key} {context.title} was declined{because(event.reason)}"
    return lines(with_full_stop(said), reporter_thanks(context))


def _direct_declined(event: Declined, context: SentenceContext) -> str:
    return lines(
        f"Thank you for reporting {context.what}.",
        with_full_stop(
            f"It was looked at and is not handled as an incident{because(event.reason)}"
        ),
        "Please keep reporting early: a report too many does no harm.",
    )


def _timeline_triaged(event: TriageAnswered, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} answered triage: customers {clean(event.customers)}; broken "
        f"{clean(event.broken)}; data at risk {event.data}; security {event.security}. "
        f"Proposed: {event.proposed}."
    )


def form_text(context: SentenceContext) -> Words:
    """The questions, the severities with definition and examples, and what to type."""
    incident = context.incident
    ends = incident.declared + incident.policy.triage_within
    clock = say("Triage ends ", context.when(ends), ".") if incident.status == "triage" else ""
    return lines(
        join_nonempty(" ", (f"{context.headline}.", clock)),
        *(f"{number}. {question}" for number, question in enumerate(QUESTIONS, start=1)),
        say("Type: ", context.here("triage <customers> | <broken> | <data> | <security>")),
        "For example: triage about 200 | login fails | no | unknown",
        *(_severity_row(context, number) for number in range(len(SEVERITIES))),
        "When uncertain, choose the higher severity.",
        answers_text(context),
    )


def _severity_row(context: SentenceContext, number: int) -> str:
    key = SEVERITIES[number]
    row = context.incident.policy.severity(key)
    examples = ", ".join(row.examples)
    return f"{key} {row.label}: {row.definition}" + (f" (such as {examples})" if examples else "")


def answers_text(context: SentenceContext) -> str:
    """The answers so far and the severity they propose; "" while nobody has answered."""
    known = context.incident.triage
    if known is None:
        return ""
    return (
        f"Answered by {context.name(known.by)}: customers {clean(known.customers)}; broken "
        f"{clean(known.broken)}; data at risk: {known.data}; security: {known.security}. "
        f"Proposed: {known.proposed}."
    )


def if_not_taken(context: SentenceContext) -> str:
    """The severity assumed when nobody takes the proposed one, and when; "" = one stands."""
    incident, known = context.incident, context.incident.triage
    if known is None or incident.severity is not None or incident.status != "triage":
        return ""
    ends = context.clock(incident.declared + incident.policy.triage_within)
    return f" Not taken by {ends} it counts as {one_above(known.proposed)}."


REPLIES: Final[Mapping[type[Command], ReplySentence]] = {
    AnswerTriage: _reply_triaged,
    Accept: _reply_accepted,
    Decline: _reply_declined,
}

BESIDE: Final[Mapping[type[Command], ReplySentence]] = {
    Accept: newly_rings_beside,
    Decline: nothing_beside,
    AnswerTriage: _beside_triaged,
}

ROOM: Final[Mapping[str, Sentence]] = {
    "accepted": _room_accepted,
    "declined": _room_declined,
    "triage-answered": _room_triaged,
}

ANNOUNCE: Final[Mapping[str, Sentence]] = {
    "declined": _announce_declined,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "declined": _direct_declined,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "accepted": lambda event, names, _z: f"{names(event.by)} accepted it as an incident.",
    "declined": lambda event, names, _z: with_full_stop(
        f"{names(event.by)} declined it{because(event.reason)}"
    ),
    "triage-answered": _timeline_triaged,
}
