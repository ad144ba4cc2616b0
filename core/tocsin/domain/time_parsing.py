"""Moments as people type them: `14:30`, `5pm`, `tomorrow 9:00`, `17:00 UTC`, `20m ago`.

First the words are taken apart (`Typed`), then it is asked which instant they name. A time of day
without a day is the nearest one in the direction asked for. Nothing here reads a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from tocsin.domain.calendar import WEEKDAY_WORDS, WEEKDAYS, as_utc, parse_duration, parse_weekday
from tocsin.domain.quoting import quoted
from tocsin.domain.timezones import WrittenZone, instants, parse_zone
from tocsin.errors import InvalidValue

# Looking back, a time of day of the evening before is meant only while it is this near.
JUST_PASSED: Final = timedelta(hours=6)

_DAYS: Final = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_WEEKDAYS: Final = frozenset(WEEKDAY_WORDS)
_WORDS: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_LEADS: Final = frozenset({"at", "by", "about", "around", "on", "until", "~"})
_NEAR: Final = range(-2, 3)
_WEEK: Final = range(-7, 8)
_NOON: Final = 12

_AN: Final = (
    (re.compile(r"\bhalf\s+an\s+hour\b", re.I), "30m"),
    (re.compile(r"\ban?\s+(?=(?:hour|minute|day|week)\b)", re.I), "1"),
)
_SPAN: Final = re.compile(
    r"(?=[0-9])(?:([0-9]{1,4})\s*w(?:eeks?)?\b)?\s*(?:([0-9]{1,8})\s*d(?:ays?)?)?\s*"
    r"(?:([0-9]{1,8})\s*h(?:rs?|ours?)?)?\s*(?:([0-9]{1,8})\s*m(?:ins?|inutes?)?)?\s*"
    r"(?:([0-9]{1,8})\s*s(?:ecs?|econds?)?)?",
    re.I,
)
_AHEAD: Final = re.compile(r"(?:in\s+|for\s+|\+\s*)(?:about\s+)?", re.I)
_AGO: Final = re.compile(r"\s+ago\b", re.I)
_STAMP: Final = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
    "(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOTH: Final = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})T(?=[0-9])", re.I)
_GLUED: Final = re.compile(r"(?<=[0-9])(?=(?:z|utc|gmt)\b)", re.I)
_ZONE: Final = re.compile(
    rf"(?!(?:{'|'.join((*_DAYS, *WEEKDAY_WORDS))})$)(?:[A-Za-z][\w+:/-]*|[+][0-9:]+)", re.I
)
_CLOCK: Final = re.compile(
    r"(?<![\w:.+/-])(?:"
    r"(?P<hour>1[0-2]|0?[0-9])(?:[:.](?P<minute>[0-5][0-9]))?\s*(?P<half>[ap])[.]?m\b[.]?"
    r"|(?P<hour24>[01]?[0-9]|2[0-3])[:.](?P<minute24>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?"
    r"|(?P<word>noon|midday|midnight)"
    r")(?![\w:.-])",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class TypedTime:
    """A time of day as it was typed.

    Args:
        shift: Days from today, where the day was named so.
        weekday: 0 for Monday, where one was named.
        date: The date, where one was written.
        place: The zone as it was written; "" = the reader's.
    """

    wall: time
    shift: int | None = None
    weekday: int | None = None
    date: date | None = None
    place: str = ""

    @property
    def has_day(self) -> bool:
        """Whether it was said on which day."""
        return (self.shift, self.weekday, self.date) != (None, None, None)


def parse_time(text: str, *, now: datetime, timezone: str, past: bool = False) -> datetime:
    """Read a moment as people type it, and return it in UTC.

    Args:
        text: A time of day (`14:30`, `5pm`, `17.00`, `noon`), perhaps with a day (`tomorrow`,
            `Mon`, `2026-11-24`) and a zone (`UTC`, `UTC+2`, `Europe/Berlin`); or a distance
            (`30m`, `in 2 hours`, `20m ago`), or RFC 3339.
        now: The present instant.
        timezone: IANA name of the zone the speaker reads clocks in.
        past: Look back, as for a milestone: `30m` is that long ago, and `14:30` is today's; one
            that today has not reached is yesterday's only if that is less than six hours ago.

    Raises:
        InvalidValue: The text is none of these, the clock of that day skips it, or it lies ahead.
    """
    present, said = as_utc(now), " ".join(text.split())
    distance = _distance(said, past=past)
    if distance is not None:
        return present + distance
    if said.lower() in ("now", "just now"):
        return present
    if _STAMP.fullmatch(said.upper()):
        return _stamp(said)
    typed = _typed(said)
    if typed is None:
        raise _not_a_time(text)
    place = parse_zone(typed.place, timezone)
    try:
        return _instant(typed, place, present, past=past)
    except OverflowError as error:  # the first or the last day there is
        raise _not_a_time(text) from error


def is_time_of_day(text: str) -> bool:
    """Whether a text is a time of day and says nothing of its day."""
    typed = _typed(" ".join(text.split()))
    return typed is not None and not typed.has_day


def parse_length(text: str) -> timedelta:
    """Read a length of time as people type it: `90m`, `2 hours`, `1 h 30 min`, `half an hour`.

    Raises:
        InvalidValue: It is none, or longer than a year.
    """
    said = " ".join(text.split())
    for pattern, plain in _AN:
        said = pattern.sub(plain, said)
    match = _SPAN.fullmatch(said)
    if match is None:
        return parse_duration(text)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return parse_duration(f"{7 * weeks + days}d{hours}h{minutes}m{seconds}s")


def _distance(said: str, *, past: bool) -> timedelta | None:
    """How far from now, negative when it was; None where no distance was typed."""
    back, ahead = _AGO.search(said), _AHEAD.match(said)
    rest = _AGO.sub("", said) if back else said[ahead.end() :] if ahead else said
    words = rest.removeprefix("-") if past and not back and not ahead else rest
    for lead in ("about ", "~"):
        words = words.removeprefix(lead)
    try:
        length = parse_length(words)
    except InvalidValue as error:
        if "longer than" in str(error):
            raise
        return None
    return -length if back or (past and not ahead) else length


def _typed(said: str) -> TypedTime | None:
    """The words taken apart; None where one of them belongs to no time."""
    spaced = _GLUED.sub(" ", _BOTH.sub(r"\1 ", said)).replace(",", " ").replace("~", " ")
    match = _CLOCK.search(spaced)
    if match is None:
        return None
    shift = weekday = day = None
    place = ""
    for word in f"{spaced[: match.start()]} {spaced[match.end() :]}".split():
        lower = word.lower()
        if lower in _DAYS and shift is None:
            shift = _DAYS[lower]
        elif _DATE.fullmatch(word) and day is None:
            day = _date(word)
        elif lower in _WEEKDAYS and weekday is None:
            weekday = parse_weekday(word)
        elif lower not in _LEADS and not place and _ZONE.fullmatch(word):
            place = word
        elif lower not in _LEADS:
            return None
    if shift is not None and (day, weekday) != (None, None):
        return None
    return TypedTime(wall=_wall(match), shift=shift, weekday=weekday, date=day, place=place)


def _wall(match: re.Match[str]) -> time:
    if match["word"]:
        return _WORDS[match["word"].lower()]
    if match["half"]:
        hour = int(match["hour"]) % _NOON
        later = _NOON if match["half"].lower() == "p" else 0
        return time(hour + later, int(match["minute"] or 0))
    return time(int(match["hour24"]), int(match["minute24"]), int(match["second"] or 0))


def _instant(typed: TypedTime, place: WrittenZone, now: datetime, *, past: bool) -> datetime:
    today = now.astimezone(place.tzinfo).date()
    if typed.date is not None:
        _must_be(typed.date, typed.weekday)
        return _on(typed.date, typed, place)
    if typed.shift is not None:
        return _on(today + timedelta(days=typed.shift), typed, place)
    near = _NEAR if typed.weekday is None else _WEEK
    days = [today + timedelta(days=days) for days in near]
    if typed.weekday is not None:
        days = [day for day in days if day.weekday() == typed.weekday]
    found = _nearest(days, typed, place, now, past=past)
    if past and typed.weekday is None:
        _must_be_near(found, typed, place, now)
    return found


def _nearest(
    days: list[date], typed: TypedTime, place: WrittenZone, now: datetime, *, past: bool
) -> datetime:
    """The nearest instant in the direction asked for."""
    rows = [(at, day, skips) for day in days for at, skips in instants(day, typed.wall, place)]
    found = [row for row in rows if (row[0] <= now if past else row[0] > now)]
    if not found:
        raise _no_such(typed, now.astimezone(place.tzinfo).date())
    return _shown(*(max(found) if past else min(found)), typed, place)


def _on(day: date, typed: TypedTime, place: WrittenZone) -> datetime:
    """The first instant of a time of day on its date."""
    found = instants(day, typed.wall, place)
    if not found:
        raise _no_such(typed, day)
    return _shown(found[0][0], day, found[0][1], typed, place)


def _shown(at: datetime, day: date, skips: bool, typed: TypedTime, place: WrittenZone) -> datetime:
    """The instant, unless clocks are set forward over it."""
    if skips:
        after = at.astimezone(place.tzinfo)
        raise InvalidValue(
            f"there is no {typed.wall:%H:%M} on {day.isoformat()}: clocks are set forward over it; "
            f"that moment is {after:%H:%M} {after.tzname()}"
        )
    return at


def _no_such(typed: TypedTime, day: date) -> InvalidValue:
    """The abbreviation is of the other half of the year."""
    return InvalidValue(
        f"clocks do not show {typed.place.upper()} at {typed.wall:%H:%M} on {day.isoformat()}; "
        "leave it out, or write UTC"
    )


def _must_be_near(found: datetime, typed: TypedTime, place: WrittenZone, now: datetime) -> None:
    """Looking back, the evening before is meant just after midnight, and never silently later."""
    today = now.astimezone(place.tzinfo).date()
    day = found.astimezone(place.tzinfo).date()
    if day == today or now - found <= JUST_PASSED:
        return
    wall = f"{typed.wall:%H:%M}{f' {typed.place}' if typed.place else ''}"
    raise InvalidValue(
        f"{wall} is still to come today; if the day before was meant, write yesterday {wall}, "
        f"or {day.isoformat()} {wall}"
    )


def _must_be(day: date, weekday: int | None) -> None:
    if weekday is not None and day.weekday() != weekday:
        raise InvalidValue(f"{day.isoformat()} is a {WEEKDAYS[day.weekday()]}; leave one of them")


def _date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise _not_a_time(word) from error


def _stamp(said: str) -> datetime:
    try:
        return as_utc(datetime.fromisoformat(said.upper()))
    except (ValueError, OverflowError) as error:
        raise _not_a_time(said) from error


def _not_a_time(text: str) -> InvalidValue:
    return InvalidValue(
        f"{quoted(text)} is not a time; write 14:30, 5pm, 30m, tomorrow 9:00 or 2026-11-23 14:30"
    )
