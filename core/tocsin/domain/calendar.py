"""Durations, business days and zones: what people write about time, and what it means.

Every instant that leaves this module is an aware datetime in UTC. A wall time is read in an IANA
zone on its own date: one that a clock change skips is the later valid instant (02:30 becomes
03:30), one that happens twice is the first of the two. Nothing here reads a clock.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tocsin.domain.quoting import quoted
from tocsin.errors import InvalidValue

MAX_DURATION: Final = timedelta(days=366)
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_FULL_WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
WEEKDAY_WORDS: Final = (*_FULL_WEEKDAYS, *(name[:3] for name in _FULL_WEEKDAYS))
_NUMBER: Final = "([0-9]{1,8})"
_DURATION: Final = re.compile(
    f"(?=[0-9])(?:{_NUMBER}D)?(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?", re.IGNORECASE
)
_WALL: Final = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MINUTE: Final = timedelta(minutes=1)
_MINUTES_AN_HOUR: Final = 60
_MINUTES_SHOWN_AS_HOURS: Final = 48 * 60


def parse_duration(text: str) -> timedelta:
    """Read a duration such as ``90s``, ``12m``, ``1h05m``, ``3d`` or ``1d2h``, in any case.

    Raises:
        InvalidValue: the text is no duration, or one of more than 366 days.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"{quoted(text)} is not a duration; write 90s, 12m, 1h05m or 3d")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    duration = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if duration > MAX_DURATION:
        raise InvalidValue(f"{quoted(text)} is longer than {MAX_DURATION.days} days")
    return duration


def format_duration(duration: timedelta) -> str:
    """Write a duration the way `parse_duration` reads it; parts of a second are dropped.

    Below two minutes, seconds stay seconds (``90s``). A negative duration, which only a
    corrected milestone can make, gets a minus sign that `parse_duration` does not read.
    """
    sign = "-" if duration < timedelta() else ""
    seconds = abs(duration) // timedelta(seconds=1)
    if seconds < 2 * 60 and seconds % 60:
        return f"{sign}{seconds}s"
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = (
        f"{days}d" if days else "",
        f"{hours}h" if hours else "",
        (f"{minutes:02d}m" if hours else f"{minutes}m") if minutes else "",
        (f"{seconds:02d}s" if minutes else f"{seconds}s") if seconds else "",
    )
    return sign + ("".join(parts) or "0s")


def zone(timezone: str) -> ZoneInfo:
    """Return the IANA zone of that name.

    Raises:
        InvalidValue: the name is not in the time zone database.
    """
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(
            f"{quoted(timezone)} is not a time zone; write an IANA name like Europe/Berlin"
        ) from error


def as_utc(at: datetime) -> datetime:
    """Return the same instant in UTC, the only form in which instants may be compared.

    Raises:
        InvalidValue: the datetime carries no zone.
    """
    if at.utcoffset() is None:
        raise InvalidValue(f"{at.isoformat()} has no time zone; write it with Z or an offset")
    return at.astimezone(UTC)


def wall_to_utc(day: date, wall: time, timezone: str) -> datetime:
    """Return the instant at which clocks in the zone show `wall` on `day`.

    Raises:
        InvalidValue: the zone is unknown.
    """
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0), tzinfo=zone(timezone))
    return local.astimezone(UTC)


def parse_weekday(text: str) -> int:
    """Read ``Mon`` or ``Monday``, in any case, as 0 for Monday to 6 for Sunday.

    Raises:
        InvalidValue: the text names no weekday.
    """
    said = text.strip().lower()
    for number, name in enumerate(_FULL_WEEKDAYS):
        if said in (name, name[:3]):
            return number
    raise InvalidValue(f"{quoted(text)} is not a weekday; write {', '.join(WEEKDAYS)}")


def parse_wall(text: str) -> time:
    """Read a time of day such as ``09:00``.

    Raises:
        InvalidValue: the text is no time of day.
    """
    match = _WALL.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"{quoted(text)} is not a time of day; write 09:00")
    return time(int(match[1]), int(match[2]))


def parse_hours(text: str) -> tuple[time, time]:
    """Read business hours such as ``09:00-17:00``; an end of ``24:00`` is `time(0)`.

    Raises:
        InvalidValue: the text is no span of hours, or one that does not end after it starts.
    """
    start, dash, end = text.replace("\N{EN DASH}", "-").partition("-")
    if not dash:
        raise InvalidValue(f"{quoted(text)} is not a span of hours; write 09:00-17:00")
    hours = parse_wall(start), time(0) if end.strip() == "24:00" else parse_wall(end)
    _check_hours(hours)
    return hours


def parse_handoff(text: str) -> tuple[int | None, time]:
    """Read ``Mon 09:00`` as weekday and time, or ``09:00`` as a time on any day.

    Raises:
        InvalidValue: the text is neither.
    """
    words = text.split()
    if len(words) not in (1, 2):
        raise InvalidValue(f"{quoted(text)} is not a handoff; write Mon 09:00, or 09:00 if daily")
    return (parse_weekday(words[0]) if len(words) == 2 else None), parse_wall(words[-1])


