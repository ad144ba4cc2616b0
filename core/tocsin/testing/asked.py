"""Checks that the contracts of logs, graphs, changes and firing alerts share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from tocsin.testing.patience import in_time

T = TypeVar("T")
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_AGO: Final = NOON - timedelta(hours=1)


def answered(work: Callable[[], T], seconds: float) -> T:
    """Return the result of a call; one that never returns fails this test alone."""
    return in_time(work, seconds, "it")


def is_link(text: str) -> bool:
    """Return whether a link is "" or can be opened by a person."""
    return text == "" or text.startswith(("https://", "http://"))


def is_texts(fields: Mapping[str, str]) -> bool:
    """Return whether names and values are texts that can be shown."""
    return all(isinstance(text, str) for pair in fields.items() for text in pair)


def is_aware(at: datetime) -> bool:
    """Return whether a moment has a zone."""
    return at.tzinfo is not None and at.utcoffset() is not None
