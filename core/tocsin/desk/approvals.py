"""Approving and rejecting: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import ArgumentShape, a_number
from tocsin.desk.form_fields import MOST_HINT, FormContext, choice, reason
from tocsin.desk.grammar import first_number
from tocsin.desk.options import NEED_WHY, WHICH, WHY, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.approvals import Approve, Reject
from tocsin.domain.incident_parts import Mitigation
from tocsin.wording.clean import clean


def approve(request: Request) -> Approve:
    """Parse what stands behind `approve`: `[n] [reason]`."""
    n, reason = first_number(request.rest)
    return Approve(n=n, reason=stripped_text(reason))


def reject(request: Request) -> Reject:
    """Parse what stands behind `reject`: `[n] <why>`."""
    n, reason = first_number(request.rest)
    if not stripped_text(reason):
        raise request.wrong("Say why not.")
    return Reject(n=n, reason=stripped_text(reason))


def approve_form(sheet: FormContext) -> Form | None:
    """The form of `approve`; an experiment needs its reason."""
    first = next(iter(_waiting(sheet)), None)
    if first is None:
        return None
    needed = first.strategy == "other"
    return _answer(sheet, "approve", "Approve", reason("Reason", required=needed))


def reject_form(sheet: FormContext) -> Form | None:
    """The form of `reject`."""
    return _answer(sheet, "reject", "Reject", reason("Why not"))


def _answer(sheet: FormContext, verb: str, submit: str, why: Field) -> Form | None:
    """An answer to a change that waits; which one is asked where there are several."""
    waiting = _waiting(sheet)
    if not waiting:
        return None
    rows = [(str(change.n), f"{change.n}: {change.what}") for change in waiting]
    which = choice("n", "Which change", rows, value=rows[0][0])
    if len(rows) > 1:
        return sheet.form(verb, verb, f'{verb} {{n:word}} "{{reason}}"', which, why, submit=submit)
    line = f'{verb} {rows[0][0]} "{{reason}}"'
    about = replace(why, hint=clean(rows[0][1], MOST_HINT))
    return sheet.form(verb, f"{verb} {rows[0][0]}", line, about, submit=submit)


def _waiting(sheet: FormContext) -> list[Mitigation]:
    found = (made for made in sheet.incident.mitigations.values() if made.state == "proposed")
    return sorted(found, key=lambda change: change.seq)


_WAITS: Final = completion_candidates.changes("proposed")
ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Change",
        "approve [n] [reason]",
        "let a change be made",
        approve,
        ArgumentShape(closed=a_number, text="may", numbers=True),
        shape('{n:word} "{reason}"', WHICH, WHY),
        completes=(_WAITS,),
        form=approve_form,
    ),
    changes(
        "Change",
        "reject [n] <why>",
        "stop a change",
        reject,
        ArgumentShape(closed=a_number, text="must", numbers=True),
        shape('{n:word} "{reason}"', NEED_WHY, WHICH, form="reject"),
        completes=(_WAITS,),
        form=reject_form,
    ),
)
