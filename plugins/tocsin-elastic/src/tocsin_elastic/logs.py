"""Log search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Call, Finding, LogQuery, LogResult, LogRow, Person, ProviderContext
from tocsin.providers.http import Deadline, Json, Object, objects_in, text_at
from tocsin_elastic import links
from tocsin_elastic.client import examined, hits_of, leased, warning_of
from tocsin_elastic.config import LogsConfig
from tocsin_elastic.esql import is_esql, with_limit
from tocsin_elastic.queries import hint_of, rows_body, within
from tocsin_elastic.rows import fitting, flat, row_of

MOST_ROWS: Final = 999


class LogSearch:
    """Looks through the indices of a section. Any number of threads may call."""

    def __init__(self, config: LogsConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team asks the cluster as this user."""
        self._config = config
        self._lease = leased(config, context)

    def search(self, query: LogQuery, call: Call) -> LogResult:
        """The latest entries that a query finds, of KQL, Lucene or ES|QL.

        Raises:
            ProviderError: `invalid` with the cluster's own words for a query that it cannot read,
                and for one that reads other indices.
        """
        if fault := self._config.query_fault(query.text):
            raise ProviderError("invalid", fault)
        asked = self._esql if is_esql(query.text) else self._documents
        # One more than is wanted shows that there is more.
        return asked(query, min(query.rows, MOST_ROWS) + 1, Deadline(call.deadline_s))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the indices may be read, and have the time field."""
        return examined(self._lease.one, self._config, call)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _documents(self, query: LogQuery, most: int, until: Deadline) -> LogResult:
        config = self._config
        told = self._lease.one.search(config.indices, rows_body(query, config, most), until)
        rows = [self._hit(hit) for hit in reversed(hits_of(told))]
        found = self._result(query, rows, told, links.query(query.text, config))
        return replace(found, note=f"{found.note} {hint_of(query.text, config)}".strip())

    def _hit(self, hit: Object) -> LogRow:
        source = hit.get("_source")
        whole = source if isinstance(source, dict) else {}
        return row_of(whole, self._config, sort=hit.get("sort"), key=text_at(hit, "_id"))

    def _esql(self, query: LogQuery, most: int, until: Deadline) -> LogResult:
        config = self._config
        body: Object = {
            "query": with_limit(query.text, config.time_field, most),
            "filter": within(query, config.time_field),
        }
        told = self._lease.one.esql(body, until)
        rows = [_esql_row(one, config) for one in _table(told)]
        if all(row.at is not None for row in rows):
            rows.sort(key=lambda row: row.at or query.since)
        return self._result(query, rows, told, links.esql(query.text.strip()))

    def _result(
        self, query: LogQuery, rows: Iterable[LogRow], told: Object, state: str
    ) -> LogResult:
        kept, more = fitting(rows, query)
        return LogResult(
            rows=kept,
            truncated=more,
            link=links.discover(self._config, query.since, query.until, state),
            note=warning_of(told, self._config.indices),
        )


def _esql_row(columns: Object, config: LogsConfig) -> LogRow:
    """An entry where it still has its time, else a row of a table by all its columns."""
    timed = columns.get(config.time_field) is not None
    return row_of(columns, config) if timed else LogRow(text=flat(columns))


def _table(told: Object) -> list[Object]:
    """The rows of an ES|QL answer, each by the names of its columns."""
    names = [text_at(column, "name") for column in objects_in(told.get("columns"))]
    values: Json = told.get("values")
    given = values if isinstance(values, list) else []
    return [dict(zip(names, row, strict=False)) for row in given if isinstance(row, list)]
