"""A long text as several messages, none larger than a platform takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from tocsin.chat.text import Block, Plain, Span, Text, joined, text
from tocsin.errors import InvalidValue


def cut(words: str, most: int) -> str:
    """Words of at most so many characters; no platform takes a label of none: then it is `?`."""
    return (words if len(words) <= most else f"{words[: most - 1]}…") or "?"


def split(whole: Text, most_characters: int, *, most_lines: int | None = None) -> tuple[Text, ...]:
    """The text in pieces of at most this size, in order; what fits is one piece, as it is.

    Plain words are cut at the end of a line, else at a blank, else where they must be; the blanks
    there go. A block becomes several blocks. No other span is cut in two; one that is itself too
    large becomes plain words. So nothing becomes markup, a mention, a link or a command by it.

    Args:
        most_characters: Of the plain form of a piece.
        most_lines: Of a piece; None = as many as there are.

    Raises:
        InvalidValue: A limit is below one.
    """
    limit = _Limit(most_characters, most_lines)
    if limit.holds(whole):
        return (whole,)
    rows = (piece for row in _rows(whole, limit) for piece in _pieces(row, limit))
    return tuple(_packs(rows, limit))


@dataclass(frozen=True)
class _Limit:
    characters: int
    lines: int | None

    def __post_init__(self) -> None:
        if self.characters < 1 or (self.lines is not None and self.lines < 1):
            raise InvalidValue("a message has room for a character and a line at least")

    def holds(self, piece: Text) -> bool:
        words = piece.as_plain()
        return self.takes(len(words), words.count("\n"))

    def takes(self, characters: int, breaks: int) -> bool:
        """Whether so many characters fit, with so many line breaks among them."""
        return characters <= self.characters and (self.lines is None or breaks < self.lines)


def _packs(rows: Iterable[Text], limit: _Limit) -> Iterator[Text]:
    """As many rows in each piece as it holds; no piece begins or ends with an empty row."""
    kept: list[Text] = []
    size = breaks = 0
    for row in rows:
        words = row.as_plain()
        more, further = len(words) + 1, words.count("\n") + 1
        if kept and not limit.takes(size + more, breaks + further):
            yield from _filled(kept)
            kept = []
        if not kept:
            size, breaks = -1, -1
        if kept or words.strip():
            kept.append(row)
            size, breaks = size + more, breaks + further
    yield from _filled(kept)


def _filled(rows: list[Text]) -> Iterator[Text]:
    while rows and not rows[-1].as_plain().strip():
        rows.pop()
    if rows:
        yield joined("\n", rows)


def _rows(whole: Text, limit: _Limit) -> Iterator[Text]:
    """The lines; a block stands alone, in pieces that fit; a span too large is plain words."""
    for row in text(*(_bearable(span, limit) for span in whole.spans)).rows():
        before: list[Span] = []
        for span in row.spans:
            if not isinstance(span, Block):
                before.append(span)
                continue
            if before:
                yield text(*before)
            yield from map(text, _blocks(span, limit))
            before = []
        if before or not row.spans:
            yield text(*before)


def _bearable(span: Span, limit: _Limit) -> Span:
    if isinstance(span, Block):
        return span if limit.holds(text(_LEAST)) else Plain("\n".join(span.rows))
    whole = limit.holds(text(span)) and "\n" not in span.as_plain()
    return span if whole else Plain(span.as_plain())


_LEAST: Final = Block(("x",))


def _blocks(block: Block, limit: _Limit) -> Iterator[Block]:
    """The rows in blocks that each fit; long rows go on in the next one."""
    if limit.holds(text(block)):
        yield block
        return
    most = limit.characters - len(Block(("",)).as_plain())
    kept: list[str] = []
    for row in chain.from_iterable(_chopped(row, most) for row in block.rows):
        if kept and not limit.holds(text(Block((*kept, row)))):
            yield Block(tuple(kept))
            kept = []
        kept.append(row)
    if kept:
        yield Block(tuple(kept))


def _chopped(row: str, most: int) -> Iterator[str]:
    for line in row.split("\n"):
        yield from (piece.as_plain() for piece in _pieces(text(line), _Limit(most, None)))


def _pieces(row: Text, limit: _Limit) -> Iterator[Text]:
    """One line in pieces that fit, cut at blanks where there are some."""
    while not limit.holds(row):
        row, rest = _cut(row, limit.characters)
        if row:
            yield row
        row = rest
    yield row


def _cut(row: Text, most: int) -> tuple[Text, Text]:
    """What fits, up to a blank in plain words if there is one, and the rest."""
    head: list[Span] = []
    blank: tuple[int, int] | None = None
    room = most
    for at, span in enumerate(row.spans):
        size = len(span.as_plain())
        if isinstance(span, Plain):
            found = span.words.rfind(" ", 0, room + 1)
            blank = (at, found) if found >= 0 else blank
        if size > room:
            return _parted(row, *(blank or _hard(row, at, room)))
        head.append(span)
        room -= size
    return row, text()


def _hard(row: Text, at: int, room: int) -> tuple[int, int]:
    """Where a line without blanks is cut: between two spans, or in the middle of plain words."""
    return (at, room) if isinstance(row.spans[at], Plain) else (at, 0)


def _parted(row: Text, at: int, offset: int) -> tuple[Text, Text]:
    span = row.spans[at]
    if not isinstance(span, Plain):
        return text(*row.spans[:at]), text(*row.spans[at:])
    head = text(*row.spans[:at], span.words[:offset].rstrip(" "))
    return head, text(span.words[offset:].lstrip(" "), *row.spans[at + 1 :])
