"""Parses `@name #room: text`, the form of a line in scripts, scenarios and terminals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tocsin.desk.normalize import normalized, without_unseen_lead
from tocsin.errors import InvalidValue

_NAME: Final = r"[\w.-]+"
_SPOKEN: Final = re.compile(
    rf"(?:@(?P<speaker>{_NAME})(?:\s+#(?P<room>{_NAME}))?|#(?P<only_room>{_NAME}))"
    r"\s*:\s*(?P<text>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class ScriptLine:
    """One thing said.

    Attributes:
        speaker: a person id or `guest-<name>`, without `@`; None for whoever speaks by default.
        room: a room's name with `#`, or an incident's number (`#INC-1`) that stands for its
            room; None for the room one speaks in by default.
        text: what is said, without blanks around it; never empty.
    """

    speaker: str | None
    room: str | None
    text: str


def parse_script_line(text: str) -> ScriptLine:
    """Read `text`, `@name: text`, `@name #room: text` or `#room: text`.

    Raises:
        InvalidValue: nothing is said, or it begins with `@` or `#` and has none of these forms.
    """
    said = without_unseen_lead(text.strip())
    if not said.startswith(("@", "#")):
        return _speech(None, None, said)
    who, colon, words = said.partition(":")
    match = _SPOKEN.fullmatch(f"{normalized(who)}{colon}{words}")
    if match is None:
        raise InvalidValue("who speaks where is unclear; write '@name: …' or '@name #room: …'")
    room = match["room"] or match["only_room"]
    return _speech(match["speaker"], f"#{room}" if room else None, match["text"])


def _speech(speaker: str | None, room: str | None, text: str) -> ScriptLine:
    if not text:
        raise InvalidValue("nothing is said; write something after the colon")
    return ScriptLine(speaker=speaker, room=room, text=text)
