"""Times as the database keeps them: microseconds since 1970-01-01 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tocsin.errors import InvalidValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(at: datetime) -> int:
    """Return exact microseconds of an instant.

    Raises:
        InvalidValue: The time has no zone.
    """
    if at.tzinfo is None:
        raise InvalidValue(f"The time {at} has no time zone and cannot be kept.")
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Convert microseconds since the epoch to a moment in UTC."""
    return _EPOCH + us * _MICROSECOND
