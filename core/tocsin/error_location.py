"""Describes an exception of foreign code by type and place, never by its text.

The text of an exception may hold a secret (an address with a password, a header); names of files
and functions do not.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable
from itertools import islice
from pathlib import PurePath
from traceback import walk_stack, walk_tb
from types import FrameType

from tocsin.deadlines import Raised

DEEPEST = 6


def error_location(error: BaseException) -> str:
    """Return `ValueError at client.py:12 in post < plugin.py:40 in page`, the innermost first."""
    innermost = deque(walk_tb(error.__traceback__), maxlen=DEEPEST)
    raised = error.error if isinstance(error, Raised) else error
    return f"{type(raised).__name__} at {_places(reversed(innermost))}"


def without_frames(error: BaseException) -> None:
    """Let an error hold no frames: one that is raised again and again would keep them all."""
    for held in (error, error.error) if isinstance(error, Raised) else (error,):
        held.__traceback__ = None


def thread_location(thread: int | None) -> str:
    """Return where a thread, by its `ident`, is at this moment, the innermost place first."""
    frame = None if thread is None else sys._current_frames().get(thread)
    return _places(() if frame is None else islice(walk_stack(frame), DEEPEST))


def _places(frames: Iterable[tuple[FrameType, int]]) -> str:
    told = " < ".join(
        f"{PurePath(frame.f_code.co_filename).name}:{line} in {frame.f_code.co_name}"
        for frame, line in frames
    )
    return told or "an unknown place"
