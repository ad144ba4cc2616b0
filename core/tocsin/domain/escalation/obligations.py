"""An acknowledgement is owed in the response time, and the manager's hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tocsin.domain.escalation.ladders import Rung, ladder_calls
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import RunningLadder
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligation import Act, Nudge, Obligation
from tocsin.domain.plurals import duration_words

_ACTS: dict[Rung, Act] = {"page": "page", "notify": "notify", "alarm": "alarm"}


def _nudges(running: RunningLadder) -> tuple[Nudge, ...]:
    return tuple(
        Nudge(
            at=running.started + call.after,
            act=_ACTS[call.rung],
            hears=call.targets,
            step=call.step,
            round=call.round,
        )
        for call in ladder_calls(running.ladder)
    )


def _with_broken_response(
    nudges: tuple[Nudge, ...], running: RunningLadder, response: timedelta
) -> tuple[Nudge, ...]:
    broken = Nudge(at=running.started + response, act="record-gap", hears=("response time broken",))
    return (*nudges, broken)


def ack(incident: Incident) -> Iterable[Obligation]:
    """An acknowledgement, within the response time of the severity."""
    running, severity = incident.ladder, incident.severity
    if running is None or severity is None or running.acknowledged:
        return
    if incident.status not in ACTIVE and not incident.reopen_proposed:
        return
    row = incident.policy.severity(severity)
    if not row.ladder:
        return
    response = row.response or incident.policy.assume_response
    yield Obligation(
        name="ack",
        due=running.started + response,
        owner=next(iter(running.ladder.steps[0].targets), "primary"),
        rule=f"{severity} is answered within {duration_words(response)}",
        met_by=("acknowledged",),
        generation=running.seq,
        nudges=_with_broken_response(_nudges(running), running, response),
    )


def escalate_em(incident: Incident) -> Iterable[Obligation]:
    """The notice to the Engineering Manager of a P1 open for long, acknowledged or not."""
    if incident.severity is None or incident.status not in ACTIVE or "drill" in incident.flags:
        return
    after = incident.policy.severity(incident.severity).escalate_em_after
    if after is None:
        return
    due = incident.severity_since + after
    done = incident.nudges.get("escalate-em")
    if done is not None and done.generation == incident.severity_seq:
        return
    yield Obligation(
        name="escalate-em",
        due=due,
        owner="em",
        rule=f"{incident.severity} lasting longer than {duration_words(after)} goes to the "
        "Engineering Manager",
        met_by=("notified",),
        generation=incident.severity_seq,
        nudges=(Nudge(at=due, act="notify-em", hears=("em",)),),
    )
