"""SIGTERM and Ctrl-C while somebody's input is waited for.

Python goes on with an interrupted read, so a flag alone would be seen only with the next line.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO

from tocsin.builtin.console_reader import LineReader, TerminalReader
from tocsin.builtin.console_script import read_lines


class StopSignals:
    """True once one of the watched signals came; a read that waits then meets the end of input."""

    def __init__(self) -> None:
        """No signal is watched yet."""
        self._stopped = False
        self._end: Callable[[], None] | None = None
        self._waits, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)

    def watch(self, numbers: Iterable[signal.Signals]) -> None:
        """Take these signals from now on; only the main thread may ask for that."""
        # It wakes `wait` even where the signal comes in right before that falls asleep.
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda *_: self._stop())

    def wait(self, length: timedelta | None = None) -> None:
        """Wait for a signal, at most so long; None = as long as it takes."""
        seconds = None if length is None else length.total_seconds()
        select.select([self._waits], [], [], seconds)

    def lines(self, stream: BinaryIO) -> Iterator[str]:
        """Yield the lines of a script, until it ends or a signal comes."""
        lines = read_lines(stream)
        while True:
            try:
                with self._may_end(_break_off):
                    line = next(lines, None)
            except EOFError:
                return
            if line is None:
                return
            yield line

    @contextmanager
    def _may_end(self, end: Callable[[], None]) -> Iterator[None]:
        """Within, a signal calls `end`; one that came before raises EOFError at once."""
        self._end = end
        try:
            if self._stopped:
                raise EOFError
            yield
        finally:
            self._end = None

    def _stop(self) -> None:
        self._stopped = True
        if self._end is not None:
            self._end()

    def line(self, reader: TerminalReader) -> LineReader:
        """Return a reader whose `read` ends with a signal."""
        return _StoppableLine(reader, self)


class _StoppableLine:
    def __init__(self, reader: TerminalReader, stopping: StopSignals) -> None:
        self._reader = reader
        self._stopping = stopping

    def read(self, prompt: str) -> str:
        with self._stopping._may_end(self._reader.end):
            return self._reader.read(prompt)

    def write_line(self, line: str) -> None:
        self._reader.write_line(line)


def _break_off() -> None:
    raise EOFError
