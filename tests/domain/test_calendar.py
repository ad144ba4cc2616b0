"""What people write about time, and the business day: calendar.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from datetime import timezone as tz
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.calendar import (
    BusinessCalendar,
    as_utc,
    format_duration,
    local_text,
    parse_duration,
    parse_handoff,
    parse_hours,
    parse_wall,
    parse_weekday,
    relative_text,
    wall_to_utc,
    zone,
)
from tocsin.errors import InvalidValue

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
ZONES = (
    BERLIN,
    NEW_YORK,
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/St_Johns",
    "Pacific/Apia",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, timezone: str = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)


# ------------------------------------------------------------------------------- durations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", timedelta(0)),
        ("90s", timedelta(seconds=90)),
        ("12m", timedelta(minutes=12)),
        ("30M", timedelta(minutes=30)),
        ("1h", timedelta(hours=1)),
        ("1H05m", timedelta(hours=1, minutes=5)),
        ("24h", timedelta(hours=24)),
        ("3d", timedelta(days=3)),
        (" 1d2h ", timedelta(days=1, hours=2)),
        ("1h90m", timedelta(hours=2, minutes=30)),
        ("366d", timedelta(days=366)),
    ],
)
def test_a_duration_is_read(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text", ["", "12", "12x", "m", "5m1h", "1.5h", "-5m", "1h 05m", "٣m", "123456789s", "5m5m"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="is not a duration; write 90s, 12m, 1h05m or 3d"):
        parse_duration(text)


def test_the_refusal_quotes_what_was_typed() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_duration("12x")
    assert str(refused.value) == "'12x' is not a duration; write 90s, 12m, 1h05m or 3d"


def test_the_refusal_does_not_repeat_a_wall_of_text() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_duration("x" * 5000)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("text", ["367d", "366d1s", "99999999h"])
def test_a_duration_of_more_than_366_days_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="longer than 366 days"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (timedelta(0), "0s"),
        (timedelta(seconds=59), "59s"),
        (timedelta(seconds=90), "90s"),
        (timedelta(seconds=120), "2m"),
        (timedelta(seconds=125), "2m05s"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=12), "12m"),
        (timedelta(hours=1, minutes=5), "1h05m"),
        (timedelta(hours=1, seconds=5), "1h5s"),
        (timedelta(days=1), "1d"),
        (timedelta(days=1, hours=2), "1d2h"),
        (timedelta(days=1, minutes=5), "1d5m"),
        (timedelta(seconds=2, microseconds=999_999), "2s"),
        (timedelta(minutes=-5), "-5m"),
    ],
)
def test_a_duration_is_written(duration: timedelta, expected: str) -> None:
    assert format_duration(duration) == expected


@given(st.integers(min_value=0, max_value=366 * 86_400))
def test_a_written_duration_reads_back_as_itself(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert parse_duration(format_duration(duration)) == duration


# ------------------------------------------------------------------------- zones and walls


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../secret", "/etc/hosts", "a\0b"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="is not a time zone; write an IANA name"):
        zone(name)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="has no time zone"):
        as_utc(datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001 - the fault under test


def test_a_wall_time_the_clock_skips_is_the_later_instant() -> None:
    skipped = wall_to_utc(date(2026, 3, 29), time(2, 30), BERLIN)
    assert skipped == utc("2026-03-29T01:30")
    assert f"{skipped.astimezone(zone(BERLIN)):%H:%M}" == "03:30"


def test_a_wall_time_shown_twice_is_the_first_instant() -> None:
    assert wall_to_utc(date(2026, 10, 25), time(2, 30, fold=1), BERLIN) == utc("2026-10-25T00:30")


@pytest.mark.parametrize(
    ("text", "expected"), [("Mon", 0), ("monday", 0), ("WED", 2), (" Sun ", 6)]
)
def test_a_weekday_is_read(text: str, expected: int) -> None:
    assert parse_weekday(text) == expected


@pytest.mark.parametrize("text", ["", "Mo", "Mond", "0", "Funday"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="is not a weekday; write Mon, Tue"):
        parse_weekday(text)


@pytest.mark.parametrize("text", ["", "9", "24:00", "09:60", "09.00", "9:0", "009:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="is not a time of day; write 09:00"):
        parse_wall(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00-17:00", (time(9), time(17))),
        ("9:00 – 17:30", (time(9), time(17, 30))),
        ("18:00-24:00", (time(18), time(0))),
        ("00:00-24:00", (time(0), time(0))),
    ],
)
def test_business_hours_are_read(text: str, expected: tuple[time, time]) -> None:
    assert parse_hours(text) == expected


@pytest.mark.parametrize("text", ["", "09:00", "17:00-09:00", "09:00-09:00", "09:00-17:00-18:00"])
def test_what_are_no_business_hours_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="write 09:00"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Mon 09:00", (0, time(9))), ("friday  17:30", (4, time(17, 30))), ("09:00", (None, time(9)))],
)
def test_a_handoff_is_read(text: str, expected: tuple[int | None, time]) -> None:
    assert parse_handoff(text) == expected


@pytest.mark.parametrize("text", ["", "Mon", "Mon 09:00 sharp", "09:00 Mon", "Mon 25:00"])
def test_what_is_no_handoff_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="write "):
        parse_handoff(text)


# ---------------------------------------------------------------------------- business day

OFFICE = BusinessCalendar(timezone=BERLIN, holidays=frozenset({date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("reported", "end"),
    [
        pytest.param("2026-11-20T18:00", "2026-11-23T17:00", id="friday evening: monday's end"),
        pytest.param("2026-11-23T07:00", "2026-11-23T17:00", id="before hours: the same day's end"),
        pytest.param("2026-11-23T09:00", "2026-11-24T17:00", id="as hours begin: the next day's"),
        pytest.param("2026-11-23T12:00", "2026-11-24T17:00", id="within hours: the next day's end"),
        pytest.param("2026-11-21T12:00", "2026-11-23T17:00", id="saturday: monday's end"),
        pytest.param("2026-12-24T12:00", "2026-12-28T17:00", id="a holiday is passed over"),
        pytest.param("2026-12-31T12:00", "2027-01-01T17:00", id="over the year's end"),
        pytest.param("2028-02-28T12:00", "2028-02-29T17:00", id="a leap day is a workday"),
        pytest.param("2026-03-27T18:00", "2026-03-30T17:00", id="over the change to summer time"),
        pytest.param("2026-10-23T18:00", "2026-10-26T17:00", id="over the change to winter time"),
    ],
)
def test_the_next_business_day_ends(reported: str, end: str) -> None:
    assert OFFICE.next_business_day_end(local(reported)) == local(end).astimezone(UTC)


def test_the_end_comes_back_in_utc() -> None:
    assert OFFICE.next_business_day_end(utc("2026-11-20T18:00")).tzinfo is UTC


def test_the_day_is_the_teams_not_greenwichs() -> None:
    """Given Monday 07:00 in Kolkata, which is 01:30 in UTC, then it is Monday's own end."""
    kolkata = BusinessCalendar(timezone="Asia/Kolkata")
    assert kolkata.next_business_day_end(utc("2026-11-23T01:30")) == utc("2026-11-23T11:30")


