"""Forms of the end and of learning: checklist, resolve, reopen, the post-mortem."""

from __future__ import annotations

from tocsin.chat.forms import Field, Form
from tocsin.desk.form_fields import Sheet, choice, person, reason
from tocsin.domain.lifecycle import WORKING
from tocsin.domain.postmortem import SECTIONS
from tocsin.domain.resolution import missing

LONGEST_SECTION = 2000


def checklist(sheet: Sheet) -> Form | None:
    """The form of `check`: what is still to be checked; None = nothing, or it is over."""
    if sheet.incident.status not in WORKING:
        return None
    left = missing(sheet.incident, sheet.here.execute.now())
    rows = [(str(one.n), one.text) for one in left if one.wait is None]
    if not rows:
        return None
    field = choice("n", "What is checked", rows, value=rows[0][0])
    return sheet.form("checklist", "checklist", "check {n:word}", field, submit="Tick")


def resolve(sheet: Sheet) -> Form | None:
    """The form of `resolve`, with a reason where something is left unchecked."""
    if sheet.incident.status not in WORKING:
        return None
    left = [one.text for one in missing(sheet.incident, sheet.here.execute.now())]
    why = Field(
        name="reason",
        label="Reason to skip what is left" if left else "Nothing is left to check",
        kind="lines",
        hint=f"Left: {', '.join(left)}"[:150] if left else "",
        most=500,
    )
    line = 'resolve --override="{reason}"'
    return sheet.form("resolve", "resolve", line, why, submit="Resolve")


def reopen(sheet: Sheet) -> Form | None:
    """The form of `reopen`; None = it is open."""
    if sheet.incident.status not in ("resolved", "closed"):
        return None
    why = reason("What came back?")
    return sheet.form("reopen", "reopen", 'reopen "{reason}"', why, submit="Reopen")


def postmortem(sheet: Sheet) -> Form | None:
    """The form of `postmortem <section>`: words for one section."""
    if sheet.incident.status not in ("resolved", "closed"):
        return None
    sections = ((one, one.replace("-", " ").capitalize()) for one in SECTIONS)
    return sheet.form(
        "postmortem",
        "post-mortem",
        'postmortem {section:word} "{text:lines}"',
        choice("section", "Section", sections, value=SECTIONS[0]),
        Field(name="text", label="Words", kind="lines", required=True, most=LONGEST_SECTION),
        submit="Add",
    )


def action(sheet: Sheet) -> Form:
    """The form of `action add`."""
    return sheet.form(
        "action",
        "action item",
        'action add "{text}" @{person:word} {due:word}',
        reason("What is to be done", name="text"),
        person(sheet, "By whom"),
        Field(
            name="due",
            label="By when",
            value="7d",
            hint="2026-12-01, 3d or fri",
            required=True,
            most=20,
        ),
        submit="Add",
    )
