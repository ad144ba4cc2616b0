"""Checklist, resolving, reopening, closing: parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import MUST_SAY, NOTHING, NUMBERED
from tocsin.desk.form_fields import FormContext, choice, reason
from tocsin.desk.grammar import first_number, split_option
from tocsin.desk.options import NEED_WHY, WHICH, free, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, ViewContext, changes, when_bare
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.resolution import Check, Close, Reopen, Resolve, missing_items
from tocsin.wording import show as wording
from tocsin.wording.forms import left_to_check


def check(request: Request) -> Check:
    """Parse what stands behind `check`: `<n>`."""
    n, more = first_number(request.rest)
    if n is None or stripped_text(more):
        raise request.wrong("Say the number of one check.")
    return Check(n=n)


def resolve(request: Request) -> Resolve:
    """Parse what stands behind `resolve`: `[--override <reason>]`."""
    before, reason = split_option(request.rest, "override")
    if stripped_text(before):
        raise request.wrong("This takes no text but --override <reason>.")
    if reason is not None and not stripped_text(reason):
        raise request.wrong("Say why the checks are skipped, behind --override.")
    return Resolve(override=stripped_text(reason or ""))


def reopen(request: Request) -> Reopen:
    """Parse what stands behind `reopen`: `<reason>`."""
    return Reopen(reason=request.text("Say what came back."))


def close(request: Request) -> Close:
    """Return the command that closes the incident; nothing stands behind `close`."""
    request.nothing()
    return Close()


def checklist_view(context: ViewContext) -> Words:
    """The resolution checklist."""
    return wording.checklist_text(context.sentence_context)


def checklist_form(sheet: FormContext) -> Form | None:
    """The form of `check`: what is still to be checked; None = nothing, or it is over."""
    if sheet.incident.status not in WORKING:
        return None
    left = missing_items(sheet.incident, sheet.message.execute.now())
    rows = [(str(item.n), item.text) for item in left if item.wait is None]
    if not rows:
        return None
    field = choice("n", "What is checked", rows, value=rows[0][0])
    return sheet.form("checklist", "checklist", "check {n:word}", field, submit="Tick")


def resolve_form(sheet: FormContext) -> Form | None:
    """The form of `resolve`, with a reason where something is left unchecked."""
    if sheet.incident.status not in WORKING:
        return None
    left = [item.text for item in missing_items(sheet.incident, sheet.message.execute.now())]
    why = Field(
        name="reason",
        label="Reason to skip what is left" if left else "Nothing is left to check",
        kind="lines",
        hint=left_to_check(left),
        most=500,
    )
    return sheet.form("resolve", "resolve", 'resolve --override="{reason}"', why, submit="Resolve")


def reopen_form(sheet: FormContext) -> Form | None:
    """The form of `reopen`; None = it is open."""
    if sheet.incident.status not in ("resolved", "closed"):
        return None
    why = reason("What came back?")
    return sheet.form("reopen", "reopen", 'reopen "{reason}"', why, submit="Reopen")


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="check [n]",
        help="the checklist, or tick item n",
        group="End",
        does=check,
        views=checklist_view,
        reads=when_bare,
        takes=NUMBERED,
        commands=(shape("{n:word}", WHICH),),
        completes=(completion_candidates.checks,),
        form=checklist_form,
        form_name="checklist",
    ),
    changes(
        "End",
        "resolve [--override <reason>]",
        "it is over for customers",
        resolve,
        NOTHING,
        shape('--override="{reason}"', free("reason", "Why what is left is skipped", 500)),
        final=True,
        reasoned=True,
        completes=(completion_candidates.these("--override"),),
        form=resolve_form,
    ),
    changes(
        "End",
        "reopen <reason>",
        "it is not over",
        reopen,
        MUST_SAY,
        shape('"{reason}"', NEED_WHY, form="reopen"),
        form=reopen_form,
    ),
    changes("End", "close", "nothing is owed any more", close, final=True, reasoned=True),
)
