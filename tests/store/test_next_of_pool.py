"""When a pool has its next work, and which incidents have a timer: asked before anybody writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.store.given import LEASE, START, after, claim, declare, effect, put, settle, timer
from tocsin.store.contract import Pool, Store


def next_of(store: Store, pool: Pool, without: Sequence[str] = ()) -> datetime | None:
    return store.read(lambda tx: tx.next_lane_of(pool, without=without))


def test_a_pool_is_due_when_its_own_earliest_lane_is(store: Store) -> None:
    assert next_of(store, "page") is None
    put(
        store,
        effect("chat", "a", pool="chat", created=after(1)),
        effect("late", "b", pool="page", created=after(9)),
        effect("early", "c", pool="page", created=after(4)),
    )

    assert next_of(store, "page") == after(4)
    assert next_of(store, "chat") == after(1)
    assert next_of(store, "other") is None


def test_what_is_parked_is_not_due(store: Store) -> None:
    put(store, effect("k1", "a", needs="room"), effect("k2", "b", created=after(3)))

    assert next_of(store, "chat") == after(3)


def test_a_leased_lane_is_due_when_its_lease_ends_and_a_free_one_when_its_next_effect_is(
    store: Store,
) -> None:
    put(store, effect("k1"), effect("k2", created=after(2)))
    (one,) = claim(store)
    assert next_of(store, "chat") == START + LEASE

    settle(store, one)

    assert next_of(store, "chat") == after(2)


def test_busy_places_are_left_out_by_team_and_target(store: Store) -> None:
    declare(store)
    declare(store, "i2", 2, team="pay")
    put(
        store,
        effect("shop", "slow", created=after(1)),
        effect("pay", "slow", incident="i2", created=after(2)),
        effect("fast", "fast", created=after(3)),
    )

    assert next_of(store, "chat", ["pay/slow"]) == after(1)
    assert next_of(store, "chat", ["shop/slow"]) == after(2)
    assert next_of(store, "chat", ["shop/slow", "pay/slow"]) == after(3)
    assert next_of(store, "chat", ["shop/slow", "pay/slow", "shop/fast"]) is None


def test_the_incidents_with_a_timer_are_named_once(store: Store) -> None:
    assert list(store.read(lambda tx: tx.timed())) == []
    store.write(lambda tx: tx.set_timers("i1", 1, [timer("update"), timer("ack")]))
    store.write(lambda tx: tx.set_timers("i2", 2, [timer("ack", 9)]))

    assert sorted(store.read(lambda tx: tx.timed())) == ["i1", "i2"]

    store.write(lambda tx: tx.set_timers("i1", 1, []))

    assert list(store.read(lambda tx: tx.timed())) == ["i2"]
