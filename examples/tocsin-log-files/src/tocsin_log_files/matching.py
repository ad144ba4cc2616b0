"""The language of queries: words that all stand in a line; no pattern that could run for ever."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

MOST_WORDS: Final = 20
_WORD: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


class Unreadable(ValueError):
    """A query nobody can answer; the sentence says why."""


def matcher(text: str) -> Callable[[str], bool]:
    """The test of a line for a query.

    Every word stands in the line, in any order and in capitals or not. `"two words"` is one word,
    `-word` must not stand there, and `*` within a word is anything between its parts.

    Raises:
        Unreadable: It holds no word, or too many.
    """
    words = [
        (bool(without), _parts(quoted or plain))
        for without, quoted, plain in _WORD.findall(text.casefold())
    ]
    words = [(without, parts) for without, parts in words if parts]
    if not words or len(words) > MOST_WORDS:
        raise Unreadable(f"write between one and {MOST_WORDS} words to look for")

    def matches(line: str) -> bool:
        folded = line.casefold()
        return all(_holds(folded, parts) != without for without, parts in words)

    return matches


def _parts(word: str) -> tuple[str, ...]:
    return tuple(part for part in word.split("*") if part)


def _holds(line: str, parts: tuple[str, ...]) -> bool:
    """Whether the parts stand in a line one after the other: one look along it, never back."""
    at = 0
    for part in parts:
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