def test_hours_until_midnight_end_with_the_day() -> None:
    late = BusinessCalendar(timezone=BERLIN, hours=(time(18), time(0)))
    assert late.next_business_day_end(local("2026-11-23T12:00")) == local("2026-11-24T00:00")


def test_a_year_of_holidays_only_moves_the_day() -> None:
    shut = frozenset(date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    calendar = BusinessCalendar(timezone=BERLIN, workdays=(0,), holidays=shut)
    assert calendar.next_business_day_end(local("2026-12-28T12:00")) == local("2028-01-03T17:00")


def test_a_workday_is_a_workday_of_the_week_and_no_holiday() -> None:
    assert OFFICE.is_workday(date(2026, 12, 24))
    assert not OFFICE.is_workday(date(2026, 12, 25))
    assert not OFFICE.is_workday(date(2026, 12, 26))


@pytest.mark.parametrize("workdays", [(), (7,), (-1, 0)])
def test_a_calendar_without_real_workdays_is_refused(workdays: tuple[int, ...]) -> None:
    with pytest.raises(InvalidValue, match="workdays need at least one weekday"):
        BusinessCalendar(timezone=BERLIN, workdays=workdays)


def test_a_calendar_in_no_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="is not a time zone"):
        BusinessCalendar(timezone="Berlin")


