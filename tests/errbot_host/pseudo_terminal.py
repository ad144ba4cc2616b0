"""A terminal of our own making: somebody who types, and what that person would see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Final, Self, TextIO

PATIENCE: Final = 10.0
_TOKEN: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[^\[]|[^\x1b]", re.DOTALL)


class PseudoTerminal:
    """A pty; `run` gives its inner end to a function on a thread of its own."""

    def __init__(self, columns: int = 80) -> None:
        self._outer, self.inner = pty.openpty()
        fcntl.ioctl(self.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.out: TextIO = open(self.inner, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        self.source: TextIO = open(self.inner, encoding="utf-8", closefd=False)  # noqa: SIM115
        self.raw = ""
        self.screen = Screen()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()
        self.ended()
        with suppress(OSError):  # what was written last may find nobody
            self.out.close()
        self.source.close()
        os.close(self.inner)

    def run(self, serve: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()

    def type(self, text: str | bytes) -> None:
        os.write(self._outer, text.encode() if isinstance(text, str) else text)

    def until(self, expected: str) -> str:
        """Read until the screen shows that text, below or behind what was waited for before.

        Returns what the screen shows from there up to its end. Blanks at the end of a row are none.
        """
        deadline = monotonic() + PATIENCE
        while (shown := self.screen.shown_up_to(expected)) is None:
            ready, _, _ = select.select([self._outer], [], [], max(deadline - monotonic(), 0))
            assert ready, f"{expected!r} did not come; seen: {self.screen.text!r}"
            came = os.read(self._outer, 4096).decode()
            self.raw += came
            self.screen.feed(came)
        return shown

    def hang_up(self) -> None:
        if self._outer >= 0:
            os.close(self._outer)
            self._outer = -1

    def ended(self) -> bool:
        """Whether what runs came to an end by itself, within our patience."""
        if self._thread is None:
            return True
        self._thread.join(timeout=PATIENCE)
        return not self._thread.is_alive()

    def settings(self) -> list[object]:
        return list(termios.tcgetattr(self.inner))


class Screen:
    """What somebody sees: rows that only grow at the end, and a cursor."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = [[]]
        self._row = self._column = 0
        self._seen = (0, 0)
        self._rest = ""

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._rows)

    def shown_up_to(self, expected: str) -> str | None:
        """All from what was seen up to the end of `expected`, seen from then on; None = not yet."""
        row, column = self._seen
        rows = ["".join(cells).rstrip() for cells in self._rows[row:]]
        text = "\n".join([" " * column + rows[0][column:], *rows[1:]])
        start = text.find(expected.rstrip(" "), column)
        if start < 0:
            return None
        upto = text[: start + len(expected.rstrip(" "))]
        self._seen = (row + upto.count("\n"), len(upto) - upto.rfind("\n") - 1)
        return upto[column:]

    def feed(self, raw: str) -> None:
        self._rest += raw
        while (token := _TOKEN.match(self._rest)) is not None:
            self._rest = self._rest[token.end() :]
            if len(token.group()) == 1:
                self._put(token.group())
            elif token.group()[1] == "[":
                self._move(token.group()[-1], token.group()[2:-1])

    def _put(self, character: str) -> None:
        if character == "\r":
            self._column = 0
        elif character == "\n":
            self._down(1)
        elif character == "\b":
            self._column = max(self._column - 1, 0)
        else:
            self._changed()
            cells = self._rows[self._row]
            cells.extend(" " * (self._column + 1 - len(cells)))
            cells[self._column] = character
            self._column += 1

    def _move(self, final: str, parameters: str) -> None:
        by = int(parameters) if parameters.isdigit() else 1
        if final == "A":
            self._row = max(self._row - by, 0)
        elif final == "B":
            self._down(by)
        elif final in "CD":
            self._column = max(self._column + (by if final == "C" else -by), 0)
        elif final in "JK":
            self._changed()
            del self._rows[self._row][self._column :]
            if final == "J":
                del self._rows[self._row + 1 :]

    def _down(self, by: int) -> None:
        self._row += by
        while len(self._rows) <= self._row:
            self._rows.append([])

    def _changed(self) -> None:
        """What was seen here is another text now."""
        if (self._row, self._column) < self._seen:
            self._seen = (self._row, self._column)
