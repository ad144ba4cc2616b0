"""NRQL as `!logs`: entries of logs, or whatever else a query gives as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

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
)
from tocsin.providers.http import Deadline, Json, Object, objects_in, text_at
from tocsin_newrelic.client import Document, leased
from tocsin_newrelic.config import LogsConfig
from tocsin_newrelic.nrql import MOST_ROWS, containing, is_nrql, spanned
from tocsin_newrelic.times import A_WHILE, from_milliseconds, from_seconds

ROWS: Final = Document(
    text="""\
query Rows($account: Int!, $nrql: Nrql!, $timeout: Seconds) {
  actor { account(id: $account) { nrql(query: $nrql, timeout: $timeout) { results } } }
}
""",
    headers={},
)
LONGEST_ROW: Final = 4000
LONGEST_VALUE: Final = 300
FIELDS: Final = {
    "service": ("service.name", "service", "entity.name"),
    "host": ("hostname", "host", "host.name"),
    "level": ("level", "log.level", "severity"),
}
"""What stands behind an entry -> the attributes that have it, the first that does."""
UNSHOWN: Final = frozenset({"timestamp", "beginTimeSeconds", "endTimeSeconds", "facet"})


class Rows:
    """Asks an account for rows. Any number of threads may call."""

    def __init__(self, config: LogsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the key."""
        self._access = leased(config, config.key, config.account, context)

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest entries; of a query whose rows have no time, its first rows.

        Raises:
            ProviderError: `invalid` with New Relic's words for a query that it cannot read, with
                ours for one that cannot be bounded.
        """
        # One more than is wanted shows that there is more.
        most = min(query.rows, MOST_ROWS - 1) + 1
        text = query.text if is_nrql(query.text) else containing(query.text)
        bounded = spanned(text, query.since, query.until, most=most)
        told = self._access.query(ROWS, bounded, Deadline(call.deadline_s))
        found = objects_in(told.get("results"))
        every = [_row(entry) for entry in found if _is_within(entry, query)]
        rows = _kept(every, query)
        return LogResult(rows=rows, truncated=len(rows) < len(every))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the key is right, sees the account, and may query logs."""
        until = Deadline(call.deadline_s)
        lately = spanned("SELECT count(*) FROM Log", call.at - A_WHILE, call.at, most=1)
        return self._access.examined(
            until, "the key queries logs", lambda: self._access.query(ROWS, lately, until)
        )

    def close(self) -> None:
        """Give the client back."""
        self._access.lease.close()


def _row(entry: Object) -> LogRow:
    """An entry with its message; anything else as its attributes."""
    message = text_at(entry, "message")
    fields = {name: _named(entry, places) for name, places in FIELDS.items()} if message else {}
    return LogRow(
        text=paragraph(message or _attributes(entry), LONGEST_ROW),
        at=_moment(entry),
        fields={name: value for name, value in fields.items() if value},
    )


def _named(entry: Object, places: Sequence[str]) -> str:
    return next((told for place in places if (told := one_line(text_at(entry, place)))), "")


def _attributes(entry: Object) -> str:
    shown = ((name, _written(value)) for name, value in entry.items() if name not in UNSHOWN)
    return " ".join(f"{name}={value}" for name, value in shown if value)


def _written(value: Json) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return one_line(text, LONGEST_VALUE)


def _moment(entry: Object) -> datetime | None:
    began = from_seconds(entry.get("beginTimeSeconds"))
    return from_milliseconds(entry.get("timestamp")) or began


def _is_within(entry: Object, query: LogQuery) -> bool:
    at = from_milliseconds(entry.get("timestamp"))
    return at is None or query.since <= at < query.until


def _kept(every: Sequence[LogRow], query: LogQuery) -> tuple[LogRow, ...]:
    """The rows that fit: of those with times the latest, oldest first; else the first ones."""
    if all(row.at is not None for row in every):
        latest = sorted(every, key=lambda row: row.at or query.since, reverse=True)
        return tuple(reversed(_fitting(latest[: query.rows], query.bytes)))
    return tuple(_fitting(every[: query.rows], query.bytes))


def _fitting(rows: Sequence[LogRow], size: int) -> list[LogRow]:
    """The first rows that have no more bytes together."""
    kept: list[LogRow] = []
    for row in rows:
        size -= len(row.text.encode("utf-8", "replace"))
        if size < 0:
            break
        kept.append(row)
    return kept
