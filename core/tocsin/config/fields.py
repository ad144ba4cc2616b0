"""The field types of team files, each with the sentence about what it expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, TypeVar

from pydantic import BeforeValidator

from tocsin.domain.calendar import parse_duration, parse_handoff, parse_hours, parse_weekday, zone
from tocsin.domain.people import ENGINE, GUEST
from tocsin.domain.roles import Role
from tocsin.domain.severity import Severity
from tocsin.errors import InvalidValue

T = TypeVar("T")

_ID: Final = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
_NAME: Final = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SERVICE: Final = re.compile(r"\S{1,64}")
_ROOM: Final = re.compile(r"#[^\s#]{1,79}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_RESERVED: Final = frozenset({ENGINE, "tocsin"})
_YEARS: Final = range(1990, 2101)
_NEVER: Final = "never"
_BUSINESS_DAY: Final = "next business day"


def _text(parse: Callable[[str], T], example: str) -> Callable[[object], T]:
    """A validator that reads a text; anything else is told how it is written."""

    def read(value: object) -> T:
        if not isinstance(value, str):
            raise ValueError(f'this must be a text in quotes; write it like "{example}"')
        try:
            return parse(value)
        except InvalidValue as error:
            raise ValueError(str(error)) from error

    return read


def _at_least(least: timedelta, said: str) -> Callable[[str], timedelta]:
    def parse(text: str) -> timedelta:
        span = parse_duration(text)
        if span < least:
            raise InvalidValue(f"'{text}' is too short; write at least {said}")
        return span

    return parse


def _or_none(word: str, parse: Callable[[str], timedelta]) -> Callable[[str], timedelta | None]:
    def read(text: str) -> timedelta | None:
        return None if text.strip().lower().replace("-", " ") == word else parse(text)

    return read


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise InvalidValue(f"'{text[:40]}' is not {what}")
        return text

    return parse


def is_person_id(text: str) -> bool:
    """Return whether a text may be the id of a person."""
    return bool(_ID.fullmatch(text)) and text not in _RESERVED and not text.startswith(GUEST)


def is_team_id(text: str) -> bool:
    """Return whether a text may be the id of a team."""
    return bool(_ID.fullmatch(text))


def is_name(text: str) -> bool:
    """Return whether a text may name a section."""
    return bool(_NAME.fullmatch(text))


def is_email(text: str) -> bool:
    """Return whether a text is meant as an e-mail address."""
    return bool(_EMAIL.fullmatch(text))


def _person_id(text: str) -> str:
    if not is_person_id(text):
        raise InvalidValue(
            f"'{text[:40]}' cannot be the id of a person; write lower-case letters, digits, - or _"
        )
    return text


def _zone_name(text: str) -> str:
    zone(text)
    return text


def _room(text: str) -> str:
    room = text if text.startswith("#") else f"#{text}"
    if not _ROOM.fullmatch(room):
        raise InvalidValue(f"'{text[:40]}' is not the name of a room; write #incidents")
    return room


def _email(text: str) -> str:
    if text and not is_email(text):
        raise InvalidValue(f"'{text[:40]}' is not an e-mail address; write ana@example.com")
    return text


def _word(text: str) -> str:
    if not text.strip():
        raise InvalidValue("this must not be empty; write a text, or leave the key out")
    return text


def _day(value: object) -> date:
    """A TOML date, or its text."""
    day = value
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError as error:
            raise ValueError(f"'{value}' is not a date; write 2026-01-05") from error
    if isinstance(day, datetime) or not isinstance(day, date) or day.year not in _YEARS:
        raise ValueError("this must be a date from 1990 to 2100; write 2026-01-05")
    return day


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return _text(str, "2026-01-05")(value)


def _tuple(value: object) -> object:
    """A list, or one text for a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise ValueError('this must be a list of texts; write it like ["ana", "bo"]')
    return tuple(value)


