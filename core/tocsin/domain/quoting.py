"""Words of somebody else in a refusal, whose backticks stand around what is ours to type."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 40


def without_backticks(words: str) -> str:
    """The words; each backtick in them is a single quote, so that it marks nothing."""
    return words.replace("`", "'")


def quoted(words: str) -> str:
    """What somebody typed, between single quotes, on one line that fits into a sentence."""
    line = without_backticks(" ".join(words.split()))
    return f"'{line}'" if len(line) <= LONGEST else f"'{line[: LONGEST - 1]}…'"
