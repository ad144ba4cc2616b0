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
_TOKEN: Final = re.compile(r"\x1b\[[0-9]*[A-Za-z]|.", re.DOTALL)


class PseudoTerminal:
    """A pty; `run` gives its inner end to a function on a thread of its own."""

    def __init__(self, columns: int = 80) -> None:
        self._outer, self.inner = pty.openpty()
        fcntl.ioctl(self.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.out: TextIO = open(self.inner, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        self.raw = ""
        self._unread = ""
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
        os.close(self.inner)

    def run(self, serve: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()

    def type(self, text: str | bytes) -> None:
        os.write(self._outer, text.encode() if isinstance(text, str) else text)

    def until(self, expected: str) -> str:
        """Read until that text has come, moves of the cursor aside; return all up to its end.

        What came behind it is kept for the next call.
        """
        deadline = monotonic() + PATIENCE
        while (end := _end_of(expected, self._unread)) is None:
            ready, _, _ = select.select([self._outer], [], [], max(deadline - monotonic(), 0))
            assert ready, f"{expected!r} did not come; seen: {self._unread!r}"
            self._unread += os.read(self._outer, 4096).decode()
        seen, self._unread = self._unread[:end], self._unread[end:]
        self.raw += seen
        return seen

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


def _end_of(expected: str, raw: str) -> int | None:
    """Where the first occurrence ends in `raw`, read without the moves of the cursor."""
    characters = [match for match in _TOKEN.finditer(raw) if len(match.group()) == 1]
    start = "".join(match.group() for match in characters).find(expected)
    return None if start < 0 else characters[start + len(expected) - 1].end()
