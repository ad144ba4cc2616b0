"""Two processes that share a database: one hears a platform, the other when that one is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.engine.test_listeners import BOUND_S, NOW, Radio, opens
from tests.store.given import PostgresHome
from tocsin.bootstrap.listeners import SILENT_S, Listeners
from tocsin.bootstrap.readiness import _platform
from tocsin.chat import Fitness
from tocsin.engine.listener_leases import ListenerLeases
from tocsin.store.contract import Store
from tocsin.store.memory import MemoryStore

SECOND = timedelta(seconds=1)


class Line(Radio):
    """A backend whose platform gave its last sign of life at a moment."""

    seen: datetime | None = None

    def fitness(self) -> Fitness:
        return Fitness(ok=True, heard_at=self.seen)


@pytest.fixture(params=["memory", "postgres"])
def stores(request: pytest.FixtureRequest) -> Iterator[tuple[Store, Store]]:
    if request.param == "memory":
        one: Store = MemoryStore()
        yield one, one
        return
    home = PostgresHome(request.getfixturevalue("database"))
    first, second = home.open(), home.open()
    yield first, second
    first.close()
    second.close()


def process(store: Store, owner: str, radio: Radio) -> Listeners:
    leases = ListenerLeases(store, owner, alone=False)
    return Listeners({"irc": radio}, opens, holds=leases.hold, releases=leases.release)


def test_the_other_takes_over_when_the_first_is_gone(stores: tuple[Store, Store]) -> None:
    here, there = Radio(), Radio()
    one, two = process(stores[0], "one", here), process(stores[1], "two", there)
    one.step(NOW)
    two.step(NOW)
    assert here.begun.wait(BOUND_S)
    for seconds in (5, 10, 14):
        two.step(NOW + seconds * SECOND)
        assert not there.begun.is_set()
    two.step(NOW + 16 * SECOND)
    assert there.begun.wait(BOUND_S)
    one.step(NOW + 17 * SECOND)
    assert not one.standing()[0].held
    two.stop(BOUND_S)
    one.stop(BOUND_S)


def test_whoever_stops_leaves_it_to_the_other_at_once(stores: tuple[Store, Store]) -> None:
    here, there = Radio(), Radio()
    one, two = process(stores[0], "one", here), process(stores[1], "two", there)
    one.step(NOW)
    assert here.begun.wait(BOUND_S)
    one.stop(BOUND_S)
    two.step(NOW + SECOND)
    assert there.begun.wait(BOUND_S)
    two.stop(BOUND_S)


def test_a_dead_line_is_seen_and_listened_to_anew() -> None:
    radio, now = Line(), NOW
    radio.seen = NOW
    listeners = Listeners({"irc": radio}, opens)
    (line,) = listeners._every.values()
    line._steady = lambda: (now - NOW).total_seconds()
    listeners.step(now)
    assert radio.begun.wait(BOUND_S)
    assert _platform(listeners.standing()[0], now).ok
    now = NOW + timedelta(seconds=SILENT_S + 1)
    told = _platform(listeners.standing()[0], now)
    assert (told.ok, told.vital) == (False, False)
    assert "last sign of life 121 s ago" in told.detail
    listeners.step(now)
    assert line._thread is not None
    line._thread.join(BOUND_S)
    listeners.step(now)
    assert radio.calls == 2
    listeners.stop(BOUND_S)


def test_who_does_not_hear_it_says_that_another_does() -> None:
    listeners = Listeners({"irc": Radio()}, opens, holds=lambda *_: False)
    listeners.step(NOW)
    told = _platform(listeners.standing()[0], NOW)
    assert (told.ok, told.detail) == (True, "another process listens")
