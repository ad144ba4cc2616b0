"""A line typed at a terminal while others write above it."""

from __future__ import annotations

import os
import termios
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TextIO

from tocsin.builtin.console_keys import KeyReader
from tocsin.builtin.console_line_buffer import LineBuffer, view
from tocsin.builtin.console_output import encodable, lines_to

COLUMNS_IF_UNKNOWN: Final = 80
_READ_AT_ONCE: Final = 4096
_LOCAL_FLAGS: Final = 3
_ERASE: Final = "\r\x1b[K"


class LineReader(Protocol):
    """Reads lines at a prompt, and writes lines without disturbing the one being typed."""

    def read(self, prompt: str) -> str:
        """The next line, without its end.

        Raises:
            EOFError: there will be no more.
        """
        ...

    def write_line(self, line: str) -> None:
        """Write one line above the prompt."""
        ...


class TtyLine:
    """A line editor of our own on a terminal; one lock owns the screen.

    The line is edited on one row, scrolled sideways when it is longer. The terminal is in its
    own mode only while a line is read, so a command that hangs can still be interrupted. Ctrl-C
    clears the line, Ctrl-D on an empty line ends the input; Ctrl-Z does nothing, for a suspended
    bot keeps no promise.

    Args:
        fd: the terminal to read from.
        out: the same terminal to write to.
    """

    def __init__(self, fd: int, out: TextIO) -> None:
        self._fd = fd
        self._out = out
        self._lock = threading.RLock()
        self._keys = KeyReader()
        self._typed_ahead: deque[str] = deque()
        self._line = LineBuffer()
        self._prompt: str | None = None

    def read(self, prompt: str) -> str:
        """Let somebody type a line; Enter ends it."""
        try:
            with _keys_one_by_one(self._fd), self._editing(prompt):
                return self._until_enter()
        except (OSError, termios.error) as error:  # the terminal is gone
            raise EOFError from error

    def write_line(self, line: str) -> None:
        """Write above the line being typed, which stays as it is."""
        with self._lock:
            editing = self._prompt is not None
            self._write((_ERASE if editing else "") + line + "\n")
            if editing:
                self._draw()

    def _until_enter(self) -> str:
        while (key := self._next_key()) != "enter":
            if key == "end-of-input" and not self._line.text:
                raise EOFError
            with self._lock:
                self._apply(key)
                if not self._typed_ahead:
                    self._draw()
        with self._lock:
            self._line.press("end")
            self._draw()
            self._end()
            return self._line.take()

    def _apply(self, key: str) -> None:
        if key == "interrupt":
            self._line.clear()
        else:
            self._line.press("delete" if key == "end-of-input" else key)

    def _next_key(self) -> str:
        while not self._typed_ahead:
            self._typed_ahead.extend(self._keys.feed(self._read_bytes()))
        return self._typed_ahead.popleft()

    def _read_bytes(self) -> bytes:
        data = os.read(self._fd, _READ_AT_ONCE)
        if not data:
            raise EOFError
        return data

    @contextmanager
    def _editing(self, prompt: str) -> Iterator[None]:
        with self._lock:
            self._prompt = prompt
            self._draw()
        try:
            yield
        finally:
            with self._lock:
                self._end()

    def _end(self) -> None:
        if self._prompt is not None:
            self._prompt = None
            self._write("\n")

    def _draw(self) -> None:
        columns = _columns(self._fd)
        prompt = _shortened(self._prompt or "", columns // 2)
        free = max(columns - len(prompt) - 1, 1)
        shown, cursor = view(self._line.text, self._line.cursor, free)
        place = len(prompt) + cursor
        self._write(f"\r{prompt}{shown}\x1b[K\r" + (f"\x1b[{place}C" if place else ""))

    def _write(self, text: str) -> None:
        self._out.write(encodable(text, self._out))
        self._out.flush()


class SimpleLine:
    """Reads lines where no cursor can be moved; prompts only if somebody sees it."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source = source
        self._out = out
        self._write_line = lines_to(out)

    def read(self, prompt: str) -> str:
        """The next line; Ctrl-C gives an empty one."""
        if self._out.isatty():
            self._out.write(prompt)
            self._out.flush()
        try:
            line = self._source.readline()
        except KeyboardInterrupt:
            return ""
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    def write_line(self, line: str) -> None:
        """Write the line where the cursor stands."""
        self._write_line(line)


def line_reader(source: TextIO, out: TextIO, *, term: str) -> LineReader:
    """The reader for a terminal of type `term` (the variable TERM), or for output to a pipe."""
    if term in ("", "dumb") or not out.isatty():
        return SimpleLine(source, out)
    return TtyLine(source.fileno(), out)


@contextmanager
def _keys_one_by_one(fd: int) -> Iterator[None]:
    """Keys come at once, unechoed, Ctrl-C and Ctrl-Z among them; afterwards all is as it was."""
    before = termios.tcgetattr(fd)
    changed = termios.tcgetattr(fd)
    changed[_LOCAL_FLAGS] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(fd, termios.TCSADRAIN, changed)
    try:
        yield
    finally:
        _restore(fd, before)


def _restore(fd: int, before: list[int | list[bytes | int]]) -> None:
    try:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
    except termios.error:
        return  # the terminal is gone; there is nothing to restore


def _columns(fd: int) -> int:
    try:
        return os.get_terminal_size(fd).columns or COLUMNS_IF_UNKNOWN
    except OSError:
        return COLUMNS_IF_UNKNOWN


def _shortened(prompt: str, columns: int) -> str:
    """The prompt, or its beginning and its last two characters when it is too long."""
    return prompt if len(prompt) <= columns else f"{prompt[: max(columns - 3, 0)]}…{prompt[-2:]}"