def _list(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError("this must be a list; write it in square brackets")
    return tuple(value)


def _span_of_days(text: str) -> list[int]:
    first, dash, last = text.replace("\N{EN DASH}", "-").partition("-")
    start = parse_weekday(first)
    end = parse_weekday(last) if dash else start
    return [day % 7 for day in range(start, (end if end >= start else end + 7) + 1)]


def _weekdays(value: object) -> tuple[int, ...]:
    """`["Mon", "Tue"]`, `["Mon-Fri"]` or `"Mon-Fri"` as numbers, 0 for Monday."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts:
        raise ValueError(
            'this must be a list of weekdays; write ["Mon", "Tue", "Wed", "Thu", "Fri"]'
        )
    read = _text(_span_of_days, "Mon")
    return tuple(sorted({day for part in parts for day in read(part)}))


def _account(value: object) -> object:
    """An account id; a platform that counts its users may have written a number."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if number else value


def _checklist(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError('this must be a table of items; write fixed = "Issue fixed"')
    for key, text in value.items():
        if not is_name(key) or not isinstance(text, str) or not text.strip():
            raise ValueError(
                f"item {key[:40]!r} must be a word with a text; "
                'write it like metrics = "Metrics are back to normal"'
            )
    return tuple(value.items())


def _climb(value: object) -> tuple[tuple[str, timedelta], ...]:
    if not isinstance(value, Mapping):
        raise ValueError('this must be a table; write it like em = "10m"')
    return tuple((str(key), _text(_positive, "10m")(span)) for key, span in value.items())


def _signed(text: str) -> timedelta:
    """A length of time; with a minus sign before it, one that comes before."""
    before = text.strip().startswith("-")
    span = parse_duration(text.strip().removeprefix("-"))
    return -span if before else span


def _reminders(value: object) -> dict[str, tuple[timedelta, ...]]:
    if not isinstance(value, Mapping) or not all(isinstance(row, list) for row in value.values()):
        raise ValueError('this must be a table of lists; write it like handoff = ["0m", "5m"]')
    read = _text(_signed, "-5m")
    return {str(key): tuple(read(span) for span in row) for key, row in value.items()}


_span = parse_duration
_positive = _at_least(timedelta(seconds=1), "1s")
_minute = _at_least(timedelta(minutes=1), "1m")
_service = _matching(_SERVICE, "the name of a service; write it without blanks")
_name = _matching(_NAME, "a name; write letters, digits, - or _, without blanks")

PersonId = Annotated[str, BeforeValidator(_text(_person_id, "ana"), str)]
Name = Annotated[str, BeforeValidator(_text(_name, "checkout"), str)]
ServiceName = Annotated[str, BeforeValidator(_text(_service, "checkout"), str)]
Word = Annotated[str, BeforeValidator(_text(_word, "Checkout"), str)]
Email = Annotated[str, BeforeValidator(_text(_email, "ana@example.com"), str)]
Room = Annotated[str, BeforeValidator(_text(_room, "#incidents"), str)]
Account = Annotated[str, BeforeValidator(_account, str | int)]
Span = Annotated[timedelta, BeforeValidator(_text(_span, "5m"), str)]
PositiveSpan = Annotated[timedelta, BeforeValidator(_text(_positive, "5m"), str)]
MinuteSpan = Annotated[timedelta, BeforeValidator(_text(_minute, "15m"), str)]
MinuteSpanOrNever = Annotated[
    timedelta | None, BeforeValidator(_text(_or_none(_NEVER, _minute), "30m"), str)
]
SpanOrNever = Annotated[
    timedelta | None, BeforeValidator(_text(_or_none(_NEVER, _positive), "60m"), str)
]
ResponseSpan = Annotated[
    timedelta | None, BeforeValidator(_text(_or_none(_BUSINESS_DAY, _positive), "15m"), str)
]
SpanPair = Annotated[tuple[PositiveSpan, PositiveSpan], BeforeValidator(_list, tuple[str, str])]
Spans = Annotated[tuple[PositiveSpan, ...], BeforeValidator(_list, list[str])]
Reminders = Annotated[
    dict[str, tuple[timedelta, ...]], BeforeValidator(_reminders, dict[str, list[str]])
]
Climb = Annotated[tuple[tuple[str, timedelta], ...], BeforeValidator(_climb, dict[str, str])]
ZoneName = Annotated[str, BeforeValidator(_text(_zone_name, "Europe/Berlin"), str)]
Hours = Annotated[tuple[time, time], BeforeValidator(_text(parse_hours, "09:00-17:00"), str)]
Handoff = Annotated[
    tuple[int | None, time], BeforeValidator(_text(parse_handoff, "Mon 09:00"), str)
]
Weekdays = Annotated[tuple[int, ...], BeforeValidator(_weekdays, list[str])]
Day = Annotated[date, BeforeValidator(_day, str)]
DayText = Annotated[str, BeforeValidator(_day_text, str)]
Days = Annotated[tuple[Day, ...], BeforeValidator(_list, list[str])]
Texts = Annotated[tuple[Word, ...], BeforeValidator(_tuple, list[str])]
Roles = Annotated[tuple[Role, ...], BeforeValidator(_tuple, list[Role])]
Severities = Annotated[tuple[Severity, ...], BeforeValidator(_tuple, list[Severity])]
Checklist = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_checklist, dict[str, str])]
