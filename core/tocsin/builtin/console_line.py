"""Who reads the lines of a terminal, and writes there without disturbing the one being typed."""

from __future__ import annotations

from typing import Protocol, TextIO

from tocsin.builtin.console_output import lines_to


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


class OwnReader(LineReader, Protocol):
    """The reader of the terminal a program was started from, which signals end."""

    def end(self) -> None:
        """End the input, as a signal handler on the thread that reads: `read` raises EOFError."""
        ...


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

    def end(self) -> None:
        """Break off the read; Python would go on with it after a signal."""
        raise EOFError


def line_reader(source: TextIO, out: TextIO, *, term: str) -> OwnReader:
    """The reader for a terminal of type `term` (the variable TERM), or for output to a pipe."""
    if term in ("", "dumb") or not out.isatty():
        return SimpleLine(source, out)
    from tocsin.builtin.console_prompt import PromptLine  # a tenth of a second

    return PromptLine(source, out, term=term)
