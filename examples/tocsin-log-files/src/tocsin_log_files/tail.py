"""Lines of a file from its end, in blocks, never the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import BinaryIO, Final

BLOCK: Final = 64 * 1024
LONGEST_LINE: Final = 4_000
_MOMENT: Final = re.compile(
    r"\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6})\d{0,3})?(Z|[+-]\d\d:?\d\d)?"
)


class Allowance:
    """How many bytes one query may still read."""

    def __init__(self, left: int) -> None:
        """All of them are left."""
        self.left = left
        self.ran_out = False

    def take(self, wanted: int) -> int:
        """How many of the wanted bytes may be read now."""
        given = min(wanted, self.left)
        self.left -= given
        self.ran_out = self.ran_out or given < wanted
        return given


def lines_from_the_end(file: BinaryIO, size: int, allowance: Allowance) -> Iterator[str]:
    """The lines of a file's first `size` bytes, the last first; a long line is cut."""
    rest, end = b"", size
    while end > 0:
        length = allowance.take(min(BLOCK, end))
        if length == 0:
            return
        file.seek(end - length)
        first, *others = (file.read(length) + rest).split(b"\n")
        end -= length
        yield from (_text(line) for line in reversed(others) if line.strip())
        # The beginning of a line that is longer than a block is what is kept of it.
        rest = first[: 2 * BLOCK]
    if rest.strip():
        yield _text(rest)


def moment_of(line: str, zone: tzinfo) -> datetime | None:
    """The time a line begins with (ISO 8601), aware; None where it begins otherwise."""
    found = _MOMENT.match(line)
    if found is None:
        return None
    day, time, fraction, offset = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0'):<06}{offset or ''}")
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _text(line: bytes) -> str:
    return line[: LONGEST_LINE * 4].decode("utf-8", "replace").rstrip("\r")[:LONGEST_LINE]
