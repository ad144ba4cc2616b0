"""A store that one process has to itself: whoever held a lease before is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.given import (
    START,
    Home,
    MemoryHome,
    SqliteHome,
    after,
    claim,
    claim_one,
    drain,
    effect,
    keys,
    pending,
    put,
    settle,
)
from tocsin.store.contract import Store


@pytest.fixture(params=["memory", "sqlite"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return MemoryHome() if request.param == "memory" else SqliteHome(tmp_path / "tocsin.db")


@pytest.fixture
def again(store: Store, home: Home) -> Iterator[Store]:
    """The store as the next process finds it; the first one had a page under way."""
    put(store, effect("k1", "pager", pool="page"), effect("k2", "pager", pool="page"))
    one = claim_one(store)
    store.write(lambda tx: tx.begin(one, START))
    store.close()
    opened = home.open()
    yield opened
    opened.close()


def test_a_page_in_flight_at_the_crash_is_claimable_at_once(again: Store) -> None:
    assert again.read(lambda tx: tx.next_lane_at()) == START
    assert keys(claim(again, START)) == ["k1"]


def test_it_is_ambiguous_and_its_attempt_is_counted(again: Store) -> None:
    one = claim_one(again)
    row = again.write(lambda tx: tx.begin(one, after(1)))

    assert (one.effect.attempts, one.effect.ambiguous) == (1, True)
    assert row is not None
    assert (row.attempts, row.ambiguous, row.first_attempt) == (2, True, START)


def test_its_order_is_kept(again: Store) -> None:
    assert drain(again) == ["k1", "k2"]


def test_the_lease_of_the_process_that_is_gone_is_worth_nothing(store: Store, home: Home) -> None:
    put(store, effect("k1"))
    old = claim_one(store)
    store.close()
    again = home.open()

    assert not settle(again, old)
    new = claim_one(again)
    assert not settle(again, old)

    assert new.fence > old.fence
    assert settle(again, new)
    again.close()


def test_what_was_claimed_and_not_begun_is_not_ambiguous(store: Store, home: Home) -> None:
    put(store, effect("k1"))
    claim_one(store)
    store.close()
    again = home.open()

    one = claim_one(again)

    assert (one.effect.attempts, one.effect.ambiguous) == (0, False)
    again.close()


def test_a_retry_and_what_is_parked_are_not_hurried(store: Store, home: Home) -> None:
    put(store, effect("k1"), effect("r1", "room", needs="room"))
    one = claim_one(store)
    store.write(lambda tx: tx.retry(one, after(30), "busy", ambiguous=False))
    store.close()
    again = home.open()

    assert claim(again, after(29)) == []
    assert drain(again, after(30)) == ["k1"]
    assert pending(again) == ["r1"]
    again.close()