def test_a_calendar_with_hours_that_end_before_they_start_is_refused() -> None:
    with pytest.raises(InvalidValue, match="17:00-09:00 end before they start"):
        BusinessCalendar(timezone=BERLIN, hours=(time(17), time(9)))


INSTANTS = st.datetimes(datetime(2009, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(
    at=INSTANTS,
    timezone=st.sampled_from(ZONES),
    workdays=st.sets(st.integers(0, 6), min_size=1),
    holidays_after=st.frozensets(st.integers(-1, 40)),
    opening=st.integers(0, 22),
)
def test_the_business_day_is_the_first_workday_that_begins_later(
    at: datetime,
    timezone: str,
    workdays: set[int],
    holidays_after: frozenset[int],
    opening: int,
) -> None:
    """Found again by looking at every one of the days that follow."""
    holidays = frozenset(at.date() + timedelta(days=n) for n in holidays_after)
    calendar = BusinessCalendar(
        timezone=timezone,
        workdays=tuple(sorted(workdays)),
        holidays=holidays,
        hours=(time(opening), time(23)),
    )
    days = [at.date() + timedelta(days=n) for n in range(-2, 400)]
    expected = min(
        wall_to_utc(day, time(23), timezone)
        for day in days
        if day.weekday() in workdays
        and day not in holidays
        and wall_to_utc(day, time(opening), timezone) > at
    )
    assert calendar.next_business_day_end(at) == expected


# ------------------------------------------------------------------------- times to read


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        (BERLIN, "14:30 CET"),
        (NEW_YORK, "08:30 EST"),
        ("Asia/Kolkata", "19:00 IST"),
        ("America/Sao_Paulo", "10:30 UTC-03"),
        ("Asia/Kathmandu", "19:15 UTC+05:45"),
        ("UTC", "13:30 UTC"),
    ],
)
def test_an_instant_is_written_in_local_time(timezone: str, expected: str) -> None:
    assert local_text(utc("2026-11-23T13:30"), timezone) == expected


def test_the_two_hours_of_a_clock_set_back_are_told_apart() -> None:
    assert local_text(utc("2026-10-25T00:30"), BERLIN) == "02:30 CEST"
    assert local_text(utc("2026-10-25T01:30"), BERLIN) == "02:30 CET"


def test_an_instant_on_another_day_than_now_says_its_date() -> None:
    at = utc("2026-11-24T13:30")
    assert local_text(at, BERLIN, now=utc("2026-11-23T12:00")) == "Tue 2026-11-24 14:30 CET"
    assert local_text(at, BERLIN, now=utc("2026-11-23T23:00")) == "14:30 CET"


@pytest.mark.parametrize("at", [datetime.max, datetime.min])  # noqa: DTZ901 - a zone is given below
@pytest.mark.parametrize("timezone", [BERLIN, NEW_YORK, "Pacific/Kiritimati"])
def test_a_moment_no_clock_of_the_zone_can_show_is_shown_all_the_same(
    at: datetime, timezone: str
) -> None:
    for offset in (timedelta(hours=14), timedelta(0), timedelta(hours=-12)):
        assert local_text(at.replace(tzinfo=tz(offset)), timezone, now=utc("2026-11-23T12:00"))


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=29), "now"),
        (timedelta(seconds=-29), "now"),
        (timedelta(seconds=30), "in 1 min"),
        (timedelta(minutes=4, seconds=59), "in 5 min"),
        (timedelta(minutes=-12), "12 min ago"),
        (timedelta(minutes=59, seconds=31), "in 1 h"),
        (timedelta(hours=2, minutes=5), "in 2 h 05 min"),
        (timedelta(hours=-24), "24 h ago"),
        (timedelta(hours=47, minutes=59), "in 47 h 59 min"),
        (timedelta(hours=48), "in 2 d"),
        (timedelta(hours=71, minutes=10), "in 2 d 23 h"),
        (timedelta(hours=71, minutes=59), "in 3 d"),
    ],
)
def test_a_distance_is_written(delta: timedelta, expected: str) -> None:
    assert relative_text(delta) == expected
