"""The work: notes, changes, milestones, snoozing."""

from __future__ import annotations

from typing import get_args

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import begins_quoted, first_number
from tocsin.desk.plain import bare, plain
from tocsin.domain.calendar import MAX_DURATION, as_utc
from tocsin.domain.clock_text import parse_clock, parse_length
from tocsin.domain.commands import (
    Approve,
    Decide,
    Finding,
    FinishMitigation,
    MarkMitigated,
    Mitigate,
    Note,
    Reject,
    SetMilestone,
    Snooze,
)
from tocsin.domain.milestones import MILESTONES
from tocsin.domain.parts import Strategy
from tocsin.errors import InvalidValue

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)


def decide(ask: Ask) -> Decide:
    """`<text>`."""
    return Decide(text=ask.text("Say what is decided."))


def finding(ask: Ask) -> Finding:
    """`<text>`."""
    return Finding(text=ask.text("Say what was found."))


def note(ask: Ask) -> Note:
    """`<text>`."""
    return Note(text=ask.text("Say what to note."))


def milestone(ask: Ask) -> SetMilestone:
    """`<name> <time>`; a wall time is today's, or that of the evening just gone."""
    first, when = ask.split()
    name = ask.choose(first, MILESTONES, "milestone")
    if not seen(when):
        raise ask.wrong(f"Say when {name} was, such as 14:05 or 20m ago.")
    try:
        at = parse_clock(plain(when).strip(), now=ask.now, timezone=ask.timezone, past=True)
    except InvalidValue as error:
        raise ask.wrong(f"{error}.") from error
    if as_utc(ask.now) - at > MAX_DURATION:
        raise ask.wrong("That is more than a year ago; give a later time.")
    return SetMilestone(milestone=name, when=at)


def mitigate(ask: Ask) -> Mitigate:
    """`<strategy> <what>`; without a usual one, all of it is what some other change does."""
    first, what = ask.split()
    named = next((one for one in STRATEGIES if one == bare(first).lower()), None)
    if named is None or begins_quoted(ask.rest):
        return Mitigate(strategy="other", what=ask.text("Say which mitigation."))
    if not seen(what):
        raise ask.wrong(f"Say what the {named} changes.")
    return Mitigate(strategy=named, what=seen(what))


def approve(ask: Ask) -> Approve:
    """`[n] [reason]`."""
    n, reason = first_number(ask.rest)
    return Approve(n=n, reason=seen(reason))


def reject(ask: Ask) -> Reject:
    """`[n] <why>`."""
    n, reason = first_number(ask.rest)
    if not seen(reason):
        raise ask.wrong("Say why not.")
    return Reject(n=n, reason=seen(reason))


def done(ask: Ask) -> FinishMitigation:
    """`[n]`."""
    n, more = first_number(ask.rest)
    if seen(more):
        raise ask.wrong("Only the number of the change goes here; for words use note.")
    return FinishMitigation(n=n)


def mitigated(ask: Ask) -> MarkMitigated:
    """`[reason]`."""
    return MarkMitigated(reason=seen(ask.rest))


def snooze(ask: Ask) -> Snooze:
    """`<obligation> <duration>`."""
    name, length = ask.split()
    if not length.strip():
        raise ask.wrong("Say which obligation, and for how long.")
    try:
        return Snooze(obligation=name.lower(), by=parse_length(length.removeprefix("for ")))
    except InvalidValue as error:
        raise ask.wrong(f"{error}.") from error
