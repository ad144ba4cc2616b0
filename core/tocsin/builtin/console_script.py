"""Reads a script line by line, each answered before the next is read."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Protocol

from tocsin.builtin.console_speakers import ConsoleSpeaker, ConsoleSpeakers
from tocsin.desk.script_line import ScriptLine, parse_script_line
from tocsin.domain.calendar import parse_duration
from tocsin.errors import InvalidValue, TocsinError


class LineHandler(Protocol):
    """Protocol of what handles one line of a script and returns when it is answered."""

    def hear(self, speaker: str, room: str, text: str) -> None:
        """Handle a line: person id, room with `#`, and text."""
        ...


def run_script(
    lines: Iterable[str],
    *,
    handler: LineHandler,
    speakers: ConsoleSpeakers,
    default: ConsoleSpeaker,
    pause: Callable[[timedelta], None],
    complain: Callable[[str], None],
) -> int:
    """Handle every line, the next one read after the reply to the last.

    Args:
        lines: of the script, read one at a time.
        handler: has the bot hear what is said.
        speakers: knows people and rooms.
        default: who speaks where, when a line does not say.
        pause: lets time pass.
        complain: gets `line n: …` for each bad line; the rest goes on.

    Returns:
        How many lines were bad.
    """
    bad = 0
    for number, line in enumerate(lines, start=1):
        try:
            _follow(line, handler, speakers, default, pause)
        except TocsinError as error:
            complain(f"line {number}: {error}")
            bad += 1
    return bad


def read_lines(stream: BinaryIO) -> Iterator[str]:
    """Yield lines as they come in; bytes that are no UTF-8 become U+FFFD."""
    for number, line in enumerate(iter(stream.readline, b"")):
        content = line.removeprefix(codecs.BOM_UTF8) if number == 0 else line
        yield content.decode("utf-8", "replace").rstrip("\r\n")


def _follow(
    line: str,
    handler: LineHandler,
    speakers: ConsoleSpeakers,
    default: ConsoleSpeaker,
    pause: Callable[[timedelta], None],
) -> None:
    step = parse_console_line(line)
    if isinstance(step, SleepLine):
        pause(step.length)
    elif step is not None:
        voice = speakers.resolve(step, default)
        handler.hear(voice.speaker, voice.room, step.text)


@dataclass(frozen=True, kw_only=True)
class SleepLine:
    """`sleep 3s`: wait before the next line."""

    length: timedelta


def parse_console_line(line: str) -> ScriptLine | SleepLine | None:
    """Parse one line; None for a blank line or a comment (`#` and a blank).

    Raises:
        InvalidValue: the line has none of the known forms.
    """
    text = line.strip()
    if not text or text == "#" or text.startswith(("# ", "#\t")):
        return None
    first, *rest = text.split(maxsplit=1)
    if first == "sleep":
        return _pause(" ".join(rest))
    return parse_script_line(text)


def _pause(length: str) -> SleepLine:
    if not length:
        raise InvalidValue("how long is not said; write it as in 'sleep 3s'")
    return SleepLine(length=parse_duration(length))
