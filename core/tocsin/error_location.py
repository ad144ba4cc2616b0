"""Describes an exception of foreign code by type and place, never by its text.

The text of an exception may hold a secret (an address with a password, a header); names of files
and functions do not.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import PurePath

from tocsin.deadlines import Raised

DEEPEST = 6


def error_location(error: BaseException) -> str:
    """Return `ValueError at client.py:12 in post < plugin.py:40 in page`, the innermost first."""
    places = _places(traceback.extract_tb(error.__traceback__))
    raised = error.error if isinstance(error, Raised) else error
    return f"{type(raised).__name__} at {places}"


def thread_location(thread: int | None) -> str:
    """Return where a thread, by its `ident`, is at this moment, the innermost place first."""
    frame = None if thread is None else sys._current_frames().get(thread)
    return _places(traceback.StackSummary() if frame is None else traceback.extract_stack(frame))


def _places(frames: traceback.StackSummary) -> str:
    told = " < ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in reversed(frames[-DEEPEST:])
    )
    return told or "an unknown place"
