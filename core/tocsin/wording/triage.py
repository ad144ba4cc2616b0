"""The triage form: the four questions, and what each severity means."""

from __future__ import annotations

from tocsin.chat import Words
from tocsin.domain.severity import SEVERITIES, one_above
from tocsin.domain.triage import QUESTIONS
from tocsin.wording.clean import clean
from tocsin.wording.parts import lines, say, together
from tocsin.wording.scene import Scene


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
