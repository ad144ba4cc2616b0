"""Leases: a worker that lost its lane can neither settle nor retry."""

from __future__ import annotations

from dataclasses import replace

from tests.store.given import (
    LEASE,
    START,
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
from tocsin.store.contract import Claim, EffectRow, Store


def begin(store: Store, one: Claim, seconds: float = 0) -> EffectRow | None:
    return store.write(lambda tx: tx.begin(one, after(seconds)))


def retry(store: Store, one: Claim, seconds: float, *, ambiguous: bool = False) -> bool:
    return store.write(lambda tx: tx.retry(one, after(seconds), "timeout", ambiguous=ambiguous))


def test_an_attempt_is_counted_before_it_is_made(store: Store) -> None:
    put(store, effect("k1"))
    one = claim_one(store)

    row = begin(store, one, 1)

    assert row == replace(one.effect, attempts=1, first_attempt=after(1))


def test_an_attempt_that_began_and_never_settled_is_ambiguous(store: Store) -> None:
    """Its worker died: whoever takes over must look before repeating."""
    put(store, effect("k1"))
    begin(store, claim_one(store))

    again = claim_one(store, START + LEASE)
    row = begin(store, again, 20)

    assert again.effect.ambiguous
    assert row == replace(again.effect, attempts=2, first_attempt=START, ambiguous=True)


def test_attempts_can_be_counted_anew(store: Store) -> None:
    """What went on, or was not made at all, makes nobody wait longer the next time."""
    put(store, effect("k1"))
    one = claim_one(store)
    begin(store, one)
    store.write(lambda tx: tx.retry(one, after(0), "", ambiguous=False, attempts=0))

    again = claim_one(store)

    assert (again.effect.attempts, again.effect.first_attempt) == (0, START)
    assert begin(store, again) == replace(again.effect, attempts=1)


def test_a_claim_that_never_began_is_not_ambiguous(store: Store) -> None:
    put(store, effect("k1"))
    claim_one(store)

    again = claim_one(store, START + LEASE)

    assert (again.effect.attempts, again.effect.ambiguous) == (0, False)


def test_a_retry_waits_until_it_is_due_and_says_whether_it_is_ambiguous(store: Store) -> None:
    put(store, effect("k1"), effect("k2"))
    one = claim_one(store)
    begin(store, one)

    assert retry(store, one, 30, ambiguous=False)

    assert store.read(lambda tx: tx.next_lane_at()) == after(30)
    assert claim(store, after(29)) == []
    again = claim_one(store, after(30))
    assert (again.effect.key, again.effect.attempts, again.effect.ambiguous) == ("k1", 1, False)


def test_a_retry_that_may_have_gone_out_stays_ambiguous(store: Store) -> None:
    put(store, effect("k1"))
    one = claim_one(store)
    begin(store, one)

    retry(store, one, 30, ambiguous=True)

    assert claim_one(store, after(30)).effect.ambiguous


def test_what_is_put_behind_a_retry_does_not_wake_the_lane(store: Store) -> None:
    put(store, effect("k1"))
    retry(store, claim_one(store), 30)

    put(store, effect("k2"))

    assert claim(store, after(29)) == []
    assert drain(store, after(30)) == ["k1", "k2"]


def test_a_lost_lease_cannot_begin_settle_or_retry(store: Store) -> None:
    put(store, effect("k1"))
    slow = claim_one(store)
    fast = claim_one(store, START + LEASE)

    assert begin(store, slow) is None
    assert not settle(store, slow)
    assert not retry(store, slow, 99)

    assert fast.fence > slow.fence
    assert pending(store) == ["k1"]
    assert settle(store, fast)
    assert [row.outcome for row in store.read(lambda tx: tx.settled("i1"))] == ["done"]


def test_a_claim_is_settled_once(store: Store) -> None:
    put(store, effect("k1"), effect("k2"))
    one = claim_one(store)

    assert settle(store, one)

    assert not settle(store, one)
    assert pending(store) == ["k2"]


def test_a_claim_that_was_given_back_is_over(store: Store) -> None:
    put(store, effect("k1"))
    one = claim_one(store)
    retry(store, one, 0)

    assert not settle(store, one)
    assert drain(store) == ["k1"]


def test_a_lease_of_an_earlier_life_of_the_lane_is_worth_nothing(store: Store) -> None:
    """The lane was freed and made again, and counts its leases from the start again."""
    put(store, effect("k1"))
    slow = claim_one(store)
    settle(store, claim_one(store, START + LEASE))
    put(store, effect("k2"))
    claim_one(store, START + LEASE)

    assert not settle(store, slow)
    assert begin(store, slow) is None

    assert pending(store) == ["k2"]


def test_a_lease_can_be_taken_over_only_when_it_has_ended(store: Store) -> None:
    put(store, effect("k1"))
    claim_one(store)

    assert claim(store, START + LEASE - (after(0.001) - START)) == []
    assert keys(claim(store, START + LEASE)) == ["k1"]


def test_a_lane_whose_lease_ended_may_still_be_settled_by_its_worker(store: Store) -> None:
    """Nobody took over meanwhile, so the outcome is known and nobody need repeat it."""
    put(store, effect("k1"))
    slow = claim_one(store)

    assert settle(store, slow, START + 2 * LEASE)
    assert drain(store, START + 2 * LEASE) == []
