"""From when until when, as people type it: periods.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.domain.periods import Period, parse_period
from tocsin.errors import InvalidValue

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday, 12:00 in Berlin


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def period(start: str, end: str) -> Period:
    return Period(start=utc(start) if start else None, end=utc(end))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("18:00", "", "2026-11-23T17:00"),
        ("until 6pm", "", "2026-11-23T17:00"),
        ("4h", "", "2026-11-23T15:00"),
        ("for 4 hours", "", "2026-11-23T15:00"),
        ("2026-11-24 17:00", "", "2026-11-24T16:00"),
        ("18:00-22:00", "2026-11-23T17:00", "2026-11-23T21:00"),
        ("from 18:00 until 22:00", "2026-11-23T17:00", "2026-11-23T21:00"),
        ("18:00 to 22:00", "2026-11-23T17:00", "2026-11-23T21:00"),
        ("6pm – 10pm", "2026-11-23T17:00", "2026-11-23T21:00"),
        ("from 18:00 for 2h", "2026-11-23T17:00", "2026-11-23T19:00"),
        ("22:00-06:00", "2026-11-23T21:00", "2026-11-24T05:00"),
        ("tomorrow 9:00 to 17:00", "2026-11-24T08:00", "2026-11-24T16:00"),
        ("tomorrow 9:00 until tomorrow 18:00", "2026-11-24T08:00", "2026-11-24T17:00"),
        ("today 18:00 until tomorrow 9:00", "2026-11-23T17:00", "2026-11-24T08:00"),
        ("Fri 17:00 until Mon 09:00", "2026-11-27T16:00", "2026-11-30T08:00"),
        ("2026-12-24 09:00 until 2026-12-27 09:00", "2026-12-24T08:00", "2026-12-27T08:00"),
        ("18:00 UTC until 20:00 UTC", "2026-11-23T18:00", "2026-11-23T20:00"),
        ("10:00-18:00", "2026-11-23T09:00", "2026-11-23T17:00"),
        ("10:00-11:00", "2026-11-23T09:00", "2026-11-23T10:00"),
    ],
)
def test_a_period_is_read(text: str, start: str, end: str) -> None:
    assert parse_period(text, now=NOW, timezone=BERLIN) == period(start, end)


@pytest.mark.parametrize("text", ["", "soon", "until", "from 18:00", "18:00-", "until soon"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_period(text, now=NOW, timezone=BERLIN)


WORDS = st.sampled_from(
    ("from", "until", "to", "for", "-", "tomorrow", "today", "Fri", "9:00", "18:00", "4h", "soon")
)


@given(st.text(max_size=30) | st.lists(WORDS, max_size=6).map(" ".join))
@example("from tomorrow 9:00 until 18:00")
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        found = parse_period(text, now=NOW, timezone=BERLIN)
    except InvalidValue:
        return
    assert found.end.utcoffset() == timedelta()
    assert found.start is None or found.start.utcoffset() == timedelta()
