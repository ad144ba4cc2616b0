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
from tocsin.wording import immediate
from tocsin.wording.announcement import reporter_thanks
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import lines, say, stop, together
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told, newly_rings_beside, nothing_beside, sentence
from tocsin.wording.updates import next_update


def _reply_triaged(told: Told, _command: AnswerTriage) -> Words:
    answered = told.incident.triage
    severity = answered.proposed if answered is not None else ""
    if told.incident.status != "triage":
        return f"{told.key}: answers kept; they propose {severity}."
    how = told.scene.anywhere("accept")
    other = told.scene.anywhere("severity <p0|p1|p2|p3>")
    return say(
        f"{told.key}: the answers propose {severity}. To take it: ",
        how,
        ". Another one: ",
        other,
        ".",
        if_not_taken(told.scene),
    )


def _reply_accepted(told: Told, _command: Accept) -> Words:
    return sentence(told, f"accepted: {told.incident.severity}, investigating")


def _reply_declined(told: Told, _command: Decline) -> str:
    return f"{told.key} declined: no incident. Thank you for saying it; better once too often."


def _beside_triaged(told: Told, _command: AnswerTriage) -> Words:
    if told.incident.status != "triage":
        return ""
    return say("Another severity: ", told.scene.here("severity <p0|p1|p2|p3>"))


def _room_accepted(event: Accepted, scene: Scene) -> Words:
    opened = f"{scene.name(event.by)} accepted {scene.incident.key} as {scene.severity}."
    return lines(
        f"{opened} Status: {scene.incident.status}.", immediate.short(scene), next_update(scene)
    )


def _room_declined(event: Declined, scene: Scene) -> str:
    said = f"{scene.name(event.by)} declined {scene.incident.key}{because(event.reason)}"
    reporter = scene.incident.reporter
    if not reporter or is_machine(reporter):
        return stop(said)
    return lines(stop(said), f"Thank you for reporting it, {scene.name(reporter)}.")


def _room_triaged(event: TriageAnswered, scene: Scene) -> Words:
    now = scene.incident.severity
    waits = scene.incident.status == "triage"
    take = say("Take it: ", scene.here("accept"), ".", if_not_taken(scene))
    accept = take if waits and now is None else ""
    other = say("Change it: ", scene.here(f"severity {event.proposed.lower()}"))
    return lines(answers_text(scene), accept or (other if now != event.proposed else ""))


def _announce_declined(event: Declined, scene: Scene) -> str:
    said = f"{scene.incident.key} {scene.title} was declined{because(event.reason)}"
    return lines(stop(said), reporter_thanks(scene))


def _direct_declined(event: Declined, scene: Scene) -> str:
    return lines(
        f"Thank you for reporting {scene.what}.",
        stop(f"It was looked at and is not handled as an incident{because(event.reason)}"),
        "Please keep reporting early: a report too many does no harm.",
    )


def _timeline_triaged(event: TriageAnswered, names: Names, _zone: str) -> str:
    return (
        f"{names(event.by)} answered triage: customers {clean(event.customers)}; broken "
        f"{clean(event.broken)}; data at risk {event.data}; security {event.security}. "
        f"Proposed: {event.proposed}."
    )


def form_text(scene: Scene) -> Words:
    """The questions, the severities with definition and examples, and what to type."""
    incident = scene.incident
    ends = incident.declared + incident.policy.triage_within
    clock = say("Triage ends ", scene.when(ends), ".") if incident.status == "triage" else ""
    return lines(
        together(" ", (f"{scene.headline}.", clock)),
        *(f"{number}. {question}" for number, question in enumerate(QUESTIONS, start=1)),
        say("Type: ", scene.here("triage <customers> | <broken> | <data> | <security>")),
        "For example: triage about 200 | login fails | no | unknown",
        *(_severity_row(scene, number) for number in range(len(SEVERITIES))),
        "When uncertain, choose the higher severity.",
        answers_text(scene),
    )


def _severity_row(scene: Scene, number: int) -> str:
    key = SEVERITIES[number]
    row = scene.incident.policy.severity(key)
    examples = ", ".join(row.examples)
    return f"{key} {row.label}: {row.definition}" + (f" (such as {examples})" if examples else "")


def answers_text(scene: Scene) -> str:
    """What was answered and what it proposes; "" while nobody has answered."""
    known = scene.incident.triage
    if known is None:
        return ""
    return (
        f"Answered by {scene.name(known.by)}: customers {clean(known.customers)}; broken "
        f"{clean(known.broken)}; data at risk: {known.data}; security: {known.security}. "
        f"Proposed: {known.proposed}."
    )


def if_not_taken(scene: Scene) -> str:
    """What counts when nobody takes what is proposed, and from when; "" = a severity stands."""
    incident, known = scene.incident, scene.incident.triage
    if known is None or incident.severity is not None or incident.status != "triage":
        return ""
    ends = scene.clock(incident.declared + incident.policy.triage_within)
    return f" Not taken by {ends} it counts as {one_above(known.proposed)}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    AnswerTriage: _reply_triaged,
    Accept: _reply_accepted,
    Decline: _reply_declined,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Accept: newly_rings_beside,
    Decline: nothing_beside,
    AnswerTriage: _beside_triaged,
}

ROOM: Final[Mapping[str, Says]] = {
    "accepted": _room_accepted,
    "declined": _room_declined,
    "triage-answered": _room_triaged,
}

ANNOUNCE: Final[Mapping[str, Says]] = {
    "declined": _announce_declined,
}

DIRECT: Final[Mapping[str, Says]] = {
    "declined": _direct_declined,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "accepted": lambda event, names, _z: f"{names(event.by)} accepted it as an incident.",
    "declined": lambda event, names, _z: stop(
        f"{names(event.by)} declined it{because(event.reason)}"
    ),
    "triage-answered": _timeline_triaged,
}
