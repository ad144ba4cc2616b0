"""Lanes: first in, first out, one at a time, pages first."""

from __future__ import annotations

from dataclasses import replace

from tests.store.given import (
    LEASE,
    START,
    Home,
    after,
    claim,
    claim_one,
    declare,
    drain,
    effect,
    keys,
    pending,
    put,
    settle,
)
from tocsin.store.contract import EffectRow, Settled, Store, Tx


def test_an_effect_is_claimed_as_it_was_put(store: Store) -> None:
    put(store, effect("k1"))

    one = claim_one(store)

    assert one.lane == "i1:chat"
    assert one.effect == EffectRow(
        id=one.effect.id,
        key="k1",
        lane="i1:chat",
        pool="chat",
        incident="i1",
        kind="tell",
        op="post",
        target="chat",
        payload='{"text":"k1"}',
        needs="",
        created=START,
    )


def test_a_lane_gives_one_effect_at_a_time_in_order(store: Store) -> None:
    put(store, effect("k1"), effect("k2"))
    put(store, effect("k3"))

    assert keys(claim(store)) == ["k1"]
    assert keys(claim(store)) == []
    assert drain(store, START + LEASE) == ["k1", "k2", "k3"]


def test_lanes_do_not_wait_for_each_other(store: Store) -> None:
    put(store, effect("a1", "a"), effect("a2", "a"), effect("b1", "b"), effect("c1", incident="i2"))

    assert sorted(keys(claim(store))) == ["a1", "b1", "c1"]


def test_pages_go_first_then_what_was_due_first(store: Store) -> None:
    put(
        store,
        effect("mail", "mail", pool="other", created=after(0)),
        effect("late", "room-2", created=after(2)),
        effect("early", "room-1", created=after(1)),
        effect("page-2", "pager-2", pool="page", created=after(4)),
        effect("page-1", "pager-1", pool="page", created=after(3)),
    )

    assert keys(claim(store, after(9))) == ["page-1", "page-2", "early", "late", "mail"]


def test_what_is_due_at_once_goes_in_the_order_it_was_put(store: Store) -> None:
    put(store, effect("k1", "z"), effect("k2", "a"), effect("k3", "z"))
    put(store, effect("k4", "m"))

    assert keys(claim(store)) == ["k1", "k2", "k4"]


def test_no_more_than_the_limit_are_claimed(store: Store) -> None:
    put(store, effect("a", "a"), effect("b", "b"), effect("p", "p", pool="page"))

    assert keys(claim(store, limit=2)) == ["p", "a"]
    assert keys(claim(store, limit=2)) == ["b"]


def test_a_worker_gets_only_its_pools(store: Store) -> None:
    put(store, effect("chat", "a"), effect("page", "b", pool="page"))

    assert keys(claim(store, pools=("other",))) == []
    assert keys(claim(store, pools=("page",))) == ["page"]
    assert keys(claim(store, pools=("chat", "other"))) == ["chat"]


def test_what_is_not_due_is_not_claimed(store: Store) -> None:
    put(store, effect("k1", created=after(5)))

    assert claim(store, after(4.999999)) == []
    assert keys(claim(store, after(5))) == ["k1"]


def test_a_settled_effect_is_history_and_the_lane_goes_on(store: Store) -> None:
    put(store, effect("k1"), effect("k2"))
    one = claim_one(store)
    store.write(lambda tx: tx.begin(one, START))

    assert store.write(lambda tx: tx.settle(one, "dead", "no such channel", after(3)))

    assert store.read(lambda tx: tx.settled("i1")) == [
        Settled(
            key="k1",
            lane="i1:chat",
            op="post",
            target="chat",
            outcome="dead",
            attempts=1,
            error="no such channel",
            at=after(3),
        )
    ]
    assert keys(claim(store)) == ["k2"]


def test_history_is_of_the_incident_in_the_order_it_was_made(store: Store) -> None:
    put(store, effect("z", "z"), effect("a", "a"), effect("other", incident="i2"))

    gone = drain(store)

    assert [row.key for row in store.read(lambda tx: tx.settled("i1"))] == [
        key for key in gone if key != "other"
    ]


