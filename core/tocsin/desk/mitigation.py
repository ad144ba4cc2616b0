"""Mitigation, as people type it and as it is shown."""

from __future__ import annotations

from typing import get_args

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import begins_quoted, first_number
from tocsin.desk.plain import bare
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate
from tocsin.domain.parts import Strategy

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)


def mitigate(ask: Ask) -> Mitigate:
    """`<strategy> <what>`; without a usual one, all of it is what some other change does."""
    first, what = ask.split()
    named = next((one for one in STRATEGIES if one == bare(first).lower()), None)
    if named is None or begins_quoted(ask.rest):
        return Mitigate(strategy="other", what=ask.text("Say which mitigation."))
    if not seen(what):
        raise ask.wrong(f"Say what the {named} changes.")
    return Mitigate(strategy=named, what=seen(what))


def done(ask: Ask) -> FinishMitigation:
    """`[n]`."""
    n, more = first_number(ask.rest)
    if seen(more):
        raise ask.wrong("Only the number of the change goes here; for words use note.")
    return FinishMitigation(n=n)


def mitigated(ask: Ask) -> MarkMitigated:
    """`[reason]`."""
    return MarkMitigated(reason=seen(ask.rest))
