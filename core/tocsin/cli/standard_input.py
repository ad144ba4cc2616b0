"""What the bot reads from stdin: the terminal or pipe, who types there, and the prompt."""

from __future__ import annotations

import logging
import os
import sys
import termios
from collections.abc import Callable, Iterator
from datetime import timedelta

from tocsin.bootstrap.chat_backends import seat_of
from tocsin.builtin.console_output import lines_to
from tocsin.builtin.console_reader import LineReader, TerminalReader, line_reader
from tocsin.chat import Seat
from tocsin.cli.setup import Setup
from tocsin.cli.stop_signals import StopSignals
from tocsin.config.values import Teams
from tocsin.domain.incident import Incident
from tocsin.store.contract import Store

PRIMARY = "primary"
YOU = "you"
TRY, TRIES = timedelta(milliseconds=50), 200


class StandardInput:
    """The terminal or the pipe the bot was started from: what is read there, and written.

    Attributes:
        platform: The platform that hears it; None = nobody does.
        interactive: Whether lines are typed at a prompt.
        write_line: Writes a line to stdout, above the prompt if there is one.
    """

    def __init__(self, found: Setup, *, read_input: bool) -> None:
        """Nothing is read yet. Stdin is None where it is closed."""
        wanted = seat_of(found.chats, found.plugins)
        self.platform = wanted if read_input and sys.stdin is not None else None
        self.interactive = self.platform is not None and sys.stdin.isatty()
        self._line = _reader() if self.interactive else None
        self.write_line: Callable[[str], None] = (
            lines_to(sys.stdout) if self._line is None else self._line.write_line
        )

    def seat(self, teams: Teams, store: Store, stopping: StopSignals) -> Seat | None:
        """Return the seat, if somebody is heard there, else None."""
        platform = self.platform
        if platform is None:
            return None
        return Seat(
            read=_typed(stopping.line(self._line)) if self._line else _piped(stopping),
            pause=stopping.wait,
            complain=lambda words: print(words, file=sys.stderr),
            speaker=_default_speaker(teams),
            room=teams.default.announce,
            people=lambda: teams.people,
            room_of=lambda key: room_when_open(store, platform, key, stopping.wait),
        )


def _reader() -> TerminalReader:
    return line_reader(sys.stdin, sys.stdout, term=os.environ.get("TERM", ""))


def _typed(line: LineReader) -> Callable[[str], str]:
    return line.read


def _piped(stopping: StopSignals) -> Callable[[str], str]:
    lines: Iterator[str] = stopping.lines(sys.stdin.buffer)

    def read(_prompt: str) -> str:
        for line in lines:
            return line
        raise EOFError

    return read


def _default_speaker(teams: Teams) -> str:
    """`you`, or the first primary of the default team."""
    if YOU in teams.people:
        return YOU
    team = teams.default
    primary = next((rotation for rotation in team.rotations if rotation.name == PRIMARY), None)
    return primary.people[0] if primary is not None else next(iter(team.people))


def room_when_open(
    store: Store, platform: str, key: str, pause: Callable[[timedelta], None]
) -> str | None:
    """Return the room, with `#`, of `INC-4`, as soon as it is open; None when it is to have none.

    One that does not open within ten seconds is spoken of by the name it will have.
    """
    incident = _incident(store, key)
    for _ in range(TRIES):
        if incident is None or not incident.room_name or platform in incident.rooms:
            break
        pause(TRY)
        incident = _incident(store, key)
    if incident is None or not incident.room_name:
        return None
    room = incident.rooms.get(platform)
    return room.name if room is not None else f"#{incident.room_name}"


def _incident(store: Store, key: str) -> Incident | None:
    number = int(key.upper().removeprefix("INC-"))
    found = store.read(lambda tx: tx.id_of(number))
    return store.read(lambda tx: tx.incident(found)) if found else None


def keep_terminal() -> Callable[[], None]:
    """Remember the terminal's settings; the answer puts them back."""
    terminal = sys.stdin.fileno()
    settings = termios.tcgetattr(terminal)

    def restore() -> None:
        termios.tcsetattr(terminal, termios.TCSANOW, settings)

    return restore


def nothing_to_restore() -> None:
    """Do nothing: there is no terminal."""


class _Above(logging.Handler):
    """Writes log lines above the prompt."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._write(line)


def above_the_prompt(write: Callable[[str], None]) -> logging.Handler:
    """Return a log handler that writes above the line being typed."""
    return _Above(write)
