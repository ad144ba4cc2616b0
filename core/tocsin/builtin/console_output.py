"""Writes lines to a stream in whatever encoding it has, without what would steer a terminal."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Final, TextIO


def lines_to(out: TextIO) -> Callable[[str], None]:
    """Return a thread-safe function that writes one whole line to `out` at once."""
    lock = threading.Lock()

    def write_line(line: str) -> None:
        with lock:
            out.write(f"{encodable(line, out)}\n")
            out.flush()

    return write_line


def encodable(text: str, out: TextIO) -> str:
    """Return the text with escapes for characters that the encoding of `out` lacks."""
    encoding = out.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


# A terminal's string sequences (titles, links, clipboard) are bounded: a lone opening must not
# swallow the words behind it.
_SEQUENCES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,512}(?:\x07|\x1b\\|\x9c)"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but tab and newline, marks that turn the reading direction, and lone surrogates.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ONE_BYTE: Final = 0x100


def printable_text(text: str) -> str:
    """Return the text without escape sequences; other control characters become visible.

    Tabs and newlines stay, every other line end becomes a newline.
    """
    lines = _LINE_ENDS.sub("\n", _SEQUENCES.sub("", text))
    return _UNSAFE.sub(lambda found: _visible(found.group()), lines)


def printable_line(text: str) -> str:
    """Return the plain text on one line, runs of blanks folded."""
    return " ".join(printable_text(text).split())


def _visible(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < _ONE_BYTE else f"\\u{code:04x}"
