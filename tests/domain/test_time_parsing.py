"""Moments as people type them: clock_text.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.domain.calendar import local_text, zone
from tocsin.domain.time_parsing import is_time_of_day, parse_length, parse_time
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
INSTANTS = st.datetimes(datetime(2009, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(
    text: str, now: datetime, timezone: str, *, past: bool = False
) -> tuple[datetime | None, str]:
    """The moment, or the sentence of the refusal."""
    try:
        return parse_time(text, now=now, timezone=timezone, past=past), ""
    except InvalidValue as refusal:
        return None, str(refusal)


def local(text: str, timezone: str = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)


NOON = utc("2026-11-23T11:00")  # 12:00 in Berlin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("14:30", "2026-11-23T13:30", id="later today"),
        pytest.param("9:15", "2026-11-24T08:15", id="gone by today, so tomorrow"),
        pytest.param("12:00", "2026-11-24T11:00", id="this very minute is not ahead"),
        pytest.param("30m", "2026-11-23T11:30", id="from now"),
        pytest.param("+1h05m", "2026-11-23T12:05", id="from now, with a plus"),
        pytest.param("2026-11-24T14:30:00+01:00", "2026-11-24T13:30", id="rfc 3339"),
        pytest.param("2026-11-24t13:30:00.25z", "2026-11-24T13:30:00.250", id="rfc 3339, small"),
        pytest.param("2026-11-24 14:30", "2026-11-24T13:30", id="a local date and time"),
        pytest.param("2026-11-24T14:30", "2026-11-24T13:30", id="a local date and time, with T"),
        pytest.param("5pm", "2026-11-23T16:00", id="pm"),
        pytest.param("5:30 pm", "2026-11-23T16:30", id="pm, with minutes"),
        pytest.param("5.30 P.M.", "2026-11-23T16:30", id="pm, with points"),
        pytest.param("12pm", "2026-11-24T11:00", id="12 pm is noon"),
        pytest.param("12:30am", "2026-11-23T23:30", id="12 am is midnight"),
        pytest.param("17.00", "2026-11-23T16:00", id="with a point"),
        pytest.param("17:00:30", "2026-11-23T16:00:30", id="with seconds"),
        pytest.param("by 17:00", "2026-11-23T16:00", id="by"),
        pytest.param("noon", "2026-11-24T11:00", id="noon"),
        pytest.param("midnight", "2026-11-23T23:00", id="midnight"),
        pytest.param("17:00 UTC", "2026-11-23T17:00", id="utc"),
        pytest.param("17:00z", "2026-11-23T17:00", id="z"),
        pytest.param("17:00 UTC+2", "2026-11-23T15:00", id="an offset"),
        pytest.param("10:30 UTC-03", "2026-11-23T13:30", id="an offset, as we write it"),
        pytest.param("17:00 Europe/London", "2026-11-23T17:00", id="a zone"),
        pytest.param("12:00 america/new_york", "2026-11-23T17:00", id="a zone in small letters"),
        pytest.param("17:00 CET", "2026-11-23T16:00", id="the zone's own name"),
        pytest.param("tomorrow 9:00", "2026-11-24T08:00", id="tomorrow"),
        pytest.param("9am tomorrow", "2026-11-24T08:00", id="tomorrow, behind"),
        pytest.param("today 15:00", "2026-11-23T14:00", id="today"),
        pytest.param("tonight at 22:00", "2026-11-23T21:00", id="tonight"),
        pytest.param("Mon 09:00", "2026-11-30T08:00", id="the day's own name is in a week"),
        pytest.param("Monday 13:00", "2026-11-23T12:00", id="unless it is still to come today"),
        pytest.param("fri 09:00", "2026-11-27T08:00", id="a weekday"),
        pytest.param("Tue 2026-11-24 14:30 CET", "2026-11-24T13:30", id="all, as we write it"),
        pytest.param("in 2h", "2026-11-23T13:00", id="in"),
        pytest.param("+2h", "2026-11-23T13:00", id="plus"),
        pytest.param("in about 30 minutes", "2026-11-23T11:30", id="in words"),
        pytest.param("1 h 30 min", "2026-11-23T12:30", id="with blanks"),
        pytest.param("half an hour", "2026-11-23T11:30", id="half an hour"),
    ],
)
def test_an_eta_is_read(text: str, expected: str) -> None:
    assert parse_time(text, now=NOON, timezone=BERLIN) == utc(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("9:15", "2026-11-23T08:15", id="earlier today"),
        pytest.param("11am", "2026-11-23T10:00", id="am"),
        pytest.param("09:00 UTC", "2026-11-23T09:00", id="utc"),
        pytest.param("yesterday 22:10", "2026-11-22T21:10", id="yesterday"),
        pytest.param("Mon 09:00", "2026-11-23T08:00", id="today by its name"),
        pytest.param("Mon 14:00", "2026-11-16T13:00", id="the last such day"),
        pytest.param("2026-11-22 14:30", "2026-11-22T13:30", id="a date"),
        pytest.param("20m ago", "2026-11-23T10:40", id="ago, in words"),
        pytest.param("an hour ago", "2026-11-23T10:00", id="an hour ago"),
        pytest.param("about 20 minutes ago", "2026-11-23T10:40", id="about"),
        pytest.param("now", "2026-11-23T11:00", id="now"),
        pytest.param("12:00", "2026-11-23T11:00", id="this very minute"),
        pytest.param("30m", "2026-11-23T10:30", id="ago"),
        pytest.param("-30m", "2026-11-23T10:30", id="ago, with a minus"),
    ],
)
def test_a_milestone_looks_back(text: str, expected: str) -> None:
    assert parse_time(text, now=NOON, timezone=BERLIN, past=True) == utc(expected)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "-30m", "24:00", "2026-11-24", "2026-13-01T10:00Z", "12x", "14:61", "13pm",
        "call Bo at 14:30", "14:30 15:30", "10:00-12:00", "today tomorrow 14:00", "2026-02-30 9:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(
        InvalidValue,
        match="is not a time; write 14:30, 5pm, 30m, tomorrow 9:00 or 2026-11-23 14:30",
    ):
        parse_time(text, now=NOON, timezone=BERLIN)


def test_a_stamp_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidValue, match="is not a time"):
        parse_time("0001-01-01T00:00:00+14:00", now=NOON, timezone=BERLIN)


def test_an_eta_in_a_repeated_hour_is_the_second_once_the_first_is_over() -> None:
    """Given 02:10 said for the second time, then 02:30 is 20 minutes away, not a day."""
    now = local("2026-10-25T02:10", fold=1)
    assert parse_time("02:30", now=now, timezone=BERLIN) - now.astimezone(UTC) == timedelta(
        minutes=20
    )


@given(at=INSTANTS, minute=st.integers(0, 1439), timezone=st.sampled_from(ZONES))
@example(at=datetime(2026, 3, 29, tzinfo=UTC), minute=150, timezone=BERLIN)  # there is no 02:30
def test_a_wall_time_is_always_the_next_one(at: datetime, minute: int, timezone: str) -> None:
    """No earlier minute after `at` shows that wall time; at most 48 h where a day is skipped."""
    wall = f"{minute // 60:02d}:{minute % 60:02d}"
    found, refusal = read(wall, at, timezone)
    if found is None:
        assert "clocks are set forward over it" in refusal
        return
    assert at < found <= at + timedelta(hours=49)
    assert not _shown_between(wall, at, found, timezone)


@given(at=INSTANTS, minute=st.integers(0, 1439), timezone=st.sampled_from(ZONES))
def test_a_wall_time_looked_back_at_is_the_last_one_or_refused(
    at: datetime, minute: int, timezone: str
) -> None:
    """It is today's, or less than six hours ago; a day before is never meant in silence."""
    wall = f"{minute // 60:02d}:{minute % 60:02d}"
    found, refusal = read(wall, at, timezone, past=True)
    if found is None:
        assert "still to come today" in refusal or "set forward over it" in refusal
        return
    same_day = found.astimezone(zone(timezone)).date() == at.astimezone(zone(timezone)).date()
    assert same_day or at - found <= timedelta(hours=6)
    assert not _shown_between(wall, found, at + timedelta(microseconds=1), timezone)


