"""What every contract of instances that are asked looks at in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from tocsin.testing.patience import in_time

T = TypeVar("T")
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_AGO: Final = NOON - timedelta(hours=1)


def answered(work: Callable[[], T], seconds: float) -> T:
    """What it gives; one that never comes back is a failure of this test and of no other."""
    return in_time(work, seconds, "it")


def is_link(text: str) -> bool:
    """Whether a person can open it, or it is left out."""
    return text == "" or text.startswith(("https://", "http://"))


def is_texts(fields: Mapping[str, str]) -> bool:
    """Whether names and values are what can be shown."""
    return all(isinstance(text, str) for pair in fields.items() for text in pair)


def is_aware(at: datetime) -> bool:
    """Whether a moment has a zone."""
    return at.tzinfo is not None and at.utcoffset() is not None
