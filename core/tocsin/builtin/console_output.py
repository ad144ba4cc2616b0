"""Lines written to a stream, whatever it can encode."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TextIO


def lines_to(out: TextIO) -> Callable[[str], None]:
    """Return what writes one whole line to `out` at once; safe to call from any thread."""
    lock = threading.Lock()

    def write_line(line: str) -> None:
        with lock:
            out.write(f"{encodable(line, out)}\n")
            out.flush()

    return write_line


def encodable(text: str, out: TextIO) -> str:
    """The text, with its code in place of a character the encoding of `out` does not have."""
    encoding = out.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