@dataclass(frozen=True, kw_only=True)
class BusinessCalendar:
    """A team's working time.

    Attributes:
        timezone: IANA name; all that follows is local to it.
        workdays: weekdays worked, 0 for Monday to 6 for Sunday.
        holidays: dates not worked whatever their weekday.
        hours: start and end of a workday; an end of `time(0)` is the midnight that ends it.

    Raises:
        InvalidValue: unknown zone, no or impossible workdays, hours that end before they start.
    """

    timezone: str
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: frozenset[date] = frozenset()
    hours: tuple[time, time] = (time(9), time(17))

    def __post_init__(self) -> None:
        """Refuse a calendar that could never name a workday."""
        zone(self.timezone)
        _check_hours(self.hours)
        if not self.workdays or not set(self.workdays) <= set(range(7)):
            raise InvalidValue("workdays need at least one weekday; write Mon, Tue, Wed, Thu, Fri")

    def is_workday(self, day: date) -> bool:
        """Tell whether the team works on that local date."""
        return day.weekday() in self.workdays and day not in self.holidays

    def next_business_day_end(self, after: datetime) -> datetime:
        """Return the end, in UTC, of the first workday that begins after the instant `after`.

        On a workday before its hours start, that is the same day's end; from the moment the
        hours start it is the next workday's.

        Raises:
            InvalidValue: `after` carries no zone.
        """
        reported = as_utc(after)
        today = reported.astimezone(zone(self.timezone)).date()
        # Enough weeks for each holiday to cost a workday and for two days to have begun already.
        days = (today + timedelta(days=n) for n in range(7 * (len(self.holidays) + 3)))
        workdays = (day for day in days if self.is_workday(day))
        return next(self.closes(day) for day in workdays if self.opens(day) > reported)

    def is_open(self, at: datetime) -> bool:
        """Tell whether an instant lies in business hours, their last moment included."""
        day = self._day(at)
        return self.is_workday(day) and self.opens(day) <= at <= self.closes(day)

    def opening_after(self, at: datetime) -> datetime:
        """Return when business hours begin next, in UTC."""
        days = (self._day(at) + timedelta(days=n) for n in count())
        return next(
            begin for day in days if self.is_workday(day) and (begin := self.opens(day)) > at
        )

    def last_hour_before(self, at: datetime) -> datetime:
        """Return, in UTC, when the last business hour that is over by an instant began."""
        days = (self._day(at) - timedelta(days=n) for n in count())
        ends = ((day, self.closes(day)) for day in days if self.is_workday(day))
        day, end = next((day, end) for day, end in ends if end <= at)
        return max(end - timedelta(hours=1), self.opens(day))

    def opens(self, day: date) -> datetime:
        """Return when the hours of a local date begin, in UTC."""
        return wall_to_utc(day, self.hours[0], self.timezone)

    def closes(self, day: date) -> datetime:
        """Return when the hours of a local date end, in UTC."""
        end = self.hours[1]
        return wall_to_utc(day if end > time(0) else day + timedelta(days=1), end, self.timezone)

    def _day(self, at: datetime) -> date:
        return at.astimezone(zone(self.timezone)).date()


@lru_cache(maxsize=64)
def usual_hours(timezone: str) -> BusinessCalendar:
    """Return the calendar of a team that has set none: weekdays from nine to five.

    Raises:
        InvalidValue: the zone is unknown.
    """
    return BusinessCalendar(timezone=timezone)


def local_text(at: datetime, timezone: str, *, now: datetime | None = None) -> str:
    """Write an instant as people in the zone read it: ``14:30 CET``, or ``14:30 UTC-03``.

    With `now`, an instant on another local date than now's says its own: ``Tue 2026-11-24 14:30
    CET``.

    Raises:
        InvalidValue: the zone is unknown, or a datetime carries none.
    """
    try:
        local = as_utc(at).astimezone(zone(timezone))
    except OverflowError:  # the first or the last day there is, which not every zone has whole
        local = at.replace(tzinfo=UTC)
    clock = f"{local:%H:%M} {_abbreviation(local)}"
    if now is None or as_utc(now).astimezone(local.tzinfo).date() == local.date():
        return clock
    return f"{WEEKDAYS[local.weekday()]} {local.date().isoformat()} {clock}"


def relative_text(delta: timedelta) -> str:
    """Write how far off something is: ``in 5 min``, ``12 min ago``, ``now``, ``in 2 h 05 min``.

    Rounded to the nearest minute, from two days on to the nearest hour (``in 2 d 23 h``).
    """
    minutes = (abs(delta) + _MINUTE / 2) // _MINUTE
    if not minutes:
        return "now"
    text = _hours_text(minutes) if minutes < _MINUTES_SHOWN_AS_HOURS else _days_text(minutes)
    return f"in {text}" if delta > timedelta() else f"{text} ago"


def _check_hours(hours: tuple[time, time]) -> None:
    start, end = hours
    if end != time(0) and end <= start:
        raise InvalidValue(
            f"business hours {start:%H:%M}-{end:%H:%M} end before they start; write 09:00-17:00"
        )


def _hours_text(minutes: int) -> str:
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _days_text(minutes: int) -> str:
    days, hours = divmod((minutes + _MINUTES_AN_HOUR // 2) // _MINUTES_AN_HOUR, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def _abbreviation(local: datetime) -> str:
    """Return ``CET``, or ``UTC-03`` and ``UTC+05:45`` where a zone has no letters."""
    name = local.tzname() or ""
    if not name.startswith(("+", "-")):
        return name
    return f"UTC{name[:3]}:{name[3:]}" if name[3:] else f"UTC{name}"
