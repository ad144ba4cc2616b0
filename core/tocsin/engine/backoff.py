"""Computes when to try again: exponential, full jitter, never sooner than a vendor asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST = 0.5
CAPS = {"page": 15.0, "chat": 30.0, "other": 60.0}
GIVE_UP = timedelta(hours=24)
LONGEST_WAIT = 300.0
PATIENT = {"page": 60.0, "chat": 60.0, "other": 300.0}
EAGER = 12


def next_try(
    now: datetime, attempts: int, pool: str, chance: Callable[[], float], ask: float | None
) -> datetime:
    """Return the moment of the next attempt after `attempts` failures.

    Args:
        chance: Uniform in [0, 1).
        ask: Seconds a vendor asked us to wait, bounded here to five minutes.
    """
    cap = CAPS[pool] if attempts <= EAGER else PATIENT[pool]
    ceiling = min(cap, FIRST * 2.0 ** min(attempts, 16))
    wait = ceiling / 2 + chance() * ceiling / 2
    return now + timedelta(seconds=max(wait, min(ask or 0.0, LONGEST_WAIT)))
