"""Escalating: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final, Literal, get_args

from tocsin.chat.forms import Form
from tocsin.desk.argument_shape import ArgumentShape, one_of
from tocsin.desk.form_fields import FormContext, choice, reason
from tocsin.desk.grammar import begins_quoted
from tocsin.desk.normalize import bare
from tocsin.desk.options import NEED_WHY, choice_of, shape
from tocsin.desk.paging import names_somebody
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.escalation.decide import Escalate
from tocsin.domain.quoting import without_backticks

EscalateTo = Literal["em", "security", "leadership"]
TARGETS: Final[tuple[EscalateTo, ...]] = get_args(EscalateTo)


def escalate(request: Request) -> Escalate:
    """Parse what stands behind `escalate`.

    `[em|security|leadership] <reason>`; the first word is a target only if more follow.

    Somebody else whom it names is not woken by it, and nobody in their place.
    """
    first, after = request.split()
    target = next((known for known in TARGETS if known == bare(first).lower()), None)
    is_quoted = begins_quoted(request.rest)
    if target is not None and stripped_text(after) and not is_quoted:
        return Escalate(target=target, reason=stripped_text(after))
    if target is None and not is_quoted and _is_called(first, stripped_text(after), request):
        every, whom = ", ".join(TARGETS), without_backticks(bare(first))
        raise request.wrong(f"Escalating calls {every}. Somebody else: `page {whom} <why>`.")
    return Escalate(target="em", reason=request.text("Say why, in a few words."))


def _is_called(first: str, after: str, request: Request) -> bool:
    """Whether the first word is whom they want: a level of the rotation only if nothing follows."""
    roster, name = request.roster(), bare(first).lower()
    levels = () if after else roster.on_call
    return name in roster.contacts or name in levels or names_somebody(first)


_TITLES: Final = {
    "em": "Engineering Manager",
    "security": "Security",
    "leadership": "Leadership",
}


def escalate_form(sheet: FormContext) -> Form | None:
    """The form of `escalate`."""
    if not sheet.incident.is_open:
        return None
    rows = ((whom, _TITLES[whom]) for whom in TARGETS)
    return sheet.form(
        "escalate",
        "get more help",
        'escalate {target:word} "{reason}"',
        choice("target", "Whom", rows, value="em"),
        reason("Why"),
        submit="Escalate",
    )


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "People",
        "escalate [em|security|leadership] <reason>",
        "page those who can get more help",
        escalate,
        ArgumentShape(closed=one_of(TARGETS), text="must"),
        shape('{target:word} "{reason}"', NEED_WHY, choice_of("target", "Whom", TARGETS)),
        form=escalate_form,
    ),
)
