"""Mitigation: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final, get_args

from tocsin.chat.forms import Form
from tocsin.desk import approvals, completion_candidates
from tocsin.desk.argument_shape import MAY_SAY, NUMBERED, ArgumentShape, one_of
from tocsin.desk.form_fields import FormContext, choice, reason, same_words
from tocsin.desk.grammar import begins_quoted, first_number
from tocsin.desk.normalize import bare
from tocsin.desk.options import WHICH, WHY, choice_of, need, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.incident_parts import Strategy
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.mitigation import FinishMitigation, MarkMitigated, Mitigate

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)


def mitigate(request: Request) -> Mitigate:
    """Parse what stands behind `mitigate`.

    `<strategy> <what>`; where the first word is no strategy, all of it is what is changed, and the
    strategy is `other`.
    """
    first, what = request.split()
    named = next((strategy for strategy in STRATEGIES if strategy == bare(first).lower()), None)
    if named is None or begins_quoted(request.rest):
        return Mitigate(strategy="other", what=request.text("Say which mitigation."))
    if not stripped_text(what):
        raise request.wrong(f"Say what the {named} changes.")
    return Mitigate(strategy=named, what=stripped_text(what))


def done(request: Request) -> FinishMitigation:
    """Parse what stands behind `done`: `[n]`."""
    n, more = first_number(request.rest)
    if stripped_text(more):
        raise request.wrong("Only the number of the change goes here; for words use note.")
    return FinishMitigation(n=n)


def mitigated(request: Request) -> MarkMitigated:
    """Parse what stands behind `mitigated`: `[reason]`."""
    return MarkMitigated(reason=stripped_text(request.rest))


def mitigate_form(sheet: FormContext) -> Form | None:
    """The form of `mitigate`."""
    if sheet.incident.status not in WORKING:
        return None
    return sheet.form(
        "mitigate",
        "propose a change",
        'mitigate {strategy:word} "{what}"',
        choice("strategy", "How", same_words(STRATEGIES), value=STRATEGIES[0]),
        reason("What exactly is changed", name="what"),
        submit="Propose",
    )


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Change",
        "mitigate <rollback|scale-up|disable|failover|circuit-break|other> <what>",
        "propose a change",
        mitigate,
        ArgumentShape(closed=one_of(STRATEGIES), text="must"),
        shape(
            '{strategy:word} "{what}"',
            choice_of("strategy", "How", STRATEGIES, required=True),
            need("what", "What exactly is changed", 500),
            form="mitigate",
        ),
        form=mitigate_form,
    ),
    *approvals.ROWS,
    changes(
        "Change",
        "done [n]",
        "the change is made",
        done,
        NUMBERED,
        shape("{n:word}", WHICH),
        completes=(completion_candidates.changes("approved"),),
    ),
    changes(
        "Change",
        "mitigated [reason]",
        "the impact is stopped",
        mitigated,
        MAY_SAY,
        shape('"{reason}"', WHY),
        final=True,
    ),
)
