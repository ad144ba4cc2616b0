"""A terminal that is left as it was found, and a log that does not garble the line being typed."""

from __future__ import annotations

import logging
import sys
import termios
from collections.abc import Callable


def keep_terminal() -> Callable[[], None]:
    """Remember the terminal's settings; the answer puts them back."""
    terminal = sys.stdin.fileno()
    settings = termios.tcgetattr(terminal)

    def restore() -> None:
        termios.tcsetattr(terminal, termios.TCSANOW, settings)

    return restore


def nothing_to_restore() -> None:
    """There is no terminal."""


class _Above(logging.Handler):
    """Writes log lines above the prompt."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._write(line)


def above_the_prompt(write: Callable[[str], None]) -> logging.Handler:
    """What sends the log through the line editor."""
    return _Above(write)
