"""Triage, as people type it and as it is shown."""

from __future__ import annotations

from typing import Final, get_args

from tocsin.chat import Words
from tocsin.desk.ask import Ask
from tocsin.desk.plain import plain
from tocsin.desk.show import Sight
from tocsin.domain.parts import Answer
from tocsin.domain.triage import Accept, AnswerTriage, Decline
from tocsin.wording import triage as form
from tocsin.wording.clean import clean

ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
QUESTION_NAMES: Final = ("customers", "broken", "data", "security")
_SHORT: Final = {"y": "yes", "n": "no", "?": "unknown", "": "unknown", "maybe": "unknown"}


def triage(ask: Ask) -> AnswerTriage:
    """`<customers> | <broken> | <data> | <security>`; an empty answer is unknown."""
    fields = [one.strip() if clean(one) else "" for one in ask.rest.split("|")]
    if len(fields) != len(QUESTION_NAMES):
        raise ask.wrong(
            f"Four answers with | between them, please; {len(fields)} came. "
            "Leave one empty when nobody knows."
        )
    customers, broken, data, security = fields
    return AnswerTriage(
        customers=customers or "unknown",
        broken=broken or "unknown",
        data=_answer(ask, data, "data"),
        security=_answer(ask, security, "security"),
    )


def _answer(ask: Ask, text: str, name: str) -> Answer:
    """`yes`, `data no`, `?`: the word after the question's own name, if that is there."""
    said = plain(text).lower().removeprefix(name).strip(" :=")
    word = ask.choose(_SHORT.get(said, said), ANSWERS, f"answer about {name}")
    return next(one for one in ANSWERS if one == word)


def accept(ask: Ask) -> Accept:
    """It is an incident."""
    ask.nothing()
    return Accept()


def decline(ask: Ask) -> Decline:
    """`<reason>`."""
    return Decline(reason=ask.text("Say why it is no incident."))


def triage_view(sight: Sight) -> Words:
    """The four questions, what each severity means, and what was answered so far."""
    return form.form_text(sight.scene)
