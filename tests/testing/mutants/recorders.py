"""Tools that are told of changes, as they should be, and with one fault each."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.answers import Book
from tests.testing.mutants.meetings import OnWire
from tests.testing.mutants.wire import Wire
from tocsin.errors import ProviderError
from tocsin.providers import Call, Change, MadeChange, RecordsChanges, Window
from tocsin.testing import Recorded, RecordsChangesContract, a_made_change

SECRET = "t0ken-of-the-mutants"


@dataclass
class Log(Book):
    """Sound: it keeps what it is told, with the key."""

    held: list[Change] = field(default_factory=list)
    capabilities: Any = frozenset({"record"})

    def record(self, change: MadeChange, call: Call) -> None:
        self.wire.ask(lambda: self.held.append(self._kept(change)))

    def _kept(self, change: MadeChange) -> Change:
        return Change(
            id=f"kept {len(self.held)}",
            at=change.at,
            title=" ".join(change.title.split()),
            service=change.service,
            recorded=change.key,
        )

    def _changes(self, window: Window, service: str) -> tuple[Change, ...]:
        return (*self.held, *super()._changes(window, service))


class LogSuite(OnWire, RecordsChangesContract):
    """The suite; each mutant is a class with its own `Kind`."""

    patience_s = 1.0
    Kind: ClassVar[type[Log]] = Log

    @pytest.fixture
    def log(self, wire: Wire) -> Log:
        return self.Kind(wire)

    @pytest.fixture
    def recorder(self, log: Log) -> RecordsChanges:
        return log

    @pytest.fixture
    def recorded(self, log: Log) -> Recorded:
        return lambda: [change.title for change in log.held]


class TestRightLog(LogSuite):
    """Nothing is wrong with it."""


class TestForgetsTheKey(LogSuite):
    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            return replace(super()._kept(change), recorded="")


class TestKeyOfTheIncident(LogSuite):
    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            return replace(super()._kept(change), recorded=change.key.partition(".")[0])


class TestTakesAllForOurs(LogSuite):
    """What others told looks as if Tocsin had recorded it."""

    class Kind(Log):
        def _spoilt(self, told: tuple[Change, ...]) -> tuple[Change, ...]:
            other = Change(id="9", at=a_made_change().at, title="4.3", recorded="9")
            return (*told, other)


class TestTimeOfTelling(LogSuite):
    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            kept = super()._kept(change)
            return replace(kept, at=kept.at + timedelta(seconds=30))


class TestServiceOfTheTool(LogSuite):
    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            return replace(super()._kept(change), service="PSVC001")


class TestATitleOfItsOwn(LogSuite):
    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            return replace(super()._kept(change), title="a change")


class TestRecordsNothing(LogSuite):
    class Kind(Log):
        def record(self, change: MadeChange, call: Call) -> None:
            self.wire.ask(lambda: None)


class TestRecordsWithoutAWord(LogSuite):
    class Kind(Log):
        def __init__(self, wire: Wire) -> None:
            super().__init__(wire, capabilities=frozenset())


class TestOneForEach(LogSuite):
    """A second change takes the place of the first."""

    class Kind(Log):
        def _kept(self, change: MadeChange) -> Change:
            self.held.clear()
            return super()._kept(change)


class TestNeverKnewWhatItTook(LogSuite):
    """An error of its own for a text that it does not like."""

    class Kind(Log):
        def record(self, change: MadeChange, call: Call) -> None:
            if len(change.title) > 1000:
                raise ValueError("too long")
            super().record(change, call)


class TestASwallowedFailure(LogSuite):
    class Kind(Log):
        def record(self, change: MadeChange, call: Call) -> None:
            try:
                super().record(change, call)
            except ProviderError:
                return


class TestLogsItsSecret(LogSuite):
    secrets = (SECRET,)

    class Kind(Log):
        def record(self, change: MadeChange, call: Call) -> None:
            logging.getLogger(__name__).info("POST with %s", SECRET)
            super().record(change, call)
