"""A line typed at a terminal while others write above it."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output.vt100 import Vt100_Output

from tocsin.builtin.console_output import encodable

SIZE_IF_UNKNOWN: Final = (80, 24)


class PromptLine:
    """A prompt_toolkit editor above whose line other threads can print.

    The terminal is in its own mode only while a line is read, so a command that hangs can still be
    interrupted. Ctrl-C clears the line, Ctrl-D on an empty line ends the input; Ctrl-Z does
    nothing, for a suspended bot keeps no promise. A line is what can be seen of it: control
    characters are left out.

    Args:
        source: the terminal to read from.
        out: the same terminal to write to.
        term: its type.
    """

    def __init__(self, source: TextIO, out: TextIO, *, term: str) -> None:
        self._out = out
        self._lock = threading.RLock()
        self._above: deque[str] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = False
        self._session: PromptSession[str] = PromptSession(
            input=Vt100Input(source),
            output=_Output(out, self._size, term=term, enable_bell=False, enable_cpr=False),
            key_bindings=_keys(),
            wrap_lines=False,
            complete_while_typing=False,
        )

    def read(self, prompt: str) -> str:
        """Read a line; Enter ends it."""
        try:
            with _wakeup_kept(), self._writing_after():
                line = self._session.prompt(
                    lambda: _shortened(prompt, self._size().columns // 2),
                    pre_run=self._begun,
                    handle_sigint=False,
                )
        except (OSError, termios.error) as error:  # the terminal is gone
            raise EOFError from error
        return "".join(character for character in line if character.isprintable())

    @contextmanager
    def _writing_after(self) -> Iterator[None]:
        """What came too late to be written above the line is written below it."""
        try:
            yield
        finally:
            with self._lock:
                self._loop = None
                self._write_above()

    def write_line(self, line: str) -> None:
        """Print above the line being typed, which stays as it is."""
        with self._lock:
            self._above.append(line)
            if self._loop is None:
                self._write_above()
            else:
                self._in_editor(self._write_meanwhile)

    def end(self) -> None:
        """End the read that waits, and every one after it."""
        self._ended = True
        self._in_editor(self._give_up)

    def _in_editor(self, call: Callable[[], None]) -> None:
        """Have the editor's loop make a call; one that has just closed needs none of ours."""
        if (loop := self._loop) is not None:
            with suppress(RuntimeError):  # closed: `_writing_after` is next
                loop.call_soon_threadsafe(call)

    def _begun(self) -> None:
        """The editor runs: from now on its loop says what is written when."""
        self._loop = asyncio.get_running_loop()
        if self._ended:
            self._give_up()
        self._write_meanwhile()

    def _give_up(self) -> None:
        if self._session.app.is_running and not self._session.app.is_done:
            self._session.app.exit(exception=EOFError)

    def _write_meanwhile(self) -> None:
        if not self._above:
            return
        self._session.app.renderer.erase()
        with self._lock:
            self._write_above()
        self._session.app.invalidate()

    def _write_above(self) -> None:
        while self._above:
            self._out.write(encodable(self._above.popleft(), self._out) + "\n")
            self._out.flush()

    def _size(self) -> Size:
        try:
            found = os.get_terminal_size(self._out.fileno())
        except OSError:
            found = os.terminal_size(SIZE_IF_UNKNOWN)
        return Size(rows=found.lines or SIZE_IF_UNKNOWN[1], columns=found.columns or 80)


class _Output(Vt100_Output):
    """Pasted lines come as typed ones, each said for itself."""

    def enable_bracketed_paste(self) -> None:
        """Do nothing."""


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add("c-z")
    def _nothing(event: KeyPressEvent) -> None:
        """A bot that sleeps pages nobody."""

    @keys.add("c-i")
    def _space(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ")

    return keys


@contextmanager
def _wakeup_kept() -> Iterator[None]:
    """Whom a signal wakes besides the editor's loop, which forgets it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before, warn_on_full_buffer=False)


def _shortened(prompt: str, columns: int) -> str:
    """The prompt, or its beginning and its last two characters when it is too long."""
    return prompt if len(prompt) <= columns else f"{prompt[: max(columns - 3, 0)]}…{prompt[-2:]}"
