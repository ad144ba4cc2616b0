"""The severity: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from tocsin.chat.forms import Field, Form
from tocsin.desk.argument_shape import ArgumentShape
from tocsin.desk.form_fields import FormContext, choice, reason
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import WHY, choice_of, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, changes
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.quoting import quoted
from tocsin.domain.severity import SEVERITIES, Severity, parse_severity
from tocsin.domain.severity.decide import SetSeverity
from tocsin.wording.forms import UNSURE, UNSURE_OR_EMPTY

_TYPED: Final = re.compile(r"(?:p|sev|severity|prio|priority)[-_]?([0-3])", re.IGNORECASE)
_LETTERS: Final = frozenset({"p", "sev"})


def severity_of(word: str) -> Severity | None:
    """The severity a word stands for; None for any other word."""
    match = _TYPED.fullmatch(bare(word))
    return None if match is None else parse_severity(f"P{int(match[1])}")


def severity_of_two(first: str, second: str) -> Severity | None:
    """The severity of `P 1` and `sev 1`; None for any other two words."""
    if normalized(first).strip("([").lower() not in _LETTERS or not bare(second).isdigit():
        return None
    return severity_of(f"p{bare(second)}")


def leading_severity(text: str) -> tuple[Severity | None, str]:
    """The severity a text begins with, and what follows it."""
    first, *rest = text.split(maxsplit=1) or [""]
    after = "".join(rest)
    second, *more = after.split(maxsplit=1) or [""]
    two = severity_of_two(first, second)
    if two is not None:
        return two, "".join(more)
    return severity_of(first), after


def severity(request: Request) -> SetSeverity:
    """Parse what stands behind `severity`: `<p0|p1|p2|p3> [reason]`."""
    found, reason = leading_severity(request.rest)
    if found is None:
        first, _ = request.split()
        raise request.wrong(
            f"{f'{quoted(first)} is no severity.' if first else 'Say which severity.'} "
            "Choose from: p0, p1, p2, p3."
        )
    return SetSeverity(severity=found, reason=stripped_text(reason))


def severity_form(sheet: FormContext) -> Form | None:
    """The form of `severity`."""
    if not sheet.incident.is_open:
        return None
    now = (sheet.incident.severity or "").lower()
    return sheet.form(
        "severity",
        "severity",
        'severity {severity:word} "{reason}"',
        severity_field(sheet.incident.policy, now, required=True),
        reason("Why", required=False),
    )


def severity_field(policy: ProcessPolicy, value: str = "", *, required: bool = False) -> Field:
    """The field of a severity, each with the team's word for it."""
    rows = ((key.lower(), f"{key} {policy.severity(key).label}") for key in SEVERITIES)
    hint = UNSURE if required else UNSURE_OR_EMPTY
    return choice("severity", "How bad is it?", rows, value=value, hint=hint, required=required)


def severity_word_count(words: tuple[str, ...]) -> int:
    """How many closed words begin what is typed: one if it is a severity."""
    return int(bool(words) and severity_of(words[0]) is not None)


SEVERITY: Final = choice_of("severity", "How bad", (key.lower() for key in SEVERITIES))
ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Triage",
        "severity <p0|p1|p2|p3> [reason]",
        "how bad it is",
        severity,
        ArgumentShape(closed=severity_word_count, text="may", numbers=True),
        shape('{severity:word} "{reason}"', replace(SEVERITY, required=True), WHY),
        form=severity_form,
    ),
)