# ------------------------------------------------------------------ what is said and not guessed


def test_a_time_that_today_has_not_reached_is_not_taken_for_yesterdays() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_time("06:30", now=local("2026-11-23T05:33"), timezone=BERLIN, past=True)
    assert str(refused.value) == (
        "06:30 is still to come today; if the day before was meant, write yesterday 06:30, "
        "or 2026-11-22 06:30"
    )


def test_the_way_that_a_refusal_names_is_read() -> None:
    now = local("2026-11-23T05:33")
    for said in ("yesterday 06:30", "2026-11-22 06:30", "yesterday 06:30 UTC"):
        assert parse_time(said, now=now, timezone=BERLIN, past=True) < now


def test_just_after_midnight_the_evening_before_is_plainly_meant() -> None:
    now = local("2026-11-24T00:10")
    found = parse_time("23:50", now=now, timezone=BERLIN, past=True)
    assert now.astimezone(UTC) - found == timedelta(minutes=20)


def test_a_time_that_clocks_skip_is_refused_with_what_they_show() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_time("02:30", now=local("2026-03-29T00:30"), timezone=BERLIN)
    assert str(refused.value) == (
        "there is no 02:30 on 2026-03-29: clocks are set forward over it; that moment is 03:30 CEST"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("02:30 CEST", "2026-10-25T00:30"), ("02:30 CET", "2026-10-25T01:30")],
)
def test_of_a_time_that_is_there_twice_the_abbreviation_says_which(
    text: str, expected: str
) -> None:
    now = local("2026-10-25T09:00")
    found = parse_time(text, now=now, timezone=BERLIN, past=True)
    assert found == utc(expected)
    assert local_text(found, BERLIN) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("17:00 EST", "'EST' is no time zone here; write UTC, UTC+2 or a name like Europe/Berlin"),
        ("17:00 Mars/Olympus", "is not a time zone"),
        ("17:00 UTC+15", "is no offset from UTC"),
        ("2026-11-24 17:00 CEST", "clocks do not show CEST at 17:00 on 2026-11-24"),
        ("Mon 2026-11-24 17:00", "2026-11-24 is a Tue"),
    ],
)
def test_a_zone_or_a_day_that_cannot_be_is_said(text: str, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_time(text, now=NOON, timezone=BERLIN)
    assert sentence in str(refused.value)


@given(at=INSTANTS, timezone=st.sampled_from(ZONES))
def test_what_we_write_is_read_again(at: datetime, timezone: str) -> None:
    """A moment can be pasted from a reply into the next command, with its day and its zone."""
    minute = at.replace(second=0, microsecond=0)
    written = local_text(minute, timezone, now=minute + timedelta(days=3))
    assert parse_time(written, now=at, timezone=timezone) == minute


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_a_time_or_refused(text: str, past: bool) -> None:
    found, refusal = read(text, NOON, BERLIN, past=past)
    assert found is None or found.tzinfo is UTC
    assert len(refusal) < 200


@pytest.mark.parametrize("text", ["9999-12-31 23:59", "0001-01-01 00:00", "9999-12-31 23:59 UTC-9"])
def test_the_ends_of_the_calendar_are_no_fault(text: str) -> None:
    found, refusal = read(text, NOON, NEW_YORK)
    assert found is not None or "is not a time" in refusal


def test_a_time_of_day_is_told_from_a_moment() -> None:
    assert [text for text in ("14:30", "5pm UTC", "tomorrow 5pm", "30m", "soon") if
            is_time_of_day(text)] == ["14:30", "5pm UTC"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "minutes"), [("20m", 20), ("20 min", 20), ("2 hours", 120), ("1h 05m", 65)]
)
def test_a_length_is_read(text: str, minutes: int) -> None:
    assert parse_length(text) == timedelta(minutes=minutes)


def _shown_between(wall: str, after: datetime, before: datetime, timezone: str) -> bool:
    """Whether a clock in the zone turns to `wall` strictly between two instants."""
    first = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    minutes = range(int((before - first) / timedelta(minutes=1)) + 1)
    instants = (first + timedelta(minutes=n) for n in minutes)
    return any(
        f"{instant.astimezone(zone(timezone)):%H:%M}" == wall
        for instant in instants
        if instant < before
    )
