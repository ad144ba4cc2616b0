"""Schedules as they should be, and with one fault each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from tests.testing.mutants.meetings import OnWire
from tests.testing.mutants.wire import Wire
from tocsin.errors import ProviderError
from tocsin.providers import Call, OnCallEntry, Schedules, Window
from tocsin.testing import SchedulesContract

HANDOVER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@dataclass
class Roster:
    """Sound: two persons in turn, a week each."""

    wire: Wire
    capabilities: Any = frozenset({"shifts"})

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        return self.wire.ask(lambda: self._on_call(schedule, at))

    def _on_call(self, schedule: str, at: datetime) -> tuple[OnCallEntry, ...]:
        return self._within(schedule, Window(start=at, end=at + timedelta(seconds=1)))

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        return self.wire.ask(lambda: self._within(schedule, window))

    def _within(self, schedule: str, window: Window) -> tuple[OnCallEntry, ...]:
        if schedule != "primary":
            raise ProviderError("not_found", "There is no such schedule.")
        turns = (self._turn(number) for number in range(-5, 6))
        return tuple(one for one in turns if _overlaps(one, window))

    def _turn(self, number: int) -> OnCallEntry:
        start = HANDOVER + number * WEEK
        return OnCallEntry(user=f"PUSER{number % 2}", start=start, end=start + WEEK)


def _overlaps(one: OnCallEntry, window: Window) -> bool:
    assert one.start is not None
    assert one.end is not None
    return one.start < window.end and window.start < one.end


class RosterSuite(OnWire, SchedulesContract):
    """The suite; each mutant is a class with its own `Kind`."""

    Kind: ClassVar[type[Roster]] = Roster

    @pytest.fixture
    def known(self) -> str:
        return "primary"

    @pytest.fixture
    def schedules(self, wire: Wire) -> Schedules:
        return self.Kind(wire)


class TestRightRoster(RosterSuite):
    """Nothing is wrong with it."""


class Spoilt(Roster):
    """Every answer of it is changed on its way out."""

    def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
        raise NotImplementedError

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        spoilt: tuple[OnCallEntry, ...] = self._spoil(super().on_call(schedule, at, call))
        return spoilt

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        spoilt: tuple[OnCallEntry, ...] = self._spoil(super().shifts(schedule, window, call))
        return spoilt


class TestRubbishEntries(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            return tuple({"user": one.user} for one in told)


class TestNobodysEntries(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            return tuple(replace(one, user=" ") for one in told)


class TestNumberForAnAddress(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            wrong: Any = 7
            return tuple(replace(one, email=wrong) for one in told)


class TestNaiveTimes(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            return tuple(
                replace(one, start=one.start and one.start.replace(tzinfo=None)) for one in told
            )


class TestAList(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            return list(told)


class TestLatestShiftFirst(RosterSuite):
    class Kind(Spoilt):
        def _spoil(self, told: tuple[OnCallEntry, ...]) -> Any:
            return told[::-1]


class TestAlwaysNow(RosterSuite):
    """It says who is on call at another moment than was asked for."""

    class Kind(Roster):
        def _on_call(self, schedule: str, at: datetime) -> tuple[OnCallEntry, ...]:
            return super()._on_call(schedule, at + WEEK)


class TestShiftsOfAnyTime(RosterSuite):
    class Kind(Roster):
        def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
            wide = replace(window, start=window.start - 2 * WEEK)
            return super().shifts(schedule, wide, call)


class TestShiftsWithoutAnEnd(RosterSuite):
    class Kind(Roster):
        def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
            return tuple(replace(one, end=None) for one in super().shifts(schedule, window, call))


class TestSaysItHasShifts(RosterSuite):
    """The capability has no method behind it."""

    class Kind(Roster):
        shifts: Any = None


class TestAnySchedule(RosterSuite):
    class Kind(Roster):
        def _within(self, schedule: str, window: Window) -> tuple[OnCallEntry, ...]:
            return super()._within("primary", window)


class TestAsksAgainForWhatIsNotThere(RosterSuite):
    class Kind(Roster):
        def _within(self, schedule: str, window: Window) -> tuple[OnCallEntry, ...]:
            if schedule != "primary":
                raise ProviderError("unavailable", "Perhaps later.")
            return super()._within(schedule, window)


class TestNobodyIsOnCall(RosterSuite):
    class Kind(Roster):
        def _on_call(self, schedule: str, at: datetime) -> tuple[OnCallEntry, ...]:
            super()._on_call(schedule, at)
            return ()
