"""The kind `logs`: log lines found by a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tocsin.providers.base import Call


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """One query of logs.

    Args:
        text: In the tool's own language, of a preset or as a person typed it: hostile.
        since: From when on, aware.
        until: Until when, aware, without that moment.
        rows: At most so many rows, the latest.
        bytes: At most so many bytes of text (UTF-8) over all rows. Rows are cut, the first of all
            the oldest; no more than a few times as much is read from the tool.
    """

    text: str
    since: datetime
    until: datetime
    rows: int = 20
    bytes: int = 16_384


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """One entry; `at` is None where the log does not say, `fields` are shown after the text."""

    text: str
    at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LogResult:
    """The rows found, and whether there are more.

    Args:
        rows: The oldest first.
        truncated: Whether there is more than the rows show.
        link: Where a person sees all of it (http or https), or "".
        note: What people must know of this answer, such as that a part of the logs could not be
            looked through: whole sentences without secrets, or "".
    """

    rows: tuple[LogRow, ...]
    truncated: bool = False
    link: str = ""
    note: str = ""


def found_rows(
    query: LogQuery, rows: Iterable[LogRow], *, more: bool = False, link: str = ""
) -> LogResult:
    """What a query found, as the core wants it: within its window, in order, no more than fits.

    Args:
        query: What was asked.
        rows: In whatever order; a row without a moment is taken for one of the beginning.
        more: Whether the tool has more than these.
        link: Where a person sees all of it, or "".
    """
    every = [row for row in rows if row.at is None or query.since <= row.at < query.until]
    every.sort(key=lambda row: row.at or query.since)
    kept = _fitting(every[-query.rows :], query.bytes)
    return LogResult(rows=kept, truncated=more or len(kept) < len(every), link=link)


def _fitting(rows: Sequence[LogRow], size: int) -> tuple[LogRow, ...]:
    """The latest rows that have no more bytes together."""
    kept: list[LogRow] = []
    for row in reversed(rows):
        size -= len(row.text.encode("utf-8", "replace"))
        if size < 0:
            break
        kept.append(row)
    return tuple(reversed(kept))


class Logs(Protocol):
    """Protocol of a tool that keeps logs."""

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """Return the rows a query finds. Reads only, within the call's deadline.

        Raises:
            ProviderError: `invalid` when the tool cannot read the query; the sentence says where.
        """
        ...
