"""Action items: the parsers, forms and views of its verbs (`ROWS`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk import completion_candidates
from tocsin.desk.argument_shape import ArgumentShape, add_or_done
from tocsin.desk.form_fields import FormContext, person, reason
from tocsin.desk.grammar import first_number, split_first_word, words
from tocsin.desk.normalize import bare, normalized
from tocsin.desk.options import TEXT, need, shape
from tocsin.desk.request import Request, stripped_text
from tocsin.desk.verb import Verb, ViewContext, when_bare
from tocsin.domain.action_items import AddAction, FinishAction
from tocsin.domain.calendar import parse_duration, parse_weekday
from tocsin.domain.command import Command
from tocsin.domain.quoting import quoted
from tocsin.domain.time_parsing import parse_time
from tocsin.errors import InvalidValue
from tocsin.wording.postmortem import show as wording

LITTLE: Final = frozenset({"by", "due", "until", "on"})
_SOON: Final[Mapping[str, int]] = MappingProxyType({"today": 0, "tomorrow": 1})
WEEK: Final = 7


def action(request: Request) -> Command:
    """Parse what stands behind `action`: `add <text> @who <due>` or `done <n>`."""
    first, rest = request.split()
    word = request.choose(first, ("add", "done"), "word for action items")
    return _finish(request, rest) if word == "done" else _add(request, rest)


def _finish(request: Request, rest: str) -> FinishAction:
    n, more = first_number(rest)
    if n is None or more:
        raise request.wrong("Say which action item is done, by its number.")
    return FinishAction(n=n)


def _add(request: Request, rest: str) -> AddAction:
    """The last @person divides: what is to be done stands before, and the day behind."""
    who = next(
        (word for word in reversed(words(rest)) if normalized(word.raw).startswith(("@", "<"))),
        None,
    )
    text, said = (rest[: who.start], rest[who.end :]) if who is not None else ("", "")
    first, more = split_first_word(said)
    said = more if first.lower() in LITTLE else said
    if who is None or not stripped_text(text) or not stripped_text(said):
        raise request.wrong("Say what, then who as @person, then by when.")
    return AddAction(
        text=stripped_text(text), owner=request.person(who.raw), due=day(request, said)
    )


def day(request: Request, said: str) -> date:
    """`2026-12-01`, `3d`, `fri`, `tomorrow` or `Fri 17:00` as a day in the incident's time zone.

    Raises:
        InvalidValue: It is none of these.
    """
    word = bare(said).lower()
    today = request.now.astimezone(ZoneInfo(request.timezone)).date()
    if word in _SOON:
        return today + timedelta(days=_SOON[word])
    for read in (_stamp, _span, _weekday, _moment):
        try:
            return read(word, request, today)
        except (InvalidValue, ValueError):
            continue
    raise request.wrong(f"{quoted(said)} is no day; write 2026-12-01, 3d or a weekday.")


def _stamp(word: str, _ask: Request, _today: date) -> date:
    return date.fromisoformat(word)


def _span(word: str, request: Request, _today: date) -> date:
    return (request.now + parse_duration(word)).astimezone(ZoneInfo(request.timezone)).date()


def _moment(word: str, request: Request, _today: date) -> date:
    at = parse_time(word, now=request.now, timezone=request.timezone)
    return at.astimezone(ZoneInfo(request.timezone)).date()


def _weekday(word: str, _ask: Request, today: date) -> date:
    """The next such day; today's name is the day in a week."""
    ahead = (parse_weekday(word) - today.weekday()) % WEEK
    return today + timedelta(days=ahead or WEEK)


def actions_view(context: ViewContext) -> Words:
    """Action items, the open ones first."""
    return wording.actions_text(context.sentence_context)


def action_form(sheet: FormContext) -> Form:
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


ROWS: Final[tuple[Verb, ...]] = (
    Verb(
        usage="action [add <text> @who <due> | done <n>]",
        help="so that it does not come back; due is 2026-12-01, 3d or a weekday",
        group="Learn",
        does=action,
        views=actions_view,
        reads=when_bare,
        takes=ArgumentShape(closed=add_or_done, text="must"),
        commands=(
            shape("", about="What is to be done so that it does not come back"),
            shape(
                'add "{text}" @{person:word} {due:word}',
                TEXT,
                need("person", "Who"),
                need("due", "2026-12-01, 3d or fri"),
                form="action",
                name="action-add",
                about="Somebody is to do it, by a day",
            ),
            shape(
                "done {n:word}",
                need("n", "Its number"),
                name="action-done",
                about="One of them is done",
            ),
        ),
        completes=(completion_candidates.these("add", "done"),),
        form=action_form,
    ),
)
