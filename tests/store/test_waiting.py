"""Effects that wait: parked ones for their need, syncs for a later one to replace them."""

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
    sync,
)
from tocsin.store.contract import Store


def unpark(store: Store, need: str, incident: str = "i1") -> None:
    store.write(lambda tx: tx.unpark(incident, need))


def history(store: Store) -> list[tuple[str, str]]:
    return [(row.key, row.outcome) for row in store.read(lambda tx: tx.settled("i1"))]


def test_what_needs_something_waits_for_it(store: Store) -> None:
    put(store, effect("k1", needs="room"))
    assert claim(store, after(999)) == []
    assert store.read(lambda tx: tx.next_lane_at()) is None

    unpark(store, "room")

    assert store.read(lambda tx: tx.next_lane_at()) == START
    assert drain(store) == ["k1"]


def test_a_parked_effect_holds_back_its_lane_and_no_other(store: Store) -> None:
    put(store, effect("k1"), effect("k2", needs="room"), effect("k3"), effect("b1", "a"))

    assert drain(store) == ["k1", "b1"]
    assert pending(store) == ["k2", "k3"]
    unpark(store, "room")
    assert drain(store) == ["k2", "k3"]


def test_another_need_or_incident_wakes_nothing(store: Store) -> None:
    put(store, effect("k1", needs="room"))

    unpark(store, "ticket")
    unpark(store, "room", incident="i2")
    unpark(store, "")

    assert claim(store) == []


def test_each_need_is_waited_for(store: Store) -> None:
    put(store, effect("k1", needs="room"), effect("k2", needs="ticket"))

    unpark(store, "ticket")
    assert drain(store) == []
    unpark(store, "room")

    assert drain(store) == ["k1", "k2"]


def test_to_unpark_does_not_disturb_a_lease(store: Store) -> None:
    put(store, effect("k1"), effect("k2", needs="room"))
    one = claim_one(store)

    unpark(store, "room")

    assert claim(store) == []
    assert settle(store, one)
    assert drain(store) == ["k2"]


def test_to_unpark_does_not_shorten_a_retry(store: Store) -> None:
    put(store, effect("k1"), effect("k2", needs="room"))
    one = claim_one(store)
    store.write(lambda tx: tx.retry(one, after(30), "timeout", ambiguous=False))

    unpark(store, "room")

    assert claim(store, after(29)) == []
    assert drain(store, after(30)) == ["k1", "k2"]


def test_what_needs_something_that_came_earlier_is_parked_again(store: Store) -> None:
    """Whether a need is met is the caller's knowledge; the store parks whatever names one."""
    put(store, effect("k1", needs="room"))
    unpark(store, "room")

    put(store, effect("k2", needs="room"))

    assert drain(store) == ["k1"]


def test_the_latest_sync_wins_in_the_place_of_the_first(store: Store) -> None:
    put(store, effect("t1"), sync("s1"), effect("t2"))
    put(store, sync("s2"))
    put(store, sync("s3"))

    assert pending(store) == ["t1", "s3", "t2"]
    assert history(store) == [("s1", "skipped"), ("s2", "skipped")]
    (row,) = [row for row in store.read(lambda tx: tx.pending()) if row.key == "s3"]
    assert row.payload == '{"text":"s3"}'


def test_syncs_of_one_put_replace_each_other(store: Store) -> None:
    put(store, sync("s1"), effect("t1"), sync("s2"), sync("topic", op="topic"), sync("s3"))

    assert drain(store) == ["s3", "t1", "topic"]
    assert ("s1", "skipped") in history(store)
    assert ("s2", "skipped") in history(store)


def test_syncs_of_one_put_replace_each_other_also_after_others_were_settled(store: Store) -> None:
    """One row of history is written in one way, many in another; both are kept."""
    put(store, effect("t1"))
    assert drain(store) == ["t1"]

    put(store, sync("s1"), sync("s2"))

    assert drain(store) == ["s2"]
    assert history(store) == [("t1", "done"), ("s1", "skipped"), ("s2", "done")]


def test_a_sync_that_is_replaced_by_one_of_another_pool_is_claimed_in_that_pool(
    store: Store,
) -> None:
    put(store, replace(sync("s1"), pool="other"))

    put(store, replace(sync("s2"), pool="page"))

    assert claim(store, pools=("other",)) == []
    assert keys(claim(store, pools=("page",))) == ["s2"]


def test_a_sync_replaced_behind_the_head_leaves_the_lane_in_the_pool_of_its_head(
    store: Store,
) -> None:
    put(store, effect("t1"), replace(sync("s1"), pool="other"))

    put(store, replace(sync("s2"), pool="page"))

    assert claim(store, pools=("page",)) == []
    assert keys(claim(store, pools=("chat",))) == ["t1"]


def test_a_replaced_key_is_not_put_again(store: Store) -> None:
    put(store, sync("s1"))
    put(store, sync("s2"))

    put(store, sync("s1"))

    assert pending(store) == ["s2"]


def test_tells_never_replace_each_other(store: Store) -> None:
    put(store, effect("t1"), effect("t2"))

    assert drain(store) == ["t1", "t2"]


def test_only_syncs_alike_replace_each_other(store: Store) -> None:
    put(store, sync("card"), sync("topic", op="topic"), sync("elsewhere", "b"))
    put(store, sync("parked", needs="room"))

    assert pending(store) == ["card", "topic", "elsewhere", "parked"]


def test_a_parked_sync_is_replaced_by_a_parked_one(store: Store) -> None:
    put(store, sync("s1", needs="room"))
    put(store, sync("s2", needs="room"))
    unpark(store, "room")

    assert drain(store) == ["s2"]


def test_a_claimed_sync_is_not_replaced_the_new_one_waits_behind_it(store: Store) -> None:
    """It may be rendered already, so what happened since must be shown by another."""
    put(store, sync("s1"))
    one = claim_one(store)

    put(store, sync("s2"))
    put(store, sync("s3"))

    assert pending(store) == ["s1", "s3"]
    assert settle(store, one)
    assert drain(store) == ["s3"]


def test_a_sync_whose_attempt_may_have_gone_out_is_not_replaced(store: Store) -> None:
    put(store, sync("s1"))
    one = claim_one(store)
    store.write(lambda tx: tx.begin(one, START))
    store.write(lambda tx: tx.retry(one, after(5), "timeout", ambiguous=True))

    put(store, sync("s2"))

    assert drain(store, after(5)) == ["s1", "s2"]


def test_a_sync_that_waits_for_its_retry_is_replaced_and_starts_anew(store: Store) -> None:
    put(store, sync("s1"))
    one = claim_one(store)
    store.write(lambda tx: tx.begin(one, START))
    store.write(lambda tx: tx.retry(one, after(5), "refused", ambiguous=False))

    put(store, sync("s2"))

    assert claim(store, after(4)) == []
    again = claim_one(store, after(5))
    assert (again.effect.key, again.effect.attempts) == ("s2", 0)
    assert again.effect.first_attempt is None


def test_a_sync_claimed_by_a_worker_that_died_is_not_replaced(store: Store) -> None:
    put(store, sync("s1"))
    claim_one(store)

    put(store, sync("s2"))

    assert keys(claim(store, START + LEASE)) == ["s1"]
    assert pending(store) == ["s1", "s2"]
