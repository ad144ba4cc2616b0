"""Timers, the inbox, refs and facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.given import START, after, declare, timer
from tocsin.domain.obligation import Timer
from tocsin.store.contract import InboxRow, Store


def set_timers(store: Store, incident_id: str, number: int, *timers: Timer) -> None:
    store.write(lambda tx: tx.set_timers(incident_id, number, timers))


def set_fact(store: Store, space: str, key: str, value: str | None) -> None:
    store.write(lambda tx: tx.set_fact(space, key, value))


def arrived(message: str = "m1", seconds: float = 0) -> InboxRow:
    return InboxRow(source="chat", message_id=message, body="!ack", received=after(seconds))


def put(store: Store, row: InboxRow) -> bool:
    return store.write(lambda tx: tx.put_inbox(row))


def waiting(store: Store, limit: int = 10) -> list[str]:
    return [row.message_id for row in store.read(lambda tx: tx.unhandled(limit))]


def test_the_timers_that_were_set_are_the_only_ones(store: Store) -> None:
    declare(store)
    set_timers(store, "i1", 1, timer("ack", 5), timer("update", 9), timer("role:tl", 7))

    set_timers(store, "i1", 1, timer("update", 9), timer("role:tl", 8, nudge=1), timer("triage", 1))

    assert store.read(lambda tx: tx.timers("i1")) == [
        timer("triage", 1),
        timer("role:tl", 8, nudge=1),
        timer("update", 9),
    ]


def test_no_timers_leaves_none(store: Store) -> None:
    set_timers(store, "i1", 1, timer("ack", 5))

    set_timers(store, "i1", 1)

    assert store.read(lambda tx: (tx.timers("i1"), tx.next_timer_at())) == ([], None)


def test_a_new_generation_replaces_the_timer(store: Store) -> None:
    set_timers(store, "i1", 1, timer("ack", 5, generation=1))

    set_timers(store, "i1", 1, timer("ack", 5, generation=4))

    assert store.read(lambda tx: tx.timers("i1")) == [timer("ack", 5, generation=4)]


def test_two_timers_for_one_obligation_are_a_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="one next timer"):
        set_timers(store, "i1", 1, timer("ack", 5), timer("ack", 6))


def test_timers_of_one_incident_leave_those_of_another(store: Store) -> None:
    set_timers(store, "i1", 1, timer("ack", 5))
    set_timers(store, "i2", 2, timer("ack", 6))

    set_timers(store, "i1", 1)

    assert store.read(lambda tx: tx.timers("i2")) == [timer("ack", 6)]


def test_due_timers_come_by_time_then_number_then_name(store: Store) -> None:
    set_timers(store, "i10", 10, timer("ack", 5), timer("update", 2))
    set_timers(store, "i9", 9, timer("update", 5), timer("ack", 5), timer("late", 5.000001))

    due = store.read(lambda tx: tx.timers_due(after(5), 10))

    assert [(incident, one.name) for incident, one in due] == [
        ("i10", "update"),
        ("i9", "ack"),
        ("i9", "update"),
        ("i10", "ack"),
    ]
    assert store.read(lambda tx: tx.timers_due(after(5), 2)) == due[:2]
    assert store.read(lambda tx: tx.next_timer_at()) == after(2)


def test_a_message_is_kept_until_it_is_handled(store: Store) -> None:
    assert put(store, arrived())
    assert store.read(lambda tx: tx.inbox("chat", "m1")) == arrived()
    assert waiting(store) == ["m1"]

    done = replace(arrived(), attempts=1, handled=after(2), result='{"reply":"ok"}')
    assert put(store, done)

    assert store.read(lambda tx: tx.inbox("chat", "m1")) == done
    assert waiting(store) == []


def test_a_handled_message_is_never_replaced(store: Store) -> None:
    done = replace(arrived(), handled=after(2), result="first")
    put(store, done)

    assert not put(store, replace(arrived(), result="second"))

    assert store.read(lambda tx: tx.inbox("chat", "m1")) == done


def test_a_failed_attempt_is_written_down(store: Store) -> None:
    put(store, arrived())

    put(store, replace(arrived(), attempts=2, error="boom"))

    (row,) = store.read(lambda tx: tx.unhandled(10))
    assert (row.attempts, row.error, row.handled) == (2, "boom", None)


def test_messages_of_two_sources_are_two(store: Store) -> None:
    put(store, replace(arrived(), handled=START))

    assert put(store, replace(arrived(), source="hooks"))
    assert store.read(lambda tx: tx.inbox("mail", "m1")) is None


def test_the_oldest_wait_first_and_equal_ones_in_the_order_they_came(store: Store) -> None:
    for message, seconds in (("z", 5), ("y", 5), ("old", 1), ("x", 5)):
        put(store, arrived(message, seconds))
    put(store, replace(arrived("z", 5), attempts=1))

    assert waiting(store) == ["old", "z", "y", "x"]
    assert waiting(store, limit=2) == ["old", "z"]


def test_a_ref_is_kept_and_replaced(store: Store) -> None:
    store.write(lambda tx: tx.set_ref("i1", "card", "1"))
    store.write(lambda tx: tx.set_ref("i1", "card", "2"))

    assert store.read(lambda tx: tx.ref("i1", "card")) == "2"
    assert store.read(lambda tx: tx.ref("i2", "card")) is None


def test_facts_of_a_space_are_listed_by_key_and_can_be_dropped(store: Store) -> None:
    for key, value in (("b", "1"), ("a", ""), ("c", "3")):
        set_fact(store, "tokens", key, value)
    set_fact(store, "rosters", "a", "other")

    set_fact(store, "tokens", "c", None)
    set_fact(store, "tokens", "never there", None)

    facts = store.read(lambda tx: tx.facts("tokens"))
    assert list(facts.items()) == [("a", ""), ("b", "1")]
    assert store.read(lambda tx: tx.fact("tokens", "a")) == ""
    assert store.read(lambda tx: tx.fact("tokens", "c")) is None


def test_facts_can_be_walked_through_piece_by_piece(store: Store) -> None:
    for key in ("c", "a", "d", "b"):
        set_fact(store, "tokens", key, key.upper())

    first = store.read(lambda tx: tx.facts("tokens", limit=3))
    rest = store.read(lambda tx: tx.facts("tokens", after="c", limit=3))
    assert (list(first), list(rest)) == (["a", "b", "c"], ["d"])
    assert store.read(lambda tx: tx.facts("tokens", after="d")) == {}


def test_only_what_was_handled_before_a_moment_is_purged_and_no_more_than_asked(
    store: Store,
) -> None:
    for number in range(3):
        put(store, replace(arrived(f"old{number}"), handled=after(number)))
    put(store, replace(arrived("new"), handled=after(9)))
    put(store, arrived("waiting"))

    assert store.write(lambda tx: tx.purge_inbox(after(3), 2)) == 2
    assert store.write(lambda tx: tx.purge_inbox(after(3), 2)) == 1
    assert store.write(lambda tx: tx.purge_inbox(after(3), 2)) == 0
    assert waiting(store) == ["waiting"]
    assert store.read(lambda tx: tx.inbox("chat", "new")) is not None
