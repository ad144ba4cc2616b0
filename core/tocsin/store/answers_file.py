"""Notes each answer of a tool in a small file before it is committed.

A commit takes its turn behind others; a line in a file is written at once. So a call that was
answered a moment before the process is killed is not made again. The file is not synced: after a
power cut a line may be missing or torn, and that call is made again, as without the file.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

log = logging.getLogger(__name__)
FILE = "answered.jsonl"
MOST = 1000


class AnswersFile:
    """Answers by effect key. Thread-safe; a file that cannot be written costs repeated calls."""

    def __init__(
        self, path: Path, unsettled: Callable[[], Collection[str]], *, most: int = MOST
    ) -> None:
        """Read what the last process noted.

        Args:
            path: The file; it is made anew.
            unsettled: The keys that still wait. What else was noted is forgotten: in a restored
                database a new effect may get the key of one that it does not know any more.
            most: How many are kept; far more than are ever on their way to a commit.
        """
        self._path = path
        self._most = most
        self._lock = threading.Lock()
        self._works = True
        self._lines = 0
        before = dict(read_answers(path))
        wanted = set(unsettled()) if before else set()
        self._known = {key: ref for key, ref in before.items() if key in wanted}
        self._try(self._begin_anew)

    def known(self, key: str) -> str | None:
        """Return the tool's id for the object, or None if no answer is noted."""
        with self._lock:
            return self._known.get(key)

    def note(self, key: str, ref: str) -> None:
        """Note that the tool has answered, so that it is not called a second time."""
        with self._lock:
            self._known[key] = ref
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            self._try(lambda: self._add(key, ref))

    def _try(self, write: Callable[[], None]) -> None:
        """Write, unless it failed before: that was said, and is said once."""
        if not self._works:
            return
        try:
            write()
        except OSError as error:
            self._works = False
            log.warning("%s: answers of tools cannot be noted: %s", self._path, error.strerror)

    def _add(self, key: str, ref: str) -> None:
        if self._lines >= 2 * self._most:
            self._begin_anew()
            return
        with self._path.open("ab", buffering=0) as file:
            file.write(_line(key, ref))
        self._lines += 1

    def _begin_anew(self) -> None:
        """A file with what is known, in place of the old one at once and as a whole."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(b"".join(_line(key, ref) for key, ref in self._known.items()))
        fresh.replace(self._path)
        self._lines = len(self._known)


def read_answers(path: Path) -> Iterator[tuple[str, str]]:
    """Return key and reference of each whole line; a torn line or a missing file has none."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, list) and [type(part) for part in found] == [str, str]:
            yield found[0], found[1]


def _line(key: str, ref: str) -> bytes:
    return json.dumps([key, ref]).encode() + b"\n"
