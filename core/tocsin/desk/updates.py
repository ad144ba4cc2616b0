"""The update of four fields: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import ArgumentShape, one_of
from tocsin.desk.form_fields import FormContext, choice, same_words
from tocsin.desk.grammar import split_first_word
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import choice_of, free, need, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, ViewContext, when_bare
from tocsin.domain.calendar import MAX_DURATION, as_utc, local_text, relative_text
from tocsin.domain.lifecycle import ENDED
from tocsin.domain.time_parsing import JUST_PASSED, is_time_of_day, parse_time
from tocsin.domain.updates import UPDATE_STATUSES, PostUpdate
from tocsin.errors import InvalidValue
from tocsin.wording.updates import last_update_text

FIELDS: Final = ("status", "impact", "action", "eta")
_STATUSES: Final = frozenset(
    "investigating identified mitigating monitoring mitigated fixed resolved closed over".split()
)
UNKNOWN: Final = "unknown"
SAME: Final = ("no change", "same")


def update(request: Request) -> PostUpdate:
    """Parse what stands behind `update`.

    `<status> | <impact> | <action> | <eta>`, one field: `<field> <text>`, or what is done.

    An empty field is unchanged, and words alone are the action; `no change` is all four again.

    Raises:
        InvalidValue: Not four fields, nothing in them, or an ETA that is no future time.
    """
    if " ".join(normalized(request.rest).split()).lower().rstrip(".!") in SAME:
        return PostUpdate()
    name, value = split_first_word(request.rest)
    field = bare(name).lower()
    if field in FIELDS and "|" not in request.rest:
        return _one(request, field, stripped_text(value))
    if "|" not in request.rest and bare(name).lower() not in _STATUSES:
        return PostUpdate(action=request.text("Say how it stands."))
    fields = [stripped_text(part) or None for part in request.rest.split("|")]
    if len(fields) != len(FIELDS):
        raise request.wrong(f"An update has four fields with | between; this has {len(fields)}.")
    if not any(fields):
        raise request.wrong("Nothing in it: fill at least one field.")
    status, impact, action, said = fields
    return PostUpdate(status=status, impact=impact, action=action, eta=said and eta(request, said))


def _one(request: Request, name: str, value: str) -> PostUpdate:
    if not value:
        raise request.wrong(f"Say the {name}.")
    made = {
        "status": PostUpdate(status=value),
        "impact": PostUpdate(impact=value),
        "action": PostUpdate(action=value),
    }
    return made[name] if name in made else PostUpdate(eta=eta(request, value))


def eta(request: Request, said: str) -> str:
    """An ETA as it is kept: `14:30 CET`, with the date if it is another day, or `unknown`.

    Raises:
        InvalidValue: The text is no time, or the time has passed.
    """
    if normalized(said).strip().lower() == UNKNOWN:
        return UNKNOWN
    said = normalized(said).strip()
    try:
        at = parse_time(said, now=request.now, timezone=request.timezone)
    except InvalidValue as error:
        raise request.wrong(f"{error}, or {UNKNOWN}.") from error
    _refuse_past(request, _slip(request, said) or at)
    if at - as_utc(request.now) > MAX_DURATION:
        raise request.wrong(f"That is more than a year away; give a nearer time, or {UNKNOWN}.")
    return local_text(at, request.timezone, now=request.now)


def still_to_come(request: Request, kept: str) -> str:
    """An ETA as it was kept, as long as it has not passed; else ""."""
    try:
        return kept if eta(request, kept) == kept else ""
    except InvalidValue:
        return ""


def _slip(request: Request, text: str) -> datetime | None:
    """A wall time that has just passed is a slip, not tomorrow's."""
    if not is_time_of_day(text):
        return None
    try:
        before = parse_time(text, now=request.now, timezone=request.timezone, past=True)
    except InvalidValue:
        return None
    return before if as_utc(request.now) - before <= JUST_PASSED else None


def _refuse_past(request: Request, at: datetime) -> None:
    if at <= as_utc(request.now):
        raise request.wrong(
            f"{local_text(at, request.timezone, now=request.now)} has passed "
            f"({relative_text(at - request.now)}). Give a time to come, or {UNKNOWN}."
        )


def update_view(context: ViewContext) -> Words:
    """The last values, and how to type the next update."""
    return last_update_text(context.sentence_context, context.request.usage)


LONGEST: Final = 300


def update_form(sheet: FormContext) -> Form | None:
    """The form of `update`: four fields with their last values, but for a time that passed."""
    incident = sheet.incident
    if incident.status in ENDED:
        return None
    last = incident.updates[-1] if incident.updates else None
    now = "Investigating" if incident.status == "triage" else incident.status.capitalize()
    request = sheet.request(UPDATE)
    return sheet.form(
        "update",
        "update",
        "update {status} | {impact:lines} | {action:lines} | {eta}",
        choice("status", "Status", same_words(_statuses(sheet)), value=now),
        _line("impact", "Impact: what customers feel", last.impact if last else ""),
        _line("action", "Action: what is being done", last.action if last else ""),
        Field(
            name="eta",
            label="ETA",
            value=still_to_come(request, last.eta) if last else "",
            hint="14:30, 20m or unknown; empty = as before",
            most=60,
        ),
    )


def _statuses(sheet: FormContext) -> tuple[str, ...]:
    """`Resolved` is said by resolving."""
    over = sheet.incident.status == "resolved"
    return UPDATE_STATUSES if over else UPDATE_STATUSES[:-1]


def _line(name: str, what: str, value: str) -> Field:
    return Field(name=name, label=what, kind="lines", value=value[:LONGEST], most=LONGEST)


UPDATE: Final = Verb(
    usage="update <status> | <impact> | <action> | <eta>",
    help="tell everybody how it stands; update eta 14:30 sets one field",
    group="Work",
    does=update,
    views=update_view,
    reads=when_bare,
    takes=ArgumentShape(closed=one_of(FIELDS), text="must"),
    commands=(
        shape(
            "{status} | {impact:lines} | {action:lines} | {eta}",
            choice_of("status", "How it stands", UPDATE_STATUSES[:-1]),
            need("impact", "What customers feel"),
            need("action", "What is being done"),
            free("eta", "14:30, 20m or unknown", 60),
            form="update",
            about="Tell everybody how it stands",
        ),
    ),
    completes=(completion_candidates.these(*FIELDS, SAME[0]),),
    form=update_form,
)
ROWS: Final[tuple[Verb, ...]] = (UPDATE,)
