"""Reads lines from a terminal, and prints lines of other threads without disturbing them."""

from __future__ import annotations

from typing import Protocol, TextIO

from tocsin.builtin.console_output import lines_to


class LineReader(Protocol):
    """Reads lines at a prompt, and writes lines without disturbing the one being typed."""

    def read(self, prompt: str) -> str:
        """Return the next line, without its end.

        Raises:
            EOFError: there will be no more.
        """
        ...

    def write_line(self, line: str) -> None:
        """Write one line above the prompt."""
        ...


class TerminalReader(LineReader, Protocol):
    """The reader of the terminal the program was started from; signals end its input."""

    def end(self) -> None:
        """End the input, as a signal handler on the thread that reads: `read` raises EOFError."""
        ...


class SimpleLine:
    """Reads lines where the cursor cannot be moved; prompts only on a terminal."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source = source
        self._out = out
        self._write_line = lines_to(out)

    def read(self, prompt: str) -> str:
        """Return the next line; Ctrl-C gives an empty one."""
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

    def end(self) -> None:
        """Interrupt the read; Python would continue it after a signal."""
        raise EOFError


def line_reader(source: TextIO, out: TextIO, *, term: str) -> TerminalReader:
    """Return the reader for a terminal of type `term` (the variable TERM), or for a pipe."""
    if term in ("", "dumb") or not out.isatty():
        return SimpleLine(source, out)
    from tocsin.builtin.console_prompt import PromptLine  # a tenth of a second

    return PromptLine(source, out, term=term)
