"""The line being typed, and those typed before. Pure: keys in, text out."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

LINES_REMEMBERED: Final = 500


class LineBuffer:
    """A line with a cursor, and a history to walk through with up and down."""

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self._history: deque[str] = deque(maxlen=LINES_REMEMBERED)
        self._back = 0
        self._draft = ""

    def press(self, key: str) -> None:
        """Apply one key: a printable character or the name of an editing key."""
        if len(key) == 1:
            self._replace(self.cursor, self.cursor, key)
        elif key in _EDITS:
            _EDITS[key](self)

    def take(self) -> str:
        """The finished line; it goes into the history, and the next begins empty."""
        line = self.text
        if line.strip() and (not self._history or self._history[-1] != line):
            self._history.append(line)
        self.clear()
        return line

    def clear(self) -> None:
        """Throw the line away."""
        self._show("")
        self._back = 0

    def _replace(self, start: int, end: int, text: str) -> None:
        start, end = max(start, 0), min(end, len(self.text))
        self.text = self.text[:start] + text + self.text[end:]
        self.cursor = start + len(text)

    def _kill_word(self) -> None:
        before = self.text[: self.cursor].rstrip()
        self._replace(before.rfind(" ") + 1, self.cursor, "")

    def _walk(self, step: int) -> None:
        if self._back == 0:
            self._draft = self.text
        self._back = min(max(self._back + step, 0), len(self._history))
        self._show(self._history[-self._back] if self._back else self._draft)

    def _move(self, cursor: int) -> None:
        self.cursor = min(max(cursor, 0), len(self.text))

    def _show(self, text: str) -> None:
        self.text = text
        self.cursor = len(text)


_EDITS: Final[Mapping[str, Callable[[LineBuffer], None]]] = {
    "left": lambda line: line._move(line.cursor - 1),
    "right": lambda line: line._move(line.cursor + 1),
    "home": lambda line: line._move(0),
    "end": lambda line: line._move(len(line.text)),
    "backspace": lambda line: line._replace(line.cursor - 1, line.cursor, ""),
    "delete": lambda line: line._replace(line.cursor, line.cursor + 1, ""),
    "kill-left": lambda line: line._replace(0, line.cursor, ""),
    "kill-right": lambda line: line._replace(line.cursor, len(line.text), ""),
    "kill-word": lambda line: line._kill_word(),
    "up": lambda line: line._walk(1),
    "down": lambda line: line._walk(-1),
}


def view(text: str, cursor: int, columns: int) -> tuple[str, int]:
    """The part of a long line that fits, and the column of the cursor in it.

    Args:
        text: the whole line.
        cursor: an index into it.
        columns: how many are free; a wide character takes two, a combining one none.
    """
    start, used = cursor, 0
    while start > 0 and used + _columns(text[start - 1]) < columns:
        start -= 1
        used += _columns(text[start])
    end, before = cursor, used
    while end < len(text) and used + _columns(text[end]) <= columns:
        used += _columns(text[end])
        end += 1
    return text[start:end], before


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
