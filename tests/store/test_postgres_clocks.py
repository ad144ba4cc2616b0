"""Leases are kept by the clock of the database; who is too far from it does not start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.store.given import LEASE, after, claim, effect, keys, put
from tocsin.bootstrap.clock_and_ids import utc_now
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Store
from tocsin.store.memory import MemoryStore
from tocsin.store.postgres import open_postgres


def clock_that_is(seconds: float) -> Callable[[], datetime]:
    """A clock that goes before the true time, by so much."""
    return lambda: utc_now() + timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [2.5, -2.5, 3600])
def test_a_clock_that_is_wrong_is_refused_with_a_sentence(database: str, seconds: float) -> None:
    with pytest.raises(StoreUnavailable, match=r"clock is .* s .*NTP") as refused:
        open_postgres(database, clock=clock_that_is(seconds))

    assert ("ahead of" if seconds > 0 else "behind") in str(refused.value)


@pytest.mark.parametrize("seconds", [0, 1.5, -1.5])
def test_how_far_the_clocks_are_apart_is_told(database: str, seconds: float) -> None:
    store = open_postgres(database, clock=clock_that_is(seconds))

    assert store.clock_offset() == pytest.approx(-seconds, abs=0.2)
    store.close()


def test_one_clock_has_no_offset() -> None:
    assert MemoryStore().clock_offset() is None


def apart(database: str) -> tuple[Store, Store]:
    """A store whose clock goes before the database's, and one whose clock goes after it."""
    early = open_postgres(database, clock=clock_that_is(1.5))
    late = open_postgres(database, clock=clock_that_is(-1.5))
    return early, late


def test_two_clocks_agree_on_when_a_lease_ends(database: str) -> None:
    """What is 10:15:01.5 here is 10:14:58.5 there: three seconds more or less of a lease."""
    early, late = apart(database)
    put(early, effect("k1", created=after(1.5)))
    end = LEASE.total_seconds()

    assert keys(claim(early, after(1.5))) == ["k1"]

    assert claim(late, after(-1.5 + end - 0.01)) == []
    assert keys(claim(late, after(-1.5 + end))) == ["k1"]
    assert claim(early, after(1.5 + 2 * end - 0.01)) == []
    assert keys(claim(early, after(1.5 + 2 * end))) == ["k1"]
    early.close()
    late.close()


def test_what_is_due_now_here_is_due_now_there(database: str) -> None:
    early, late = apart(database)
    put(early, effect("k1", created=after(1.5)))

    assert early.read(lambda tx: tx.next_lane_at()) == after(1.5)
    assert late.read(lambda tx: tx.next_lane_at()) == after(-1.5)
    assert keys(claim(late, after(-1.5))) == ["k1"]
    early.close()
    late.close()


def test_a_retry_is_due_when_its_maker_said(database: str) -> None:
    early, late = apart(database)
    put(early, effect("k1"))
    (one,) = claim(early, after(1.5))
    early.write(lambda tx: tx.retry(one, after(31.5), "busy", ambiguous=False))

    assert claim(late, after(28.4)) == []
    assert keys(claim(late, after(28.5))) == ["k1"]
    early.close()
    late.close()
