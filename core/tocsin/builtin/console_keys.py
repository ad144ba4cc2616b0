"""What comes from a keyboard, byte by byte, as keys."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

# A key is one printable character, or one of the names below (longer than one character).
_CONTROLS: Final = {
    "\x01": "home",
    "\x02": "left",
    "\x03": "interrupt",
    "\x04": "end-of-input",
    "\x05": "end",
    "\x06": "right",
    "\x08": "backspace",
    "\t": " ",
    "\n": "enter",
    "\x0b": "kill-right",
    "\x0c": "redraw",
    "\r": "enter",
    "\x0e": "down",
    "\x10": "up",
    "\x15": "kill-left",
    "\x17": "kill-word",
    "\x7f": "backspace",
}
_SEQUENCES: Final = {
    "[A": "up",
    "[B": "down",
    "[C": "right",
    "[D": "left",
    "[H": "home",
    "[F": "end",
    "[1~": "home",
    "[3~": "delete",
    "[4~": "end",
    "[7~": "home",
    "[8~": "end",
    "OA": "up",
    "OB": "down",
    "OC": "right",
    "OD": "left",
    "OH": "home",
    "OF": "end",
}
# A sequence that breaks off (by another one, or by what no sequence holds) ends there.
_TOKEN: Final = re.compile(
    r"\x1b(\[[ -?]*(?:[@-~]|(?=[^ -~]))|O[ -~]|O(?=[^ -~])|[^\[O\x1b]|(?=\x1b))|([^\x1b])",
    re.DOTALL,
)


class KeyReader:
    """Joins bytes to keys; what is not whole yet waits for the next bytes."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the keys these bytes complete; a sequence nobody knows is dropped."""
        self._waiting += self._decoder.decode(data)
        while (token := _TOKEN.match(self._waiting)) is not None:
            self._waiting = self._waiting[token.end() :]
            key = _key(token[1], token[2])
            if key is not None:
                yield key


def _key(sequence: str | None, character: str) -> str | None:
    if sequence is not None:
        return _SEQUENCES.get(sequence)
    if character in _CONTROLS:
        return _CONTROLS[character]
    return character if character.isprintable() else None
