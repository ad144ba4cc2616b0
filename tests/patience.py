"""How long a test waits for what takes a second or two: only what hangs takes longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

HANGS_S: Final = 240.0
"""Seconds for a program to end: on a machine that is busy it may be sixty times as slow."""
COMES_S: Final = 120.0
"""Seconds for what a program that runs does at once, where nothing is promised of how soon."""
LOOK_S: Final = 0.01


def until(happened: Callable[[], object], what: str = "it") -> None:
    """Wait for something that other threads or programs do.

    Raises:
        AssertionError: It did not happen within `COMES_S`; `what` says what was waited for.
    """
    ends = time.monotonic() + COMES_S
    while not happened():
        assert time.monotonic() < ends, f"{what} did not happen"
        time.sleep(LOOK_S)
