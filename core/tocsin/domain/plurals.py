"""Numbers and durations with their nouns, in singular or plural."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_UNITS: Final = (
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
    (timedelta(seconds=1), "second"),
)


def plural(count: float, noun: str) -> str:
    """`1 minute`, `2 minutes`, `1.5 hours`."""
    return f"{count:g} {noun}" if count == 1 else f"{count:g} {noun}s"


def duration_words(span: timedelta) -> str:
    """A duration in the largest unit that holds it whole: `48 hours`, `an hour`, `90 minutes`."""
    if span == timedelta(hours=1):
        return "an hour"
    unit, noun = next((row for row in _UNITS if not span % row[0]), _UNITS[-1])
    return plural(span / unit, noun)


def interval_words(span: timedelta) -> str:
    """An interval in words: `every 30 minutes`, `every hour`."""
    return f"every {duration_words(span).removeprefix('an ')}"
