"""Moving reminders: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tocsin.chat.forms import Form
from tocsin.desk.argument_shape import TIMED
from tocsin.desk.form_fields import FormContext, choice, same_words
from tocsin.desk.options import known, shape
from tocsin.desk.request import Request
from tocsin.desk.verb import Verb, changes
from tocsin.domain.calendar import format_duration
from tocsin.domain.obligation import SNOOZE_LATER, Obligation
from tocsin.domain.obligations import obligations
from tocsin.domain.reminders import Snooze
from tocsin.domain.time_parsing import parse_length
from tocsin.errors import InvalidValue
from tocsin.wording.obligations import label


def snooze(request: Request) -> Snooze:
    """Parse what stands behind `snooze`: `<obligation> <duration>`."""
    name, length = request.split()
    if not length.strip():
        raise request.wrong("Say which obligation, and for how long.")
    try:
        return Snooze(obligation=name.lower(), by=parse_length(length.removeprefix("for ")))
    except InvalidValue as error:
        raise request.wrong(f"{error}.") from error


_SPANS: Final = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 10, 15, 30, 60, 120, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
)


def snooze_form(sheet: FormContext) -> Form | None:
    """The form of `snooze`."""
    found = [duty for duty in obligations(sheet.incident) if _is_reminded(duty)]
    if not found:
        return None
    most = max(_limit(sheet, duty) for duty in found)
    spans = (format_duration(span) for span in _SPANS if span <= most)
    return sheet.form(
        "snooze",
        "remind me later",
        "snooze {obligation:word} {duration:word}",
        choice(
            "obligation", "Of what", ((duty.name, label(duty.name)) for duty in found),
            value=found[0].name,
        ),
        choice("duration", "In how long", same_words(spans), value=format_duration(_SPANS[1])),
        submit="Snooze",
    )  # fmt: skip


def _is_reminded(one: Obligation) -> bool:
    return any(nudge.act == "remind" for nudge in one.nudges)


def _limit(sheet: FormContext, one: Obligation) -> timedelta:
    return SNOOZE_LATER if one.about_later else sheet.incident.policy.snooze_limit


ROWS: Final[tuple[Verb, ...]] = (
    changes(
        "Work",
        "snooze <obligation> <duration>",
        "move a reminder, never a page",
        snooze,
        TIMED,
        shape(
            "{obligation:word} {duration:word}",
            known("obligation", "Of what", required=True),
            known("duration", "How long", required=True),
        ),
        form=snooze_form,
    ),
)
