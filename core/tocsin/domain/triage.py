"""Triage: four questions, the severity their answers propose, and what is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.event import ASKS, DECIDES, ENDS, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.flags.decide import set_flag
from tocsin.domain.guards import require_active, status_text
from tocsin.domain.immutable_update import Evolve, replace, unchanged
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Triage, TriageAnswer
from tocsin.domain.lifecycle import ENDED, may_happen
from tocsin.domain.notify import notify_resolved
from tocsin.domain.obligation import Act, Nudge, Obligation, reminders
from tocsin.domain.paging.decide import page_or_notify
from tocsin.domain.plurals import duration_words
from tocsin.domain.severity import Severity, is_higher, one_above
from tocsin.domain.severity.decide import SetSeverity, change_severity
from tocsin.errors import RejectedCommand

Reach = Literal["all", "many", "few", "none", "unknown"]
QUESTIONS: Final[tuple[str, ...]] = (
    "How many customers are affected?",
    "What is broken?",
    "Is data at risk? (yes, no, unknown)",
    "Is it a security issue? (yes, no, unknown)",
)
# The first word of an answer that says how many; a bare number is judged by its size.
_REACH: Final[tuple[tuple[Reach, frozenset[str]], ...]] = (
    ("none", frozenset("none nobody zero".split())),
    ("all", frozenset("all every everyone everybody most".split())),
    ("many", frozenset("many some several half subset hundreds thousands dozens lots".split())),
    ("few", frozenset("few one two three single handful couple".split())),
)
_PROPOSED: Final[dict[Reach, Severity]] = {
    "all": "P0",
    "many": "P1",
    "unknown": "P1",
    "few": "P2",
    "none": "P3",
}
_MOST_PERCENT = 50
_FEW = 20
_MOST_DIGITS = 18  # what is longer is many anyway; Python refuses to read thousands of digits


def reach(customers: str) -> Reach:
    """The class of customers affected that an answer in free words speaks of, or `unknown`."""
    said = customers.lower()
    number = re.search(r"(\d+)\s*(%|percent)?", said)
    if number is not None:
        return _counted(int(number[1][:_MOST_DIGITS]), percent=number[2] is not None)
    words = frozenset(re.findall(r"[a-z]+", said))
    return next((found for found, known in _REACH if words & known), "unknown")


def _counted(number: int, *, percent: bool) -> Reach:
    if number == 0:
        return "none"
    if percent:
        return "all" if number >= _MOST_PERCENT else "many"
    return "few" if number <= _FEW else "many"


def proposed(customers: str, data: TriageAnswer, security: TriageAnswer) -> Severity:
    """The severity of these answers, from the definitions of the severity table."""
    if "yes" in (data, security):
        return "P0"  # data loss, security breach
    found = _PROPOSED[reach(customers)]
    uncertain = "unknown" in (data, security)
    return "P1" if uncertain and is_higher("P1", found) else found


# Commands


@dataclass(frozen=True, kw_only=True)
class AnswerTriage(Command):
    """Record answers to the four questions of triage."""

    customers: str
    broken: str
    data: TriageAnswer
    security: TriageAnswer
    verb: ClassVar[str] = "triage"


@dataclass(frozen=True, kw_only=True)
class Accept(Command):
    """Accept the report: it is an incident."""

    verb: ClassVar[str] = "accept"


@dataclass(frozen=True, kw_only=True)
class Decline(Command):
    """Decline the report: it is no incident."""

    reason: str
    verb: ClassVar[str] = "decline"


# Events


@dataclass(frozen=True, kw_only=True)
class TriageAnswered(Event):
    """The four questions of triage, and the severity the answers propose."""

    customers: str
    broken: str
    data: TriageAnswer
    security: TriageAnswer
    proposed: Severity
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["triage-answered"] = "triage-answered"


@dataclass(frozen=True, kw_only=True)
class Accepted(Event):
    """Triage is over: this is an incident."""

    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = DECIDES
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["accepted"] = "accepted"


@dataclass(frozen=True, kw_only=True)
class Declined(Event):
    """Not an incident; never reaches the metrics."""

    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "topic", "announcement")
    type: Literal["declined"] = "declined"


# Evolve


def _triaged(incident: Incident, event: TriageAnswered) -> Incident:
    answers = Triage(
        customers=event.customers,
        broken=event.broken,
        data=event.data,
        security=event.security,
        proposed=event.proposed,
        by=event.by,
        at=event.at,
    )
    return replace(incident, triage=answers)


def _accepted(incident: Incident, event: Accepted) -> Incident:
    return replace(
        incident, update_seq=incident.version, update_since=event.at, working_since=event.at
    )


EVOLVE: dict[type[Event], Evolve] = {
    Accepted: _accepted,
    Declined: unchanged,
    TriageAnswered: _triaged,
}


# Decide


def _answer(context: CommandContext, command: AnswerTriage) -> None:
    require_active(context)
    context.add(
        TriageAnswered,
        customers=command.customers,
        broken=command.broken,
        data=command.data,
        security=command.security,
        proposed=proposed(command.customers, command.data, command.security),
    )
    if command.security == "yes" and "security" not in context.incident.flags:
        set_flag(context, "security", "triage says that it is a security issue")


def _accept(context: CommandContext, _command: Accept) -> None:
    _must(context, "accepted", "is not in triage any more")
    answered = context.incident.triage
    if context.incident.severity is None and answered is not None:
        reason = "proposed by the answers of triage"
        change_severity(
            context, SetSeverity(severity=answered.proposed, reason=reason), assumed=False
        )
    if context.incident.severity is None:
        raise RejectedCommand("Say how bad it is first: `severity <p0|p1|p2|p3>`. Then: `accept`.")
    context.add(Accepted)


def _decline(context: CommandContext, command: Decline) -> None:
    if context.incident.status in ENDED:
        raise RejectedCommand(f"{status_text(context.incident)} already.")
    _must(context, "declined", "was accepted already; use resolve")
    context.add(Declined, reason=command.reason)
    notify_resolved(context)


def _must(context: CommandContext, event_type: str, why: str) -> None:
    if not may_happen(event_type, context.incident.status):
        raise RejectedCommand(f"{context.incident.key} {why} (it is {context.incident.status}).")


def _assume(context: CommandContext, _obligation: Obligation, nudge: Nudge) -> None:
    """Uncertain means the higher: a bare report with no answers becomes P1 and pages."""
    within = duration_words(context.incident.policy.triage_within)
    context.gap("late triage", f"triage took longer than {within}")
    if context.incident.severity is not None:
        return
    answered = context.incident.triage
    command = SetSeverity(
        severity=one_above(answered.proposed)
        if answered
        else context.incident.policy.assume_unknown,
        reason="the triage clock ran out; when uncertain, the higher severity",
    )
    change_severity(context, command, assumed=True)
    for target in nudge.hears:
        for person in context.roster.resolve(target):
            page_or_notify(context, person, "Triage ran out of time: please judge this report.")


DECIDE: dict[type[Command], CommandHandler] = {
    Accept: _accept,
    Decline: _decline,
    AnswerTriage: _answer,
}


ACTS: dict[Act, NudgeHandler] = {
    "assume-severity": _assume,
}


# Obligations


def triage(incident: Incident) -> Iterable[Obligation]:
    """A severity, and accept or decline; uncertain means the higher severity."""
    if incident.status != "triage":
        return
    within = incident.policy.triage_within
    due = incident.declared + within
    offsets = incident.policy.reminds("triage")
    early, *late = reminders(due, offsets, ("primary",), ("room",), ("room",))
    yield Obligation(
        name="triage",
        due=due,
        owner=incident.holder("ic") or "primary",
        rule=f"Triage within {duration_words(within)}; when uncertain, the higher severity",
        met_by=("accepted", "declined", "merged"),
        generation=1,
        nudges=(early, Nudge(at=due, act="assume-severity", hears=("backup",)), *late),
    )
