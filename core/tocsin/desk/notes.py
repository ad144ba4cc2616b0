"""Notes, decisions and findings: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.argument_shape import MUST_SAY
from tocsin.desk.form_fields import FormContext, reason
from tocsin.desk.options import TEXT, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb, changes
from tocsin.domain.notes import Decide, Finding, Note


def decide(request: Request) -> Decide:
    """Parse what stands behind `decide`: `<text>`."""
    return Decide(text=request.text("Say what is decided."))


def finding(request: Request) -> Finding:
    """Parse what stands behind `finding`: `<text>`."""
    return Finding(text=request.text("Say what was found."))


def note(request: Request) -> Note:
    """Parse what stands behind `note`: `<text>`."""
    return Note(text=request.text("Say what to note."))


def note_form(sheet: FormContext) -> Form | None:
    """The form of `note`."""
    return sheet.form(
        "note", "note", 'note "{text:lines}"', reason("What", name="text"), submit="Note"
    )


_SAID: Final = shape('"{text}"', TEXT)
ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Work", "decide <text>", "write down a decision", decide, MUST_SAY, _SAID, reasoned=True
    ),
    changes("Work", "finding <text>", "write down a finding", finding, MUST_SAY, _SAID),
    changes(
        "Work",
        "note <text>",
        "write down anything",
        note,
        MUST_SAY,
        shape('"{text:lines}"', TEXT, form="note"),
        form=note_form,
    ),
)
