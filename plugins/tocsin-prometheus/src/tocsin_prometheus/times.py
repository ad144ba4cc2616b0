"""Moments as Alertmanager writes them: RFC 3339, nanoseconds, any offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,30})?"
_OFFSET = r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_YEARS = range(1970, 2201)
_RFC_3339 = re.compile(f"{_DATE}T{_TIME}{_OFFSET}")


def read_time(text: str) -> datetime | None:
    """A moment in UTC, cut to microseconds.

    None for Go's zero time in year 1 ("not yet") and for any other year no alert began in.

    Raises:
        ValueError: The text is not an RFC 3339 time.
    """
    plain = text.upper()
    if not _RFC_3339.fullmatch(plain):
        raise ValueError("not a time")
    try:
        moment = datetime.fromisoformat(plain)
        utc = None if moment.year == 1 else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise ValueError("not a time") from None
    return utc if utc is not None and utc.year in _YEARS else None


def _from_json(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return read_time(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("time", "not a time") from None


Moment = Annotated[datetime | None, BeforeValidator(_from_json)]
