"""Parses one line of a script: something said, a pause, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tocsin.desk.speech import Speech, parse_speech
from tocsin.domain.calendar import parse_duration
from tocsin.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class Pause:
    """`sleep 3s`: wait before the next line."""

    length: timedelta


def parse_line(line: str) -> Speech | Pause | None:
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
    return parse_speech(text)


def _pause(length: str) -> Pause:
    if not length:
        raise InvalidValue("how long is not said; write it as in 'sleep 3s'")
    return Pause(length=parse_duration(length))
