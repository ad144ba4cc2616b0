"""The kind `logs`: log lines found by a query."""

from __future__ import annotations

from collections.abc import Mapping
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


class Logs(Protocol):
    """Protocol of a tool that keeps logs."""

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """Return the rows a query finds. Reads only, within the call's deadline.

        Raises:
            ProviderError: `invalid` when the tool cannot read the query; the sentence says where.
        """
        ...
