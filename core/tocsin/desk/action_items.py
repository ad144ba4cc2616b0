"""Action items, as people type it and as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.chat import Words
from tocsin.chat.forms import Field, Form
from tocsin.desk import candidates
from tocsin.desk.ask import Ask, seen
from tocsin.desk.form_fields import FormContext, person, reason
from tocsin.desk.grammar import cut, first_number, words
from tocsin.desk.options import TEXT, need, shape
from tocsin.desk.plain import bare, plain
from tocsin.desk.takes import Takes, add_or_done
from tocsin.desk.verb import Verb, ViewContext, when_bare
from tocsin.domain.action_items import AddAction, FinishAction
from tocsin.domain.calendar import parse_duration, parse_weekday
from tocsin.domain.clock_text import parse_clock
from tocsin.domain.command import Command
from tocsin.domain.quoting import quoted
from tocsin.errors import InvalidValue
from tocsin.wording.postmortem import show as wording

LITTLE: Final = frozenset({"by", "due", "until", "on"})
_SOON: Final[Mapping[str, int]] = MappingProxyType({"today": 0, "tomorrow": 1})
WEEK: Final = 7


def action(ask: Ask) -> Command:
    """Parse what stands behind `action`: `add <text> @who <due>` or `done <n>`."""
    first, rest = ask.split()
    word = ask.choose(first, ("add", "done"), "word for action items")
    return _finish(ask, rest) if word == "done" else _add(ask, rest)


def _finish(ask: Ask, rest: str) -> FinishAction:
    n, more = first_number(rest)
    if n is None or more:
        raise ask.wrong("Say which action item is done, by its number.")
    return FinishAction(n=n)


def _add(ask: Ask, rest: str) -> AddAction:
    """The last @person divides: what is to be done stands before, and the day behind."""
    who = next(
        (word for word in reversed(words(rest)) if plain(word.raw).startswith(("@", "<"))), None
    )
    text, said = (rest[: who.start], rest[who.end :]) if who is not None else ("", "")
    first, more = cut(said)
    said = more if first.lower() in LITTLE else said
    if who is None or not seen(text) or not seen(said):
        raise ask.wrong("Say what, then who as @person, then by when.")
    return AddAction(text=seen(text), owner=ask.person(who.raw), due=day(ask, said))


def day(ask: Ask, said: str) -> date:
    """`2026-12-01`, `3d`, `fri`, `tomorrow` or `Fri 17:00` as a day in the incident's time zone.

    Raises:
        InvalidValue: It is none of these.
    """
    word = bare(said).lower()
    today = ask.now.astimezone(ZoneInfo(ask.timezone)).date()
    if word in _SOON:
        return today + timedelta(days=_SOON[word])
    for read in (_stamp, _span, _weekday, _moment):
        try:
            return read(word, ask, today)
        except (InvalidValue, ValueError):
            continue
    raise ask.wrong(f"{quoted(said)} is no day; write 2026-12-01, 3d or a weekday.")


def _stamp(word: str, _ask: Ask, _today: date) -> date:
    return date.fromisoformat(word)


def _span(word: str, ask: Ask, _today: date) -> date:
    return (ask.now + parse_duration(word)).astimezone(ZoneInfo(ask.timezone)).date()


def _moment(word: str, ask: Ask, _today: date) -> date:
    at = parse_clock(word, now=ask.now, timezone=ask.timezone)
    return at.astimezone(ZoneInfo(ask.timezone)).date()


def _weekday(word: str, _ask: Ask, today: date) -> date:
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
        takes=Takes(closed=add_or_done, text="must"),
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
        completes=(candidates.these("add", "done"),),
        form=action_form,
    ),
)
