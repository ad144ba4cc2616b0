"""The contract of logs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import pytest

from tocsin.providers import LogQuery, LogResult, LogRow, Logs
from tocsin.testing.asked import HOUR_AGO, NOON, answered, is_aware, is_link, is_texts
from tocsin.testing.called import CalledContract, Calls
from tocsin.testing.checks import HOSTILE_TEXTS, allowed, assert_hidden, together
from tocsin.testing.values import a_call


class LogsContract(CalledContract[Logs]):
    """Inherit in a class named `Test…`; override the fixture `logs`.

    Attributes:
        query: A query that finds at least three entries of `logs`.
        nothing: A query that is sound and finds none.
        since: The entries found began no earlier.
        until: They ended before.
    """

    _kind: ClassVar[str] = "logs"
    query: ClassVar[str] = "error"
    nothing: ClassVar[str] = "no-such-entry-anywhere"
    since: ClassVar[datetime] = HOUR_AGO
    until: ClassVar[datetime] = NOON

    @pytest.fixture
    def logs(self) -> Logs:
        """A fixture: logs with at least three entries that `query` finds."""
        raise NotImplementedError("override the fixture `logs`")

    @pytest.fixture
    def made(self, logs: Logs) -> Logs:
        """The instance under test."""
        return logs

    def calls(self, subject: Logs, deadline_s: float) -> Calls:
        """Return the methods that are called."""
        call = a_call(deadline_s=deadline_s)
        query = self.a_query(self.query)
        return {"search": lambda: check_result(subject.search(query, call), query)}

    def a_query(self, text: str, *, rows: int = 20, size: int = 16_384) -> LogQuery:
        """Return the query that is searched for."""
        return LogQuery(text=text, since=self.since, until=self.until, rows=rows, bytes=size)

    def found(self, logs: Logs, query: LogQuery) -> LogResult:
        """Return the result of a call, checked."""
        return check_result(answered(lambda: logs.search(query, a_call()), self.patience_s), query)

    def test_what_is_there_is_found_oldest_first(self, logs: Logs) -> None:
        rows = self.found(logs, self.a_query(self.query)).rows
        assert len(rows) >= 3
        times = [row.at for row in rows if row.at is not None]
        assert all(is_aware(at) for at in times)
        assert times == sorted(times)
        assert all(self.since <= at < self.until for at in times)

    def test_what_is_not_there_is_not_found(self, logs: Logs) -> None:
        result = self.found(logs, self.a_query(self.nothing))
        assert (result.rows, result.truncated) == ((), False)

    def test_the_latest_rows_are_kept_and_the_rest_is_told_of(self, logs: Logs) -> None:
        rows = self.found(logs, self.a_query(self.query)).rows
        result = self.found(logs, self.a_query(self.query, rows=2))
        assert result.rows == rows[-2:]
        assert result.truncated

    def test_bytes_are_bounded(self, logs: Logs) -> None:
        whole = self.found(logs, self.a_query(self.query))
        assert self.found(logs, self.a_query(self.query, size=_size(whole) - 1)).truncated

    @pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "(a+)+$", "[", "*" * 200, "{" * 200, "\\"])
    def test_any_query_is_answered_or_refused_as_a_provider_error(
        self, logs: Logs, text: str
    ) -> None:
        allowed(lambda: self.found(logs, self.a_query(text)))

    def test_many_threads_are_told_the_same(self, logs: Logs) -> None:
        results = together(lambda _: self.found(logs, self.a_query(self.query)))
        assert all(result.rows == results[0].rows for result in results)

    def test_no_secret_is_shown_or_logged(
        self, logs: Logs, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(0):
            result = self.found(logs, self.a_query(self.query))
        assert_hidden(self.secrets, logs, result.link, caplog.text)


def check_result(result: LogResult, query: LogQuery) -> LogResult:
    """Return what a query found, checked as it is shown in a room."""
    assert isinstance(result, LogResult)
    assert isinstance(result.rows, tuple)
    assert all(isinstance(row, LogRow) for row in result.rows)
    assert all(is_texts({"": row.text, **row.fields}) for row in result.rows), "rows are texts"
    assert len(result.rows) <= query.rows, "more rows than were asked for"
    assert _size(result) <= query.bytes, "more bytes than were asked for"
    assert is_link(result.link), "a link is http, https or left out"
    assert isinstance(result.note, str), "a warning is a text"
    return result


def _size(result: LogResult) -> int:
    return sum(len(row.text.encode("utf-8", "replace")) for row in result.rows)
