"""Whoever is asked, as they should be, and with one fault each: logs, graphs, changes, alerts."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.meetings import OnWire
from tests.testing.mutants.wire import Wire
from tocsin.errors import ProviderError
from tocsin.providers import (
    MOST_CHANGES,
    MOST_FIRING,
    Call,
    Change,
    Changes,
    FiringAlert,
    Graph,
    GraphQuery,
    Graphs,
    ListsFiring,
    LogQuery,
    LogResult,
    LogRow,
    Logs,
    Window,
)
from tocsin.testing import ChangesContract, FiringContract, GraphsContract, LogsContract
from tocsin.testing.asked import HOUR_AGO
from tocsin.testing.graphs import BEGINS, ENDS

ROWS = tuple(LogRow(text=f"error {n}", at=HOUR_AGO + timedelta(minutes=n)) for n in range(5))
MADE = tuple(
    Change(id=str(n), at=HOUR_AGO + timedelta(minutes=n), title="4.3", service="checkout")
    for n in range(3)
)
FIRES = tuple(
    FiringAlert(fingerprint=str(n), title="slow", since=HOUR_AGO - timedelta(minutes=n))
    for n in range(3)
)


@dataclass
class Tail:
    """Sound logs."""

    wire: Wire

    def search(self, query: LogQuery, call: Call) -> LogResult:
        return self.wire.ask(lambda: self._search(query))

    def _search(self, query: LogQuery) -> LogResult:
        found = tuple(row for row in ROWS if query.text in row.text)
        rows = found[-query.rows :]
        while sum(len(row.text) for row in rows) > query.bytes:
            rows = rows[1:]
        return LogResult(rows=rows, truncated=len(rows) < len(found))


class TailSuite(OnWire, LogsContract):
    """The suite; each mutant is a class with its own `Kind`."""

    patience_s = 1.0
    Kind: ClassVar[type[Tail]] = Tail

    @pytest.fixture
    def logs(self, wire: Wire) -> Logs:
        return self.Kind(wire)


class TestRightTail(TailSuite):
    """Nothing is wrong with it."""


class TestMoreRowsThanAsked(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            return replace(super()._search(replace(query, rows=99)), truncated=True)


class TestMoreBytesThanAsked(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            return replace(super()._search(replace(query, bytes=10**6)), truncated=True)


class TestOldestRowsKept(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told = super()._search(replace(query, rows=99))
            return LogResult(rows=told.rows[: query.rows], truncated=len(told.rows) > query.rows)


class TestNewestRowFirst(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told = super()._search(query)
            return replace(told, rows=told.rows[::-1])


class TestNeverSaysThereIsMore(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            return replace(super()._search(query), truncated=False)


class TestFindsWhatIsNotThere(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told = super()._search(query)
            return told if told.rows else replace(told, rows=ROWS[:1])


class TestNaiveRows(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told = super()._search(query)
            return replace(
                told,
                rows=tuple(
                    replace(one, at=one.at and one.at.replace(tzinfo=None)) for one in told.rows
                ),
            )


class TestNumbersForText(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told, wrong = super()._search(query), {"status": 500}
            fields: Any = wrong
            return replace(told, rows=tuple(replace(one, fields=fields) for one in told.rows))


class TestAScriptForALink(TailSuite):
    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            return replace(super()._search(query), link="javascript:alert(1)")


class TestTailHangs(TailSuite):
    """On what is not there."""

    class Kind(Tail):
        def _search(self, query: LogQuery) -> LogResult:
            told = super()._search(query)
            if query.text == "no-such-entry-anywhere":
                threading.Event().wait(3)
            return told


@dataclass
class Pencil:
    """Sound graphs."""

    wire: Wire

    def graph(self, query: GraphQuery, call: Call) -> Graph:
        return self.wire.ask(lambda: self._graph(query))

    def _graph(self, query: GraphQuery) -> Graph:
        if query.bytes < 100:
            raise ProviderError("invalid", "The picture would be too large.")
        if query.text == "nothing":
            raise ProviderError("not_found", "There is nothing to draw.")
        return Graph(png=BEGINS + ENDS, alt="a line")


class PencilSuite(OnWire, GraphsContract):
    """The suite; each mutant is a class with its own `Kind`."""

    nothing = "nothing"
    Kind: ClassVar[type[Pencil]] = Pencil

    @pytest.fixture
    def graphs(self, wire: Wire) -> Graphs:
        return self.Kind(wire)


class TestRightPencil(PencilSuite):
    """Nothing is wrong with it."""


class TestNoPng(PencilSuite):
    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            return replace(super()._graph(query), png=b"<svg xmlns='http://www.w3.org/2000/svg'/>")


class TestHalfAPng(PencilSuite):
    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            return replace(super()._graph(query), png=BEGINS)


class TestLargerThanAsked(PencilSuite):
    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            return super()._graph(replace(query, bytes=10**6))


class TestHardlyLargerThanAsked(PencilSuite):
    """Only a picture that is much too large is held back."""

    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            drawn = super()._graph(replace(query, bytes=query.bytes + 99))
            return replace(drawn, png=BEGINS + b"\0" * 200 + ENDS)


class TestWithoutWords(PencilSuite):
    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            return replace(super()._graph(query), alt=" ")


class TestAnEmptyPicture(PencilSuite):
    """Nothing to draw is drawn."""

    class Kind(Pencil):
        def _graph(self, query: GraphQuery) -> Graph:
            return super()._graph(replace(query, text="up"))


@dataclass
class Book:
    """Sound changes."""

    wire: Wire

    def changes(self, window: Window, service: str, call: Call) -> tuple[Change, ...]:
        return self.wire.ask(lambda: self._spoilt(self._changes(window, service)))

    def _changes(self, window: Window, service: str) -> tuple[Change, ...]:
        held = (one for one in reversed(MADE) if window.start <= one.at < window.end)
        return tuple(one for one in held if service in ("", one.service))

    def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
        return told


class BookSuite(OnWire, ChangesContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Book]] = Book

    @pytest.fixture
    def changes(self, wire: Wire) -> Changes:
        return self.Kind(wire)


class TestRightBook(BookSuite):
    """Nothing is wrong with it."""


class TestMoreChangesThanAnybodyReads(BookSuite):
    class Kind(Book):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            more = (replace(one, id=f"{one.id}.{n}") for one in told for n in range(MOST_CHANGES))
            return tuple(more)


class TestOldestChangeFirst(BookSuite):
    class Kind(Book):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            return told[::-1]


class TestOutsideTheWindow(BookSuite):
    class Kind(Book):
        def _changes(self, window: Window, service: str) -> tuple[Change, ...]:
            return super()._changes(replace(window, end=window.end + timedelta(days=9)), service)


class TestChangesOfNobodysService(BookSuite):
    class Kind(Book):
        def _changes(self, window: Window, service: str) -> tuple[Change, ...]:
            found = super()._changes(window, "")
            return found if service else found[:1]


class TestSomebodyElsesChanges(BookSuite):
    """It does not look at the service."""

    class Kind(Book):
        def _changes(self, window: Window, service: str) -> tuple[Change, ...]:
            return tuple(replace(one, service="search") for one in super()._changes(window, ""))


class TestARepeatedId(BookSuite):
    class Kind(Book):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            return tuple(replace(one, id="1") for one in told)


class TestAChangeOfSomething(BookSuite):
    """A word that is none of ours says what kind of change it is."""

    class Kind(Book):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            what: Any = "rollback"
            return tuple(replace(one, what=what) for one in told)


class TestATitleOfTwoLines(BookSuite):
    class Kind(Book):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            return tuple(replace(one, title="4.3\nand more") for one in told)


@dataclass
class Monitor:
    """A sound source that can be asked what fires."""

    wire: Wire
    capabilities: Any = frozenset({"firing"})

    def firing(self, call: Call) -> tuple[FiringAlert, ...]:
        return self.wire.ask(lambda: self._spoilt(FIRES))

    def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
        return told


class MonitorSuite(OnWire, FiringContract):
    """The suite; each mutant is a class with its own `Kind`."""

    patience_s = 1.0
    Kind: ClassVar[type[Monitor]] = Monitor

    @pytest.fixture
    def firing(self, wire: Wire) -> ListsFiring:
        return self.Kind(wire)


class TestRightMonitor(MonitorSuite):
    """Nothing is wrong with it."""


class TestMoreThanAnybodyReads(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            return tuple(
                replace(told[0], fingerprint=str(number)) for number in range(MOST_FIRING + 1)
            )


class TestWhatBeganFirstFirst(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            return told[::-1]


class TestTwoOfOneFingerprint(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            return tuple(replace(one, fingerprint="7") for one in told)


class TestNaiveSince(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            return tuple(replace(one, since=one.since.replace(tzinfo=None)) for one in told)


class TestAWordForASeverity(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            word: Any = "critical"
            return tuple(replace(one, severity=word) for one in told)


class TestNumbersForLabels(MonitorSuite):
    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            labels: Any = {"shard": 7}
            return tuple(replace(one, labels=labels) for one in told)


class TestForgetsWhatItTold(MonitorSuite):
    """What was told once is not told again."""

    class Kind(Monitor):
        def _spoilt(self, told: tuple[FiringAlert, ...]) -> tuple[FiringAlert, ...]:
            asked = self.__dict__.setdefault("asked", [])
            asked.append(1)
            return told if len(asked) == 1 else ()


class TestCannotBeAsked(MonitorSuite):
    """It has the method, and says nothing of it."""

    class Kind(Monitor):
        def __init__(self, wire: Wire) -> None:
            super().__init__(wire, frozenset())


class TestSaysItCanBeAsked(MonitorSuite):
    class Kind(Monitor):
        firing: Any = None


class TestAFailureIsNothing(MonitorSuite):
    """A source that cannot be reached says that nothing fires."""

    class Kind(Monitor):
        def firing(self, call: Call) -> tuple[FiringAlert, ...]:
            try:
                return super().firing(call)
            except ProviderError:
                return ()
