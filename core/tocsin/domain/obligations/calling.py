"""What is owed about reaching people: an acknowledgement, and the manager's hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tocsin.domain.called import Page, RunningLadder
from tocsin.domain.counting import many
from tocsin.domain.incident import Incident
from tocsin.domain.ladders import Rung, calls
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations.shape import Act, Nudge, Obligation
from tocsin.domain.people import ENGINE
from tocsin.domain.silence import asked_for

UNTOLD = timedelta(minutes=15)

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
        for call in calls(running.ladder)
    )


def _with_broken_response(
    nudges: tuple[Nudge, ...], running: RunningLadder, response: timedelta
) -> tuple[Nudge, ...]:
    broken = Nudge(at=running.started + response, act="record-gap", hears=("response time broken",))
    return (*nudges, broken)


def ack(incident: Incident) -> Iterable[Obligation]:
    """Somebody acknowledges within the response time of the severity."""
    running, severity = incident.ladder, incident.severity
    if running is None or severity is None or running.acknowledged:
        return
    if incident.status not in ACTIVE and not incident.reopen_proposed:
        return
    row = incident.policy.severity(severity)
    if not row.ladder:
        return
    response = row.response or timedelta(minutes=15)
    yield Obligation(
        name="ack",
        due=running.started + response,
        owner=next(iter(running.ladder.steps[0].targets), "primary"),
        rule=f"{severity} is answered within {many(response.total_seconds() // 60, 'minute')}",
        generation=running.seq,
        nudges=_with_broken_response(_nudges(running), running, response),
    )


def escalate_em(incident: Incident) -> Iterable[Obligation]:
    """A P1 open for more than an hour goes to the Engineering Manager, acknowledged or not."""
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
        rule=f"{incident.severity} lasting longer than an hour goes to the Engineering Manager",
        generation=incident.severity_seq,
        nudges=(Nudge(at=due, act="notify-em", hears=("em",)),),
    )


def answers(incident: Incident) -> Iterable[Obligation]:
    """Who is asked for by name answers, or whoever asked hears of it. A drill rings once."""
    if incident.status not in ACTIVE or "drill" in incident.flags:
        return
    for page in asked_for(incident):
        n, due = page.id, page.at + _told_after(incident)
        yield Obligation(
            name=f"answer:{n}",
            due=due,
            owner=page.person,
            rule="Who is asked for by name answers; or whoever asked hears that they did not",
            generation=page.seq,
            nudges=(
                *_rings(page, incident.policy.ring_again),
                Nudge(at=due, act="tell-asker", hears=(_asker(page),)),
            ),
        )


def _asker(page: Page) -> str:
    """Who hears that there is no answer, beside the room."""
    return "room" if page.by == ENGINE else f"@{page.by}"


def _rings(page: Page, times: tuple[timedelta, ...]) -> Iterable[Nudge]:
    for number, after in enumerate(times, start=2):
        hears = (f"@{page.person}",)
        yield Nudge(at=page.at + after, act="ring-again", hears=hears, round=number)


def _told_after(incident: Incident) -> timedelta:
    """The response time of the severity, and no later than the last ring."""
    policy = incident.policy
    response = policy.severity(incident.severity or policy.assume_unknown).response
    return min(response or UNTOLD, max(policy.ring_again, default=UNTOLD))
