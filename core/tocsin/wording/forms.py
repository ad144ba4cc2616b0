"""Labels and hints that forms of several nouns share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FILL_IN: Final = "Fill it in"
OTHER_WORDS: Final = "Other words"
SHOWN_FIRST: Final = "It is shown to you whole before it goes out."
UNSURE: Final = "When uncertain, the higher."
UNSURE_OR_EMPTY: Final = f"{UNSURE} Left empty, triage asks."


def one_of_many(names: Sequence[str]) -> str:
    """The hint of a field whose choices are too many to be shown."""
    return f"One of {len(names)}, such as {', '.join(names[:3])}"


def left_to_check(checks: Sequence[str]) -> str:
    """The hint of what is skipped by an override; "" = nothing is left."""
    return f"Left: {', '.join(checks)}"[:150] if checks else ""
