"""The chat platform `console`: rooms and several people in a terminal or a pipe."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

from tocsin.builtin.console_chat import ConsoleChat
from tocsin.builtin.console_input import ConsoleInput
from tocsin.builtin.console_script import run_script
from tocsin.builtin.console_speakers import ConsoleSpeaker, ConsoleSpeakers
from tocsin.builtin.console_terminal import Terminal
from tocsin.chat import ChatContext, ChatType, Ears, Finding, Fitness, Seat
from tocsin.providers import ProviderConfig


class ConsoleConfig(ProviderConfig):
    """It has no settings."""


class ConsoleBackend:
    """Reads lines from the terminal or pipe of its seat; without a seat it only writes.

    Args:
        chat: the rooms.
        seat: who sits there, if anybody.
        interactive: whether lines are typed at a prompt; else they are a script.
        write_line: shows a line of the terminal itself.
    """

    def __init__(
        self,
        chat: ConsoleChat,
        *,
        seat: Seat | None,
        interactive: bool,
        prefix: str,
        clock: Callable[[], datetime],
        write_line: Callable[[str], None],
        new_id: Callable[[], str],
    ) -> None:
        self._chat = chat
        self._seat = seat
        self._interactive = interactive
        self._prefix = prefix
        self._clock = clock
        self._write_line = write_line
        self._new_id = new_id
        self._stopped = threading.Event()

    @property
    def chat(self) -> ConsoleChat:
        """The console's chat port."""
        return self._chat

    def listen(self, ears: Ears) -> None:
        """Handle each line until the input ends; without a seat wait for `stop`."""
        self._stopped.clear()
        if self._seat is None:
            self._stopped.wait()
            return
        handler = ConsoleInput(
            chat=self._chat,
            ears=ears,
            prefix=self._prefix,
            clock=self._clock,
            new_id=self._new_id,
        )
        self._converse(self._seat, handler)

    def fitness(self) -> Fitness:
        """Return that the console works; it cannot fail."""
        return Fitness(ok=True)

    def doctor(self) -> tuple[Finding, ...]:
        """Return whether the rooms and files can be kept."""
        return self._chat.doctor()

    def stop(self, seconds: float) -> None:
        """End a `listen` that waits; a line that is being read ends with the input."""
        self._stopped.set()

    def _converse(self, seat: Seat, handler: ConsoleInput) -> None:
        speakers = ConsoleSpeakers(people=seat.people, room_of=seat.room_of)
        default = ConsoleSpeaker(speaker=seat.speaker, room=seat.room)
        if self._interactive:
            Terminal(
                handler=handler,
                chat=self._chat,
                speakers=speakers,
                line=_Line(seat.read, self._write_line),
                start=default,
            ).run()
            return
        run_script(
            self._lines(seat),
            handler=handler,
            speakers=speakers,
            default=default,
            pause=seat.pause,
            complain=seat.complain,
        )

    def _lines(self, seat: Seat) -> Iterator[str]:
        while not self._stopped.is_set():
            try:
                yield seat.read("")
            except EOFError:
                return


class _Line:
    """The seat as the terminal reads it."""

    def __init__(self, read: Callable[[str], str], write_line: Callable[[str], None]) -> None:
        self.read = read
        self.write_line = write_line


def _make(_config: ConsoleConfig, context: ChatContext) -> ConsoleBackend:
    chat = ConsoleChat(
        context.write_line,
        path=context.data_dir / "console-rooms.json",
        files=context.data_dir / "files",
        interactive=context.interactive,
    )
    return ConsoleBackend(
        chat,
        seat=context.seat,
        interactive=context.interactive,
        prefix=context.prefix,
        clock=context.clock,
        write_line=context.write_line,
        new_id=lambda: secrets.token_hex(16),
    )


CONSOLE = ChatType(
    name=ConsoleChat.platform,
    summary="rooms and several people in this terminal",
    config=ConsoleConfig,
    factory=_make,
    seated=True,
)
