"""Reads what a process writes, line by line, and waits for a line with a deadline."""

from __future__ import annotations

import re
import threading
from typing import IO

from tests.patience import COMES_S


class Lines:
    """Everything a stream said so far; a thread of its own reads until the stream ends."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._changed = threading.Condition()
        self._lines: list[str] = []
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def text(self) -> str:
        """What came so far."""
        with self._changed:
            return "\n".join(self._lines)

    def wait_for(self, pattern: str, seconds: float = COMES_S) -> re.Match[str]:
        """The first line in which the pattern is found, or AssertionError with what came."""
        wanted = re.compile(pattern)
        with self._changed:
            self._changed.wait_for(lambda: self._found(wanted) or self._ended, timeout=seconds)
            match = self._found(wanted)
        assert match is not None, f"no line matches {pattern!r}; there came:\n{self.text()}"
        return match

    def join(self, seconds: float = 5.0) -> str:
        """Wait for the end of the stream; returns all of it."""
        self._thread.join(seconds)
        return self.text()

    def _found(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        return next((found for line in self._lines if (found := wanted.search(line))), None)

    def _read(self) -> None:
        for line in self._stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        self._stream.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()
