"""Several processes on one PostgreSQL: nothing is lost, done twice, or seen as it was before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.store.given import (
    LEASE,
    START,
    add,
    after,
    appending,
    claim,
    declare,
    drain,
    effect,
    keys,
    noted,
    put,
    settle,
    timer,
)
from tests.store.two_replicas import SOON, holding, side_by_side
from tocsin.domain.evolve import fold
from tocsin.domain.incident import Incident
from tocsin.errors import StoreUnavailable, VersionConflict
from tocsin.store.codec import encode_incident
from tocsin.store.contract import InboxRow, Store, Tx
from tocsin.store.hash_chain import chain_next, chain_start
from tocsin.store.postgres import open_postgres
from tocsin.store.writer import RetryLimits

IMPATIENT = RetryLimits(usual=0.6, urgent=0.6)


@pytest.fixture
def one(database: str) -> Iterator[Store]:
    opened = open_postgres(database)
    yield opened
    opened.close()


@pytest.fixture
def two(database: str) -> Iterator[Store]:
    opened = open_postgres(database)
    yield opened
    opened.close()


def note(incident_id: str, tx: Tx) -> int:
    """What every command does: read the incident, append to it, set its timers, tell somebody."""
    before = tx.incident(incident_id)
    assert before is not None
    (kept,) = appending(before, noted())(tx)
    tx.set_timers(incident_id, before.number, (timer("update", kept.seq),))
    tx.put_effects((effect(f"{incident_id}:{kept.seq}", incident=incident_id),))
    return kept.seq


def many(store: Store, unit: Callable[[Tx], object], times: int = 50) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            store.write(unit)

    return run


def test_both_may_work_on_one_incident(one: Store, two: Store) -> None:
    """Neither is refused: whoever comes second waits and builds on what the first one did."""
    declare(one)

    side_by_side(*(many(store, partial(note, "i1")) for store in (one, two, one, two)))

    rows, incident = one.read(lambda tx: (tx.events("i1"), tx.incident("i1")))
    assert [row.seq for row in rows] == list(range(1, 202))
    assert incident == fold((row.event for row in rows if row.event), Incident(id="i1"))
    assert [row.key for row in one.read(lambda tx: tx.pending())] == [
        f"i1:{seq}" for seq in range(2, 202)
    ]
    chain = chain_start("i1")
    for row in rows:
        _, chain = chain_next(chain, row.body or "")
        assert row.chain == chain


def test_incidents_in_any_order_never_stop_them(one: Store, two: Store) -> None:
    """Each batch and each unit takes several incidents, in opposite orders."""
    for number in (1, 2, 3):
        declare(one, f"i{number}", number)

    def each(order: str, tx: Tx) -> None:
        for number in order:
            note(f"i{number}", tx)

    side_by_side(
        many(one, partial(each, "123"), 10),
        many(one, partial(note, "i2"), 10),
        many(two, partial(each, "321"), 10),
        many(two, partial(note, "i1"), 10),
    )

    ends = one.read(lambda tx: [len(tx.events(f"i{number}")) for number in (1, 2, 3)])
    assert ends == [31, 31, 21]


def test_what_the_other_one_wrote_is_seen_at_once(one: Store, two: Store) -> None:
    """Each keeps projections at hand, and neither trusts them."""
    incident = declare(one)
    for store, other in ((one, two), (two, one)) * 3:
        assert store.read(lambda tx: tx.incident("i1")) == incident
        incident = add(store, incident, noted())
        assert other.write(lambda tx: tx.incident("i1")) == incident


def test_a_database_that_went_back_is_believed(one: Store, two: Store, database: str) -> None:
    """A standby that took over lacks the last commits; then other ones have the same versions."""
    incident = declare(one)
    ahead = add(one, incident, noted("lost by the standby"))
    assert one.read(lambda tx: tx.incident("i1")) == ahead
    with holding(database) as outside:
        outside.execute("ALTER TABLE events DISABLE TRIGGER ALL")
        outside.execute("DELETE FROM events WHERE seq = 2")
        outside.execute(
            "UPDATE incidents SET version = 1, state = %s, chain = (SELECT chain FROM events)",
            (encode_incident(incident),),
        )
        outside.commit()

    other = add(two, incident, noted("after it", at=after(9)))

    assert one.read(lambda tx: tx.incident("i1")) == other


def test_who_holds_an_older_version_is_refused(one: Store, two: Store) -> None:
    old = declare(one)
    add(two, old, noted())

    with pytest.raises(VersionConflict):
        one.write(appending(old, noted()))


def add_one(space: str, tx: Tx) -> None:
    tx.set_fact(space, "n", str(int(tx.fact(space, "n") or 0) + 1))
    tx.set_ref("i1", space, str(int(tx.ref("i1", space) or 0) + 1))


def test_no_change_of_a_fact_or_ref_is_lost(one: Store, two: Store) -> None:
    side_by_side(*(many(store, partial(add_one, "a")) for store in (one, two, one, two)))

    assert one.read(lambda tx: tx.fact("a", "n")) == "200"
    assert one.read(lambda tx: tx.ref("i1", "a")) == "200"


def test_a_fact_that_was_dropped_meanwhile_is_not_changed_on_old_knowledge(
    one: Store, two: Store
) -> None:
    one.write(lambda tx: tx.set_fact("a", "k", "x"))
    seen: list[str | None] = []

    def unit(tx: Tx) -> None:
        seen.append(tx.fact("a", "k"))
        if len(seen) == 1:
            two.write(lambda other: other.set_fact("a", "k", None))
        tx.set_fact("a", "k", f"after {seen[-1]}")

    one.write(unit)

    assert seen == ["x", None]
    assert one.read(lambda tx: tx.fact("a", "k")) == "after None"


def once(tx: Tx) -> int:
    """What the inbox does: a message that was handled gives its first result again."""
    row = tx.inbox("chat", "m1")
    if row is not None and row.handled is not None:
        return int(row.result)
    number = tx.next_number()
    tx.put_inbox(
        InboxRow(
            source="chat",
            message_id="m1",
            body="x",
            received=START,
            handled=START,
            result=str(number),
        )
    )
    return number


@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept for a replay"])
def test_a_message_both_receive_is_handled_once(one: Store, two: Store, *, kept: bool) -> None:
    if kept:
        row = InboxRow(source="chat", message_id="m1", body="x", received=START)
        one.write(lambda tx: tx.put_inbox(row))
    results: list[int] = []

    def handle(store: Store) -> None:
        results.append(store.write(once))

    side_by_side(*(partial(handle, store) for store in (one, two, one, two)))

    assert len(results) == 4
    assert len(set(results)) == 1
    assert one.write(lambda tx: tx.next_number()) == results[0] + 1


def test_numbers_are_given_once(one: Store, two: Store) -> None:
    given: list[int] = []

    def count(store: Store) -> None:
        given.extend(store.write(lambda tx: tx.next_number()) for _ in range(50))

    side_by_side(partial(count, one), partial(count, two))

    assert sorted(given) == list(range(1, 101))


def test_each_lane_is_leased_by_one(one: Store, two: Store) -> None:
    for number in range(1, 6):
        declare(one, f"i{number}", number)
    made = [effect(f"k{n}", f"t{n}", incident=f"i{n % 5 + 1}") for n in range(60)]
    put(one, *made)
    gone: list[str] = []

    def work(store: Store) -> None:
        while claims := claim(store, limit=1) or claim(store, limit=1):
            gone.extend(keys(claims))
            assert settle(store, claims[0])

    side_by_side(partial(work, one), partial(work, two))

    assert sorted(gone) == sorted(effect.key for effect in made)


def test_a_lease_of_the_other_one_ends_when_it_ends(one: Store, two: Store) -> None:
    """Opening a second store drops nothing: the first one is alive."""
    put(one, effect("k1"))
    assert keys(claim(one)) == ["k1"]

    assert claim(two) == []
    assert keys(claim(two, START + LEASE)) == ["k1"]


def test_lanes_of_an_incident_somebody_is_at_are_passed_over(one: Store, database: str) -> None:
    """A claim waits for nobody: the page of the next incident goes."""
    for number in range(1, 4):
        declare(one, f"i{number}", number)
        put(one, effect(f"k{number}", incident=f"i{number}", created=after(number)))

    with holding(database, "i1", "i2"):
        assert keys(claim(one, after(9), limit=1)) == ["k3"]
        assert claim(one, after(9), limit=1) == []
    assert keys(claim(one, after(9))) == ["k1", "k2"]


def test_to_look_at_an_incident_somebody_is_at_waits_for_nobody(one: Store, database: str) -> None:
    """A list in the middle of a storm is answered; and it takes nothing from anybody."""
    incident = declare(one)
    other = open_postgres(database, patience=RetryLimits())

    with holding(database, "i1"):
        assert other.write(lambda tx: tx.look("i1")) == incident
        with pytest.raises(StoreUnavailable):
            other.write(lambda tx: tx.incident("i1"))
    other.close()

    def looks_only(tx: Tx) -> int:
        assert tx.look("i1") == incident
        return open_and_note(database)

    assert one.write(looks_only) == 2


def open_and_note(database: str) -> int:
    store = open_postgres(database, patience=RetryLimits())
    try:
        return store.write(partial(note, "i1"))
    finally:
        store.close()


def test_a_timer_of_an_incident_somebody_is_at_is_left_to_them(one: Store, database: str) -> None:
    declare(one)
    due = timer("ack", 1)
    one.write(lambda tx: tx.set_timers("i1", 1, (due,)))

    with holding(database, "i1"):
        assert not one.write(lambda tx: tx.claim_timer("i1", due))
    assert one.write(lambda tx: tx.claim_timer("i1", due))


def test_who_claims_a_timer_has_it_alone(one: Store, two: Store) -> None:
    """The other one finds it gone, or its incident taken; it is fired once."""
    declare(one)
    due = [timer("ack", n, nudge=n) for n in range(30)]
    fired: list[int] = []

    def fire(n: int, tx: Tx) -> int | None:
        if not tx.claim_timer("i1", due[n]):
            return None
        note("i1", tx)
        tx.set_timers("i1", 1, due[n + 1 : n + 2])
        return n

    def work(store: Store) -> None:
        while left := store.read(lambda tx: tx.timers("i1")):
            done = store.write(partial(fire, left[0].nudge))
            fired.extend([] if done is None else [done])

    one.write(lambda tx: tx.set_timers("i1", 1, due[:1]))
    side_by_side(partial(work, one), partial(work, two))

    assert fired == sorted(fired)
    assert len(fired) == len(due)


def test_who_is_held_up_holds_up_nobody_else(one: Store, database: str) -> None:
    """The unit that waits is run again behind the others, until its incident is free."""
    declare(one, "i1", 1)
    declare(one, "i2", 2)
    with holding(database, "i1"):
        waiting = one.submit(partial(note, "i1"))
        for seq in range(2, 12):
            assert one.submit(partial(note, "i2")).result(SOON) == seq
        assert not waiting.done()
    assert waiting.result(SOON) == 2


def test_who_is_held_up_for_too_long_is_told(database: str) -> None:
    store = open_postgres(database, patience=IMPATIENT)
    declare(store)
    with holding(database, "i1"):
        refused = store.submit(partial(note, "i1"))
        with pytest.raises(StoreUnavailable, match="busy with the same incident"):
            refused.result(SOON)
    assert store.write(partial(note, "i1")) == 2
    store.close()


def test_a_unit_in_the_way_of_another_does_not_take_its_batch_along(
    one: Store, database: str
) -> None:
    """What ran before it in the same transaction is committed."""
    declare(one, "i1", 1)
    declare(one, "i2", 2)
    gate = threading.Event()
    with holding(database, "i1"):
        one.submit(lambda _: gate.wait(SOON))
        others = [one.submit(partial(note, "i2")) for _ in range(3)]
        waiting = one.submit(partial(note, "i1"))
        more = [one.submit(partial(note, "i2")) for _ in range(3)]
        gate.set()
        assert [future.result(SOON) for future in (*others, *more)] == [2, 3, 4, 5, 6, 7]
    assert waiting.result(SOON) == 2
    assert len(drain(one)) == 7
