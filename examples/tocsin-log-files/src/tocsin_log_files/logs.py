"""A query put to the files of a folder."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from tocsin.errors import ProviderError
from tocsin.providers import Call, LogQuery, LogResult, LogRow
from tocsin_log_files.config import LogFilesConfig
from tocsin_log_files.matching import Unreadable, matcher
from tocsin_log_files.tail import Allowance, lines_from_the_end, moment_of

MOST_FILES: Final = 50
LOOK_AT_THE_CLOCK: Final = 200
Open = Callable[[Path], BinaryIO]


def opened(path: Path) -> BinaryIO:
    """The file for reading, if it is one and no link."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


class LogFiles:
    """Looks through the files of one folder, the last written first."""

    def __init__(self, config: LogFilesConfig, open_file: Open = opened) -> None:
        """Nothing is read yet."""
        self._config = config
        self._open = open_file

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest lines that hold every word of the query.

        Raises:
            ProviderError: `invalid` for a query without words, `not_found` without the folder,
                `timeout` when reading takes longer than the call may.
        """
        try:
            matches = matcher(query.text)
        except Unreadable as error:
            raise ProviderError("invalid", f"these words cannot be looked for: {error}") from None
        ends = time.monotonic() + call.deadline_s
        allowance, found = Allowance(self._config.read_at_most), list[LogRow]()
        for file in self._files(query.since):
            found += self._of_file(file, query, matches, allowance, ends)
        found.sort(key=lambda row: row.at or query.since)
        rows = _fitting(found[-query.rows :], query.bytes)
        return LogResult(rows=rows, truncated=len(rows) < len(found) or allowance.ran_out)

    def _files(self, since: datetime) -> list[Path]:
        """Those that were written to since then, the last written first."""
        try:
            names = list(self._config.folder.glob(self._config.files))
            if not self._config.folder.is_dir():
                raise ProviderError("not_found", "the folder of the log files is not there")
            kept = [(path.lstat(), path) for path in names]
        except OSError as error:
            raise ProviderError(
                "unavailable", f"the folder cannot be read ({error.errno})"
            ) from None
        written = [
            (facts.st_mtime, path)
            for facts, path in kept
            if stat.S_ISREG(facts.st_mode) and facts.st_mtime >= since.timestamp()
        ]
        return [path for _, path in sorted(written, reverse=True)[:MOST_FILES]]

    def _of_file(
        self,
        file: Path,
        query: LogQuery,
        matches: Callable[[str], bool],
        allowance: Allowance,
        ends: float,
    ) -> list[LogRow]:
        """At most one more than asked for, so that it is known whether there is more."""
        found: list[LogRow] = []
        try:
            with self._open(file) as reading:
                size = os.fstat(reading.fileno()).st_size
                lines = _in_time(lines_from_the_end(reading, size, allowance), ends)
                for at, line in _within(lines, query, ZoneInfo(self._config.timezone)):
                    if matches(line):
                        found.append(LogRow(text=line, at=at, fields={"file": file.name}))
                    if len(found) > query.rows:
                        break
        except FileNotFoundError:
            return []  # it was rotated away just now
        except OSError as error:
            raise ProviderError(
                "unavailable", f"{file.name} cannot be read ({error.errno})"
            ) from None
        return found[::-1]


def _unreadable(what: str, error: OSError) -> ProviderError:
    return ProviderError("unavailable", f"{what} cannot be read (error {error.errno})")


def _within(
    lines: Iterator[str], query: LogQuery, zone: tzinfo
) -> Iterator[tuple[datetime | None, str]]:
    """The lines of the window, the last first; what has no time belongs to the line before it."""
    waiting: list[str] = []
    for line in lines:
        at = moment_of(line, zone)
        if at is None:
            waiting.append(line)
            waiting = waiting[-query.rows - 1 :]
            continue
        if at < query.since:
            return
        if at < query.until:
            yield from ((at, one) for one in waiting)
            yield at, line
        waiting = []
    yield from ((None, one) for one in waiting)


def _in_time(lines: Iterator[str], ends: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number % LOOK_AT_THE_CLOCK == 0 and time.monotonic() > ends:
            raise ProviderError("timeout", "the files are too long to be read in time")
        yield line


def _fitting(rows: list[LogRow], size: int) -> tuple[LogRow, ...]:
    """The latest rows that fit into so many bytes."""
    kept: list[LogRow] = []
    for row in reversed(rows):
        size -= len(row.text.encode("utf-8", "replace"))
        if size < 0:
            break
        kept.append(row)
    return tuple(reversed(kept))
