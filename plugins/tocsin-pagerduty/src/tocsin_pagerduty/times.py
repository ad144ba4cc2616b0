"""Moments as PagerDuty writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """`2026-11-23T10:30:00Z`: it takes no other zone in a query."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
