"""Moments as New Relic writes and reads them: milliseconds or seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeGuard

from tocsin.providers.http import Json

LATEST: Final = 7_258_118_400.0
"""The year 2200, in seconds."""
A_WHILE: Final = timedelta(minutes=5)
"""How far a harmless question looks back, and how far clocks may be apart."""
LOOKS_BACK: Final = timedelta(days=7)
"""How long before an issue may have been opened."""


def milliseconds(moment: datetime) -> int:
    """Since 1970, as queries have it."""
    return int(moment.timestamp() * 1000)


def issue_span(at: datetime) -> Mapping[str, int]:
    """The span that issues are looked for in, whose end is a little after a moment."""
    return {"startTime": milliseconds(at - LOOKS_BACK), "endTime": milliseconds(at + A_WHILE)}


def from_milliseconds(value: Json) -> datetime | None:
    """The moment of a number, or of a text of digits; None where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        value = int(value)
    return from_seconds(value / 1000) if is_number(value) and abs(value) < 1e15 else None


def from_seconds(value: Json) -> datetime | None:
    """The moment of a number; None where it is none, or one that nothing happens at."""
    return datetime.fromtimestamp(value, UTC) if is_number(value) and 0 < value < LATEST else None


def is_number(value: Json) -> TypeGuard[int | float]:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
