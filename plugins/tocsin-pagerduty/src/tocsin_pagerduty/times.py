"""Moments as PagerDuty writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """`2026-11-23T10:30:00Z`: it takes no other zone in a query."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read(words: str) -> datetime | None:
    """The moment, aware; None where there is none."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
