"""Triage: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from typing import Final, get_args

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk.argument_shape import MUST_SAY
from tocsin.desk.form_fields import FormContext, choice, reason
from tocsin.desk.normalize import normalized
from tocsin.desk.options import NEED_WHY, choice_of, need, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb, ViewContext, changes, when_bare
from tocsin.domain.incident_parts import TriageAnswer
from tocsin.domain.triage import QUESTIONS, Accept, AnswerTriage, Decline
from tocsin.wording import triage as form
from tocsin.wording.clean import clean

ANSWERS: Final[tuple[TriageAnswer, ...]] = get_args(TriageAnswer)
QUESTION_NAMES: Final = ("customers", "broken", "data", "security")
_SHORT: Final = {"y": "yes", "n": "no", "?": "unknown", "": "unknown", "maybe": "unknown"}


def triage(request: Request) -> AnswerTriage:
    """Parse what stands behind `triage`.

    `<customers> | <broken> | <data> | <security>`; an empty answer is unknown.
    """
    fields = [field.strip() if clean(field) else "" for field in request.rest.split("|")]
    if len(fields) != len(QUESTION_NAMES):
        raise request.wrong(
            f"Four answers with | between them, please; {len(fields)} came. "
            "Leave one empty when nobody knows."
        )
    customers, broken, data, security = fields
    return AnswerTriage(
        customers=customers or "unknown",
        broken=broken or "unknown",
        data=_answer(request, data, "data"),
        security=_answer(request, security, "security"),
    )


def _answer(request: Request, text: str, name: str) -> TriageAnswer:
    """The answer in `yes`, `data no` or `?`, without the name of the question before it."""
    said = normalized(text).lower().removeprefix(name).strip(" :=")
    word = request.choose(_SHORT.get(said, said), ANSWERS, f"answer about {name}")
    return next(answer for answer in ANSWERS if answer == word)


def accept(request: Request) -> Accept:
    """Return the command that accepts the report; nothing stands behind `accept`."""
    request.nothing()
    return Accept()


def decline(request: Request) -> Decline:
    """Parse what stands behind `decline`: `<reason>`."""
    return Decline(reason=request.text("Say why it is no incident."))


def triage_view(context: ViewContext) -> Words:
    """The four questions, what each severity means, and what was answered so far."""
    return form.form_text(context.sentence_context)


LONGEST_ANSWER: Final = 200


def triage_form(sheet: FormContext) -> Form | None:
    """The form of `triage`: the four questions, with what was answered so far."""
    if not sheet.incident.is_open:
        return None
    known = sheet.incident.triage
    customers, broken, data, security = QUESTIONS
    answers = tuple((answer, answer.capitalize()) for answer in ANSWERS)
    return sheet.form(
        "triage",
        "triage",
        "triage {customers} | {broken} | {data:word} | {security:word}",
        _answer_field("customers", customers, known.customers if known else ""),
        _answer_field("broken", broken, known.broken if known else ""),
        choice("data", _bare(data), answers, value=known.data if known else "unknown"),
        choice("security", _bare(security), answers, value=known.security if known else "unknown"),
    )


def decline_form(sheet: FormContext) -> Form | None:
    """The form of `decline`."""
    if sheet.incident.status != "triage":
        return None
    why = reason("Why is it no incident?")
    return sheet.form("decline", "decline", 'decline "{reason}"', why, submit="Decline")


def _answer_field(name: str, label: str, value: str) -> Field:
    return Field(name=name, label=label, value=clean(value, LONGEST_ANSWER), most=LONGEST_ANSWER)


def _bare(question: str) -> str:
    """A question without the answers it takes, which are chosen from."""
    return question.partition(" (")[0]


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="triage <customers> | <broken> | <data yes|no|unknown> | <security yes|no|unknown>",
        help="the four questions; an empty answer is unknown",
        group="Triage",
        does=triage,
        views=triage_view,
        reads=when_bare,
        takes=MUST_SAY,
        commands=(
            shape(
                "{customers} | {broken} | {data:word} | {security:word}",
                need("customers", "How many customers are affected?", LONGEST_ANSWER),
                need("broken", "What is broken?", LONGEST_ANSWER),
                choice_of("data", "Is data at risk?", ANSWERS),
                choice_of("security", "Is it a security issue?", ANSWERS),
                form="triage",
            ),
        ),
        form=triage_form,
    ),
    changes("Triage", "accept", "it is an incident", accept),
    changes(
        "Triage",
        "decline <reason>",
        "it is none",
        decline,
        MUST_SAY,
        shape('"{reason}"', NEED_WHY, form="decline"),
        final=True,
        form=decline_form,
    ),
)
