"""What every contract of instances that are asked looks at in the same way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from tocsin.testing.patience import PATIENCE_S, in_time

T = TypeVar("T")
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_AGO: Final = NOON - timedelta(hours=1)


def answered(work: Callable[[], T]) -> T:
    """What it gives; one that never comes back is a failure of this test and of no other."""
    return in_time(work, PATIENCE_S, "it")


def is_link(text: str) -> bool:
    """Whether a person can open it, or it is left out."""
    return text == "" or text.startswith(("https://", "http://"))


def is_aware(at: datetime) -> bool:
    """Whether a moment has a zone."""
    return at.tzinfo is not None and at.utcoffset() is not None
