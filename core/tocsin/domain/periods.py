"""From when until when, as people type it: `18:00-22:00`, `tomorrow 9:00 to 17:00`, `4h`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tocsin.domain.calendar import as_utc
from tocsin.domain.time_parsing import JUST_PASSED, is_time_of_day, parse_length, parse_time
from tocsin.errors import InvalidValue

_FROM: Final = re.compile(r"^(?:from|starting|beginning)\s+", re.I)
_UNTIL: Final = re.compile(r"(?:^|\s+)(?:until|till|to)\s+", re.I)
_FOR: Final = re.compile(r"(?:^|\s+)for\s+", re.I)
_NAMED: Final = re.compile(r"\b(?:today|tonight|tomorrow)\b", re.I)
_DASH: Final = re.compile(r"\s*[-\N{EN DASH}\N{EM DASH}]\s*")


@dataclass(frozen=True, kw_only=True)
class Period:
    """A span of time in UTC. `start` None = from now on."""

    start: datetime | None
    end: datetime


def parse_period(text: str, *, now: datetime, timezone: str) -> Period:
    """Read a period: with a beginning, or only its end or its length.

    An end without a day is the first such time after the beginning; `tomorrow` is that of whoever
    types it, in the end as in the beginning. A beginning without a day that
    has just passed is today's while the period still runs.

    Raises:
        InvalidValue: It is none.
    """
    said = " ".join(text.split())
    fault = InvalidValue("say until when, such as 18:00, 4h or 18:00-22:00")
    begun = _FROM.match(said)
    for begins, ends in _ways(_FROM.sub("", said)):
        if begun and not begins:
            continue
        try:
            return _read(begins, ends, now, timezone)
        except InvalidValue as error:
            fault = error
    raise fault


def _ways(said: str) -> Iterator[tuple[str, str]]:
    """(beginning, end or length) in the ways the text can be taken apart, the likeliest last."""
    for pattern in (_UNTIL, _FOR):
        found = pattern.search(said)
        if found is not None:
            yield said[: found.start()], said[found.end() :]
            return
    for dash in _DASH.finditer(said):
        if dash.start() and dash.end() < len(said):
            yield said[: dash.start()], said[dash.end() :]
    if said:
        yield "", said


def _read(begins: str, ends: str, now: datetime, timezone: str) -> Period:
    if not begins:
        return Period(start=None, end=_end(ends, now, timezone))
    start = parse_time(begins, now=now, timezone=timezone)
    if is_time_of_day(begins):
        passed = _passed(begins, ends, now, timezone)
        start = passed if passed is not None else start
    after = now if _NAMED.search(ends) else start
    return Period(start=start, end=_end(ends, after, timezone))


def _passed(begins: str, ends: str, now: datetime, timezone: str) -> datetime | None:
    """A time of day that has just passed, where no later one is plainly meant."""
    try:
        start = parse_time(begins, now=now, timezone=timezone, past=True)
    except InvalidValue:
        return None
    return start if as_utc(now) - start <= JUST_PASSED else None


def _end(ends: str, start: datetime, timezone: str) -> datetime:
    try:
        return start + parse_length(ends)
    except InvalidValue:
        return parse_time(ends, now=start, timezone=timezone)
