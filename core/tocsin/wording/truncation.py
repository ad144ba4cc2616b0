"""Answers that fit one message: what is too long says how much is left out, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, overload

from tocsin.chat import Text, Words, joined, split, text
from tocsin.wording.clean import ELLIPSIS
from tocsin.wording.composing import as_plain, say

LINES: Final = 60
CHARACTERS: Final = 4000
LONGEST_ROW: Final = 1500

Left = Callable[[int], Words]


def fits(words: Words, *, lines: int = LINES, characters: int = CHARACTERS) -> bool:
    """Whether a text can be said in one message."""
    said = as_plain(words)
    return said.count("\n") < lines and len(said) <= characters


def first_rows(rows: Sequence[Words], left: Left) -> Text:
    """The first rows, as many as fit, and behind them how many are left out.

    Args:
        rows: Lines without line breaks.
        left: From the number of rows left out to the line that says so, and where they stand.
    """
    if fits(joined("\n", rows)):
        return joined("\n", rows)
    kept = _most(rows, left(len(rows)))
    return joined("\n", (*kept, left(len(rows) - len(kept))))


def last_rows(rows: Sequence[Words], left: Left, *, always: bool = False) -> Text:
    """The last rows, as many as fit, and before them how many are left out.

    Args:
        rows: Lines without line breaks.
        left: As above.
        always: Rows before these are left out already, so it is said in any case.
    """
    if fits(joined("\n", rows)) and not always:
        return joined("\n", rows)
    kept = _most(rows[::-1], left(len(rows)))[::-1]
    return joined("\n", (left(len(rows) - len(kept)), *kept))


def one_message(words: Words) -> Text:
    """The rows that fit one message, for an answer that knows no better place for the rest."""
    if fits(words):
        return say(words)
    rows = [shortened(row) for row in say(words).rows()]
    return first_rows(rows, lambda more: f"({more} more lines do not fit here)")


def in_parts(rows: Iterable[str], *, lines: int, characters: int) -> tuple[str, ...]:
    """Rows packed into texts of at most this size, in order; long rows go on in the next line."""
    parts: list[str] = []
    for row in chain.from_iterable(map(_pieces, rows)):
        longer = f"{parts[-1]}\n{row}" if parts else row
        if parts and fits(longer, lines=lines, characters=characters):
            parts[-1] = longer
        else:
            parts.append(row)
    return tuple(parts)


@overload
def shortened(row: str, most: int = LONGEST_ROW) -> str: ...
@overload
def shortened(row: Words, most: int = LONGEST_ROW) -> Words: ...
def shortened(row: Words, most: int = LONGEST_ROW) -> Words:
    """A row of at most this length; what was cut ends with `…`."""
    if len(as_plain(row)) <= most:
        return row
    if isinstance(row, str):
        return row[: most - 1].rstrip() + ELLIPSIS
    return text(split(text(row), most - 1)[0], ELLIPSIS)


def _most(rows: Iterable[Words], beside: Words) -> tuple[Words, ...]:
    """As many rows as fit beside one more."""
    kept: list[Words] = []
    room = CHARACTERS - len(as_plain(beside))
    for row in (shortened(row) for row in rows):
        room -= len(as_plain(row)) + 1
        if room < 0 or len(kept) == LINES - 1:
            break
        kept.append(row)
    return tuple(kept)


def _pieces(row: str) -> Iterator[str]:
    """A row as lines of bearable length, broken at a blank where there is one."""
    while len(row) > LONGEST_ROW:
        end = row.rfind(" ", LONGEST_ROW // 2, LONGEST_ROW)
        end = end if end > 0 else LONGEST_ROW
        yield row[:end].rstrip()
        row = row[end:].lstrip()
    yield row
