"""Triage: accept, decline, severity, flags."""

from __future__ import annotations

from typing import Final, get_args

from tocsin.desk.ask import Ask, seen
from tocsin.desk.grammar import as_number, without_option
from tocsin.desk.plain import plain
from tocsin.desk.severities import leading_severity
from tocsin.domain.commands import (
    Accept,
    AnswerTriage,
    ClearFlag,
    Decline,
    Merge,
    SetFlag,
    SetSeverity,
)
from tocsin.domain.flags import FLAGS
from tocsin.domain.parts import Answer
from tocsin.domain.quoting import quoted
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


def merge(ask: Ask) -> Merge:
    """`INC-n`: the incident that goes on."""
    said = " ".join(ask.text("Say which incident goes on, as INC-7.").split())
    number = as_number(said.replace(" ", ""))
    if number is None:
        raise ask.wrong(f"{quoted(said)} is no incident. Write it as INC-7.")
    return Merge(into=f"INC-{number}")


def accept(ask: Ask) -> Accept:
    """It is an incident."""
    ask.nothing()
    return Accept()


def decline(ask: Ask) -> Decline:
    """`<reason>`."""
    return Decline(reason=ask.text("Say why it is no incident."))


def severity(ask: Ask) -> SetSeverity:
    """`<p0|p1|p2|p3> [reason]`."""
    found, reason = leading_severity(ask.rest)
    if found is None:
        first, _ = ask.split()
        problem = f"{quoted(first)} is no severity." if first else "Say which severity."
        raise ask.wrong(f"{problem} Choose from: p0, p1, p2, p3.")
    return SetSeverity(severity=found, reason=seen(reason))


def flag(ask: Ask) -> SetFlag:
    """`<flag> [reason]`."""
    first, reason = ask.split()
    return SetFlag(flag=ask.choose(first, FLAGS, "flag"), reason=seen(reason))


def unflag(ask: Ask) -> ClearFlag:
    """`<flag> <reason> [--confirm]`; the option stands first or last."""
    first, said = ask.split()
    found = ask.choose(first, FLAGS, "flag")
    reason, confirmed = without_option(said, "confirm")
    if not seen(reason):
        raise ask.wrong(f"Say why {found} no longer holds.")
    return ClearFlag(flag=found, reason=reason, confirmed=confirmed)