def test_pending_is_what_is_not_settled_in_order(store: Store) -> None:
    put(store, effect("k1"), effect("k2", incident="i2"), effect("k3", "b"))
    settle(store, claim(store, limit=1)[0])

    assert pending(store) == ["k2", "k3"]
    assert [row.key for row in store.read(lambda tx: tx.pending("i1"))] == ["k3"]


def test_a_key_is_put_once_whether_it_waits_or_is_settled(store: Store) -> None:
    put(store, effect("k1"), effect("k1"))
    put(store, effect("k1", "elsewhere"))
    assert pending(store) == ["k1"]
    drain(store)

    put(store, effect("k1"), effect("k2"))

    assert drain(store) == ["k2"]


def test_a_key_repeated_in_one_put_counts_where_it_stood_first(store: Store) -> None:
    put(store, effect("k1"), effect("k2"), replace(effect("k1"), payload="{}"))

    assert pending(store) == ["k1", "k2"]
    assert claim_one(store).effect.payload == effect("k1").payload


def test_an_effect_put_between_claim_and_settle_is_not_orphaned(store: Store) -> None:
    """The lane was about to be freed; who puts an effect into it meanwhile must not lose it."""
    put(store, effect("k1"))
    one = claim_one(store)
    put(store, effect("k2"))

    assert settle(store, one)

    assert drain(store) == ["k2"]


def test_an_effect_put_in_the_unit_that_settles_is_not_orphaned(store: Store) -> None:
    put(store, effect("k1"))
    one = claim_one(store)

    def unit(tx: Tx) -> None:
        tx.settle(one, "done", "", START)
        tx.put_effects((effect("k2"),))

    store.write(unit)

    assert drain(store) == ["k2"]


def test_the_next_lane_is_due_when_its_head_is(store: Store) -> None:
    assert store.read(lambda tx: tx.next_lane_at()) is None
    put(store, effect("late", "a", created=after(9)), effect("early", "b", created=after(4)))
    assert store.read(lambda tx: tx.next_lane_at()) == after(4)

    claim(store, after(5))

    assert store.read(lambda tx: tx.next_lane_at()) == after(9)
    drain(store, after(60))
    assert store.read(lambda tx: tx.next_lane_at()) is None


def test_a_leased_lane_is_due_when_its_lease_ends(store: Store) -> None:
    put(store, effect("k1"))
    claim(store)

    assert store.read(lambda tx: tx.next_lane_at()) == START + LEASE


def test_lanes_outlive_the_process(store: Store, home: Home) -> None:
    put(store, effect("k1"), effect("k2"))
    store.close()

    again = home.open()

    assert drain(again) == ["k1", "k2"]
    again.close()


def test_putting_nothing_changes_nothing(store: Store) -> None:
    put(store)

    assert pending(store) == []


def test_lanes_for_a_target_that_is_left_out_wait_and_the_others_go(store: Store) -> None:
    declare(store, "i1", 1, team="shop")
    declare(store, "i2", 2, team="pay")
    put(
        store,
        effect("shop-slow", "slow", incident="i1"),
        effect("pay-slow", "slow", incident="i2"),
        effect("shop-fast", "fast", incident="i1"),
    )

    assert keys(claim(store, without=["shop/slow"])) == ["pay-slow", "shop-fast"]
    assert keys(claim(store)) == ["shop-slow"]


def test_a_target_is_left_out_by_the_head_of_its_lane_and_within_the_limit(store: Store) -> None:
    declare(store)
    put(store, effect("a", "a"), effect("b", "b"), effect("c", "c"), effect("d", "d"))

    assert keys(claim(store, without=["shop/a", "shop/c"], limit=1)) == ["b"]
    assert keys(claim(store, without=["shop/a", "shop/c"])) == ["d"]


def test_every_lane_is_listed_with_when_it_wants_work(store: Store) -> None:
    put(store, effect("a", "a"), effect("b", "b", needs="room"), effect("c", "c"))
    claim(store, limit=1)

    lanes = store.read(lambda tx: tx.lanes())

    assert dict(lanes) == {"i1:a": START + LEASE, "i1:b": None, "i1:c": START}
