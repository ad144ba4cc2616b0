"""Reads the wait a far end asks for: `Retry-After` and vendors' reset headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT_S: Final = 3600.0
RESETS: Final[Sequence[str]] = (
    "ratelimit-reset",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "x-ratelimit-period-in-sec",
)
# More seconds than a reset is ever away; a larger number is a moment since 1970.
_EPOCH_FROM: Final = 100_000_000
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_DECIMAL = re.compile(r"[0-9]{1,9}")


def asked_wait(headers: Mapping[str, str], now: datetime, *, resets: bool) -> float | None:
    """Return seconds from 0 to `LONGEST_WAIT_S`; None if no header can be read.

    Args:
        headers: Their names in lower case.
        resets: Whether the headers that tell when a limit starts anew count too.
    """
    told = read_retry_after(headers.get("retry-after", ""), now)
    if told is not None or not resets:
        return told
    found = (read_reset(headers[name], now) for name in RESETS if name in headers)
    return next((wait for wait in found if wait is not None), None)


def read_retry_after(text: str, now: datetime) -> float | None:
    """Return the wait of a `Retry-After`: seconds, or an HTTP date."""
    plain = text.strip()
    if _DECIMAL.fullmatch(plain):
        return _bounded(float(plain))
    return _until(plain, now, parsedate_to_datetime)


def read_reset(text: str, now: datetime) -> float | None:
    """Return the wait of a reset header: seconds, Unix seconds, or an ISO time."""
    plain = text.strip()
    if _SECONDS.fullmatch(plain):
        number = float(plain)
        return _bounded(number - now.timestamp() if number >= _EPOCH_FROM else number)
    return _until(plain, now, datetime.fromisoformat)


def _until(text: str, now: datetime, read: Callable[[str], datetime]) -> float | None:
    try:
        moment = read(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return _bounded((zoned - now).total_seconds())
    except (IndexError, OverflowError, TypeError, ValueError):
        return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT_S)
