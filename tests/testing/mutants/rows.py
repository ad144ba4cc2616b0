"""Logs that are read over HTTP: as they should be, and with one thing taken on trust each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from tocsin.providers import LogQuery, LogResult, LogRow, Logs, found_rows, read_moment
from tocsin.providers.http import HttpClient, objects_in, text_at
from tocsin.testing import FarEnd, LogsContract, json_answer
from tocsin.testing.asked import HOUR_AGO, NOON

HELD: list[dict[str, Any]] = [
    {"at": (HOUR_AGO + timedelta(minutes=n)).isoformat(), "said": {"text": f"error {n}", "by": "a"}}
    for n in range(5)
]


class Reader:
    """Sound: what is no row is left out, and a value of another type counts for none."""

    def __init__(self, url: str) -> None:
        self._client = HttpClient(
            url, tool="The reader", agent="reader/1", clock=lambda: datetime.now(UTC)
        )

    def search(self, query: LogQuery, call: Any) -> LogResult:
        answer = self._client.get("/rows", deadline=call.deadline_s, params={"q": query.text})
        return found_rows(query, self._rows(answer.object()["rows"]))

    def close(self) -> None:
        self._client.close()

    def _rows(self, told: Any) -> Iterator[LogRow]:
        for row in objects_in(told):
            at, text = read_moment(text_at(row, "at")), text_at(row, "said", "text")
            if at is not None and text:
                yield LogRow(text=text, at=at)


class ReaderSuite(LogsContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Reader]] = Reader

    @pytest.fixture
    def logs(self, far_end: FarEnd) -> Iterator[Logs]:
        far_end.on("GET", "/rows", lambda asked: json_answer({"rows": _found(asked.query)}))
        made = self.Kind(far_end.url)
        yield made
        made.close()


def _found(query: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    words = query.get("q", ("",))[0]
    return [row for row in HELD if words in row["said"]["text"]]


class TestRightReader(ReaderSuite):
    """Nothing is wrong with it."""


class TestEachHasItsTime(ReaderSuite):
    """A row without its time ends the whole answer with a KeyError."""

    class Kind(Reader):
        def _rows(self, told: Any) -> Iterator[LogRow]:
            for row in objects_in(told):
                at = read_moment(str(row["at"])) or NOON
                yield LogRow(text=text_at(row, "said", "text"), at=at)


class TestEachIsAnObject(ReaderSuite):
    class Kind(Reader):
        def _rows(self, told: Any) -> Iterator[LogRow]:
            yield from super()._rows([dict(row) for row in told])


class TestEachTimeIsOne(ReaderSuite):
    class Kind(Reader):
        def _rows(self, told: Any) -> Iterator[LogRow]:
            for row in objects_in(told):
                at = datetime.fromisoformat(text_at(row, "at"))
                yield LogRow(text=text_at(row, "said", "text"), at=at)


class TestWhateverStandsThere(ReaderSuite):
    """What is no text is shown as one."""

    class Kind(Reader):
        def _rows(self, told: Any) -> Iterator[LogRow]:
            for row in objects_in(told):
                said: Any = row.get("said")
                if isinstance(said, dict):
                    yield LogRow(text=said.get("text", ""))
