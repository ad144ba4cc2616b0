"""A timer is fired by whoever holds its incident, and only while it is still there."""

from __future__ import annotations

from tests.store.given import declare, timer
from tocsin.domain.obligation import Timer
from tocsin.store.contract import Store, Tx


def has(store: Store, one: Timer) -> bool:
    return store.write(lambda tx: tx.claim_timer("i1", one))


def test_a_timer_that_is_there_can_be_claimed(store: Store) -> None:
    declare(store)
    store.write(lambda tx: tx.set_timers("i1", 1, (timer("ack", 5), timer("update", 9))))

    assert has(store, timer("ack", 5))
    assert has(store, timer("ack", 5))


def test_one_that_is_gone_or_another_one_now_cannot(store: Store) -> None:
    declare(store)
    store.write(lambda tx: tx.set_timers("i1", 1, (timer("ack", 5, nudge=1), timer("update", 9))))

    assert not has(store, timer("ack", 5, nudge=0))
    assert not has(store, timer("ack", 5, nudge=1, generation=2))
    assert not has(store, timer("triage", 5))
    assert not store.write(lambda tx: tx.claim_timer("i2", timer("update", 9)))


def test_what_the_unit_itself_changed_counts(store: Store) -> None:
    declare(store)
    store.write(lambda tx: tx.set_timers("i1", 1, (timer("ack", 5),)))

    def unit(tx: Tx) -> bool:
        tx.set_timers("i1", 1, ())
        return tx.claim_timer("i1", timer("ack", 5))

    assert not store.write(unit)
