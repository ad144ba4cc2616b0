"""Log search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    LogQuery,
    LogResult,
    LogRow,
    Person,
    ProviderContext,
    one_line,
    paragraph,
    read_moment,
)
from tocsin.providers.http import Deadline, Object, text_at
from tocsin_splunk.client import examined, leased, results_of, warning_of, words_of
from tocsin_splunk.config import LogsConfig, SearchConfig
from tocsin_splunk.spl import whole

MOST_ROWS: Final = 999
LONGEST_ROW: Final = 4000
LONGEST_LINK: Final = 2000
MOST_COLUMNS: Final = 200


class LogSearch:
    """Searches Splunk by commands that only read. Any number of threads may call."""

    def __init__(self, config: LogsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        self._config = config
        self._lease = leased(config, config.token, context)

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest events that a search finds, or the first rows of the table that it makes.

        Raises:
            ProviderError: `invalid` for a search that could do more than read, which is not sent,
                and with Splunk's own words for one that it cannot run.
        """
        if fault := self._config.query_fault(query.text):
            raise ProviderError("invalid", fault)
        # One more than is wanted shows that there is more.
        most = min(query.rows, MOST_ROWS) + 1
        deadline = Deadline(call.deadline_s)
        told = self._lease.one.search(query.text, query.since, query.until, most, deadline)
        rows = [row_of(result, self._config) for result in results_of(told)]
        return _result(query, rows, told, link_of(self._config, query))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token is right, and its role may search and nothing else."""
        return examined(self._lease.one, call)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()


def row_of(result: Object, config: LogsConfig) -> LogRow:
    """An event by its text; a row of a table by its columns, on one line."""
    at = read_moment(text_at(result, "_time"))
    raw = words_of(result.get("_raw"))
    if not raw.strip():
        return LogRow(text=flat(result), at=at)
    fields = {name: one_line(words_of(result.get(name))) for name in config.fields}
    return LogRow(
        text=paragraph(raw, LONGEST_ROW),
        at=at,
        fields={name: value for name, value in fields.items() if value},
    )


def flat(result: Object) -> str:
    """`count=3 host=web-1`: what a row has, without what begins with _."""
    shown = [(name, words_of(value)) for name, value in list(result.items())[:MOST_COLUMNS]]
    told = (f"{name}={words}" for name, words in shown if words and not name.startswith("_"))
    return one_line(" ".join(told), LONGEST_ROW)


def link_of(config: SearchConfig, query: LogQuery) -> str:
    """Where a person sees the same search; "" without `pages_url`, or where it grows too long."""
    if not config.pages_url:
        return ""
    shown = {
        "q": whole(query.text),
        "earliest": f"{query.since.timestamp():.3f}",
        "latest": f"{query.until.timestamp():.3f}",
    }
    page = f"{config.pages_url.rstrip('/')}/en-US/app/{config.app}/search"
    link = f"{page}?{urlencode(shown, errors='replace')}"
    return link if len(link) <= LONGEST_LINK else ""


def _result(query: LogQuery, rows: Iterable[LogRow], told: Object, link: str) -> LogResult:
    """The rows that fit, oldest first; a table without times in its own order."""
    every = [row for row in rows if row.at is None or query.since <= row.at < query.until]
    timed = all(row.at is not None for row in every)
    ordered = sorted(every, key=lambda row: row.at or query.since) if timed else every
    wanted = ordered[-query.rows :] if timed else ordered[: query.rows]
    kept = _fitting(wanted, query.bytes, latest=timed)
    more = len(kept) < len(every)
    return LogResult(rows=kept, truncated=more, link=link, note=warning_of(told))


def _fitting(rows: Sequence[LogRow], size: int, *, latest: bool) -> tuple[LogRow, ...]:
    """The latest rows, else the first ones, that have no more bytes together."""
    kept: list[LogRow] = []
    for row in reversed(rows) if latest else rows:
        size -= len(row.text.encode("utf-8", "replace"))
        if size < 0:
            break
        kept.append(row)
    return tuple(reversed(kept)) if latest else tuple(kept)
