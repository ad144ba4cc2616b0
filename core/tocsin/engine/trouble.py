"""What a log may say of an exception of foreign code: its type and its places, never its text.

The text of an exception may hold a secret (an address with a password, a header); names of files
and functions do not.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath

DEEPEST = 6


def where(error: BaseException) -> str:
    """`ValueError at client.py:12 in post < plugin.py:40 in page`, the innermost place first."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    places = " < ".join(
        f"{PurePath(one.filename).name}:{one.lineno} in {one.name}" for one in reversed(frames)
    )
    return f"{type(error).__name__} at {places or 'an unknown place'}"
