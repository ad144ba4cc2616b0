"""A unit of work is whole or it is nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NoReturn

import pytest

from tests.patience import HANGS_S
from tests.store.given import (
    START,
    Home,
    appending,
    declare,
    declared,
    effect,
    noted,
    pending,
    sync,
    timer,
)
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import InboxRow, ReadTx, Store, Tx


class Burst(Exception):
    """What a failing unit raises."""


def everything(tx: ReadTx) -> tuple[object, ...]:
    """All that can be seen of a small store."""
    return (
        tx.incident("i1"),
        tx.incident("i2"),
        tx.events("i1"),
        tx.incidents(open_only=False),
        tx.timers("i1"),
        tx.pending(),
        tx.settled("i1"),
        tx.next_lane_at(),
        tx.inbox("chat", "m1"),
        tx.inbox("chat", "m2"),
        tx.ref("i1", "card"),
        tx.facts("tokens"),
        tx.id_of(2),
    )


def touch_everything(tx: Tx) -> None:
    """Change every table."""
    known, blank = tx.incident("i1"), Incident(id="i2")
    assert known is not None
    tx.append(known, (noted(),), evolve(known, noted()))
    tx.append(blank, (declared(2),), evolve(blank, declared(2)))
    tx.redact("i1", 1)
    tx.set_timers("i1", 1, (timer("update", 9), timer("new", 3)))
    tx.put_effects((effect("t2"), sync("s2"), effect("p2", "pager", pool="page")))
    for one in tx.claim(("chat",), START, START, 1):
        tx.begin(one, START)
        tx.settle(one, "done", "", START)
    tx.unpark("i1", "room")
    tx.put_inbox(InboxRow(source="chat", message_id="m1", body="x", received=START, handled=START))
    tx.put_inbox(InboxRow(source="chat", message_id="m2", body="x", received=START))
    tx.set_ref("i1", "card", "new")
    tx.set_fact("tokens", "old", None)
    tx.set_fact("tokens", "new", "1")


def fill(store: Store) -> None:
    """Something in every table."""
    declare(store)

    def unit(tx: Tx) -> None:
        tx.set_timers("i1", 1, (timer("update", 5), timer("ack", 1)))
        tx.put_effects((effect("t1"), sync("s1"), effect("r1", "room", needs="room")))
        tx.put_inbox(InboxRow(source="chat", message_id="m1", body="x", received=START))
        tx.set_ref("i1", "card", "old")
        tx.set_fact("tokens", "old", "1")

    store.write(unit)


def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    fill(store)
    before = store.read(everything)

    def fails(tx: Tx) -> NoReturn:
        touch_everything(tx)
        assert everything(tx) != before
        raise Burst

    with pytest.raises(Burst):
        store.write(fails)

    assert store.read(everything) == before


def test_what_a_failed_unit_touched_can_be_done_again(store: Store) -> None:
    fill(store)

    def fails(tx: Tx) -> NoReturn:
        touch_everything(tx)
        raise Burst

    with pytest.raises(Burst):
        store.write(fails)
    store.write(touch_everything)

    assert pending(store) == ["s2", "r1", "t2", "p2"]


def test_a_unit_returns_its_result(store: Store) -> None:
    assert store.write(lambda tx: tx.next_number()) == 1
    assert store.submit(lambda tx: tx.next_number()).result() == 2


def test_a_number_is_given_once(store: Store) -> None:
    """Whoever declares first; a number that was taken back may leave a gap, never a double."""
    seen: list[int] = []

    def count() -> None:
        seen.extend(store.write(lambda tx: tx.next_number()) for _ in range(25))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == list(range(1, 101))


def test_one_bad_unit_of_many_takes_only_itself_back(store: Store) -> None:
    """They wait while the first holds the writer, so they share a commit where one is shared."""
    declare(store)
    gate = threading.Event()
    futures: list[Future[object]] = []

    def submit_all() -> None:
        futures.append(store.submit(lambda _: gate.wait(HANGS_S)))
        for number in range(20):
            futures.append(store.submit(unit_of(number)))

    def unit_of(number: int) -> Callable[[Tx], int]:
        def unit(tx: Tx) -> int:
            tx.set_fact("done", f"{number:02}", "yes")
            if number % 5 == 3:
                raise Burst(str(number))
            return number

        return unit

    submitting = threading.Thread(target=submit_all)
    submitting.start()
    gate.set()
    submitting.join()

    outcomes = [future.exception() or future.result() for future in futures[1:]]
    good = [number for number in range(20) if number % 5 != 3]
    assert [one for one in outcomes if isinstance(one, int)] == good
    assert [str(one) for one in outcomes if isinstance(one, Burst)] == ["3", "8", "13", "18"]
    assert list(store.read(lambda tx: tx.facts("done"))) == [f"{number:02}" for number in good]


def test_a_unit_must_not_call_the_store(store: Store) -> None:
    """It would wait for itself for ever, or read what is not committed."""
    with pytest.raises(RuntimeError, match="Tx"):
        store.write(lambda _: store.write(lambda tx: tx.next_number()))
    with pytest.raises(RuntimeError, match="Tx"):
        store.write(lambda _: store.read(lambda tx: tx.next_timer_at()))
    with pytest.raises(RuntimeError, match="Tx"):
        store.write(lambda _: store.submit(lambda tx: tx.next_number()).result())

    assert store.write(lambda tx: tx.next_number()) == 1


def test_reading_sees_only_what_is_committed(store: Store) -> None:
    """A read sees a whole unit or none of it."""
    declare(store)
    stop = threading.Event()

    def keep_writing() -> None:
        for number in range(100):
            store.write(partial(write_both, str(number)))
        stop.set()

    def write_both(value: str, tx: Tx) -> None:
        tx.set_fact("a", "k", value)
        tx.set_fact("b", "k", value)

    writing = threading.Thread(target=keep_writing)
    writing.start()
    torn = []
    while not stop.is_set():
        one, two = store.read(lambda tx: (tx.fact("a", "k"), tx.fact("b", "k")))
        torn += [(one, two)] if one != two else []
    writing.join()

    assert torn == []


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()

    with pytest.raises(StoreUnavailable, match="closed"):
        store.write(lambda tx: tx.next_number())
    with pytest.raises(StoreUnavailable, match="closed"):
        store.read(lambda tx: tx.next_timer_at())


def test_closing_finishes_what_was_submitted(store: Store, home: Home) -> None:
    futures = [store.submit(lambda tx: tx.next_number()) for _ in range(100)]

    store.close()

    assert [future.result(0) for future in futures] == list(range(1, 101))
    again = home.open()
    assert again.write(lambda tx: tx.next_number()) == 101
    again.close()


def test_everything_is_there_after_opening_again(store: Store, home: Home) -> None:
    fill(store)
    store.write(touch_everything)
    before = store.read(everything)
    store.close()

    again = home.open()

    assert again.read(everything) == before
    again.close()


def test_a_unit_that_was_not_waited_for_is_kept_too(store: Store) -> None:
    incident = declare(store)
    store.submit(appending(incident, noted()))

    assert store.write(lambda tx: len(tx.events("i1"))) == 2


def saying(value: str) -> Callable[[Tx], None]:
    return lambda tx: tx.set_fact("space", "key", value)


def test_a_query_that_fails_keeps_nobody_from_what_is_written_after_it(store: Store) -> None:
    def fails(tx: ReadTx) -> NoReturn:
        tx.fact("space", "key")
        raise Burst

    for value in ("first", "second"):
        with pytest.raises(Burst):
            store.read(fails)
        store.write(saying(value))
        assert store.read(lambda tx: tx.fact("space", "key")) == value


def test_queries_at_once_each_see_what_is_written_by_then(store: Store) -> None:
    def look(_reader: int) -> str | None:
        return store.read(lambda tx: tx.fact("space", "key"))

    with ThreadPoolExecutor(8) as readers:
        for value in ("first", "second"):
            store.write(saying(value))
            assert set(readers.map(look, range(40))) == {value}
