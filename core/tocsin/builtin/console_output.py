"""Writes lines to a stream in whatever encoding it has."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TextIO


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
