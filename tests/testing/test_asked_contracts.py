"""The contracts of what is asked: sound instances pass, each kind of fault fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Change,
    Changes,
    Graph,
    GraphQuery,
    Graphs,
    LogQuery,
    LogResult,
    LogRow,
    Logs,
    Window,
)
from tocsin.testing import ChangesContract, GraphsContract, LogsContract
from tocsin.testing.asked import HOUR_AGO
from tocsin.testing.graphs import BEGINS, ENDS

KEPT = tuple(LogRow(text=f"error {n}", at=HOUR_AGO + timedelta(minutes=n)) for n in range(5))
MADE = tuple(
    Change(id=str(n), at=HOUR_AGO + timedelta(minutes=n), title="4.3", service="checkout")
    for n in range(3)
)


IN_MEMORY = MappingProxyType({"trouble": "it stands for a far end itself, in memory"})


class Tail:
    """Logs in memory; `spoil` changes an answer on its way out."""

    def __init__(self, spoil: Callable[[LogQuery, LogResult], LogResult] | None = None) -> None:
        self._spoil = spoil

    def search(self, query: LogQuery, call: Call) -> LogResult:
        found = tuple(row for row in KEPT if query.text in row.text)
        rows = found[-query.rows :]
        while sum(len(row.text) for row in rows) > query.bytes:
            rows = rows[1:]
        result = LogResult(rows=rows, truncated=len(rows) < len(found))
        return self._spoil(query, result) if self._spoil else result


class Pencil:
    """Graphs in memory."""

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        if query.bytes < 100:
            raise ProviderError("invalid", "the picture would be too large")
        if query.text == "nothing":
            raise ProviderError("not_found", "there is nothing to draw")
        return Graph(png=BEGINS + ENDS, alt="a line")


class Book:
    """Changes in memory; `spoil` changes an answer on its way out."""

    def __init__(self, spoil: Callable[[tuple[Change, ...]], tuple[Change, ...]] = tuple) -> None:
        self._spoil = spoil

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        held = (one for one in reversed(MADE) if window.start <= one.at < window.end)
        return self._spoil(tuple(one for one in held if service in ("", one.service)))


class Down:
    """Refuses everything."""

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        raise ProviderError("unavailable", "down")

    def search(self, query: LogQuery, call: Call) -> LogResult:
        raise ProviderError("unavailable", "down")

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        raise ProviderError("unavailable", "down")


class Slow:
    """Never answers, and says so in time."""

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        threading.Event().wait(call.deadline_s)
        raise ProviderError("timeout", "no answer")

    def search(self, query: LogQuery, call: Call) -> LogResult:
        threading.Event().wait(call.deadline_s)
        raise ProviderError("timeout", "no answer")

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        threading.Event().wait(call.deadline_s)
        raise ProviderError("timeout", "no answer")


class TestSoundLogs(LogsContract):
    exceptions = IN_MEMORY

    @pytest.fixture
    def logs(self) -> Logs:
        return Tail()

    @pytest.fixture
    def refusing(self) -> Logs:
        return Down()

    @pytest.fixture
    def hanging(self) -> Logs:
        return Slow()


class TestSoundGraphs(GraphsContract):
    exceptions = IN_MEMORY
    nothing = "nothing"

    @pytest.fixture
    def graphs(self) -> Graphs:
        return Pencil()

    @pytest.fixture
    def refusing(self) -> Graphs:
        return Down()

    @pytest.fixture
    def hanging(self) -> Graphs:
        return Slow()


class TestSoundChanges(ChangesContract):
    exceptions = IN_MEMORY

    @pytest.fixture
    def changes(self) -> Changes:
        return Book()

    @pytest.fixture
    def refusing(self) -> Changes:
        return Down()

    @pytest.fixture
    def hanging(self) -> Changes:
        return Slow()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told[::-1],
        lambda told: told + told,
        lambda told: tuple(replace(one, title=" ") for one in told),
        lambda told: tuple(replace(one, link="file:///etc/passwd") for one in told),
        lambda told: tuple(replace(one, at=one.at - timedelta(days=9)) for one in told),
        list,
    ],
)
def test_changes_with_a_fault_fail_their_contract(
    spoil: Callable[[tuple[Change, ...]], tuple[Change, ...]],
) -> None:
    with pytest.raises(AssertionError):
        ChangesContract().test_changes_are_told_the_newest_first(Book(spoil))


FAULTS: dict[str, Callable[[LogQuery, LogResult], LogResult]] = {
    "newest first": lambda _, result: replace(result, rows=result.rows[::-1]),
    "too many rows": lambda _, result: replace(result, rows=KEPT),
    "never says that there is more": lambda _, result: replace(result, truncated=False),
    "a link that is a script": lambda _, result: replace(result, link="javascript:alert(1)"),
    "finds what is not there": lambda _, result: replace(result, rows=(*result.rows, KEPT[0])),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_logs_with_a_fault_fail_their_contract(fault: str) -> None:
    contract, logs = LogsContract(), Tail(FAULTS[fault])
    tests = (
        contract.test_what_is_there_is_found_oldest_first,
        contract.test_what_is_not_there_is_not_found,
        contract.test_the_latest_rows_are_kept_and_the_rest_is_told_of,
    )
    assert any(_fails(test, logs) for test in tests)


def test_half_a_picture_fails_the_contract() -> None:
    class Torn(Pencil):
        def graph(self, query: GraphQuery, call: Call) -> Graph:
            return replace(super().graph(query, call), png=BEGINS)

    with pytest.raises(AssertionError, match="no whole PNG"):
        GraphsContract().test_a_picture_is_drawn(Torn())


def test_an_instance_that_never_comes_back_fails_and_does_not_hang() -> None:
    class Impatient(LogsContract):
        patience_s = 0.1

    class Stuck(Tail):
        def search(self, query: LogQuery, call: Call) -> LogResult:
            ended.wait(60)
            return super().search(query, call)

    ended = threading.Event()
    try:
        with pytest.raises(pytest.fail.Exception, match="never came back"):
            Impatient().test_what_is_there_is_found_oldest_first(Stuck())
    finally:
        ended.set()


def _fails(test: Callable[[Logs], None], logs: Logs) -> bool:
    try:
        test(logs)
    except AssertionError:
        return True
    return False
