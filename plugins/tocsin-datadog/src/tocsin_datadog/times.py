"""Moments as Datadog writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.providers.http import Json

EARLIEST: Final = 0.0
LATEST: Final = 7_258_118_400.0
"""The year 2200, in seconds."""
A_WHILE: Final = timedelta(minutes=5)
"""What a harmless question looks back, since a window without length is none."""


def milliseconds(moment: datetime) -> int:
    """Since 1970, as queries have it."""
    return int(moment.timestamp() * 1000)


def from_seconds(seconds: float) -> datetime | None:
    """The moment; None for one that nothing happens at."""
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST < seconds < LATEST else None


def from_milliseconds(words: str) -> datetime | None:
    """The moment a whole number of milliseconds in a text stands for; None where it is none."""
    is_number = words.isascii() and words.isdigit() and len(words) <= 15
    return from_seconds(int(words) / 1000) if is_number else None


def from_iso(words: Json) -> datetime | None:
    """The moment of `2026-11-23T10:30:00.320Z`; None where it is none."""
    try:
        moment = datetime.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
