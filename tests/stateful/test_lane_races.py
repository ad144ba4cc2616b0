"""Two processes at one lane: nothing is lost, nothing goes out twice, nobody settles for another.

Where one process has the store to itself the two are two of its threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.stateful.grounds import Ground
from tests.stateful.races import Meeting, answers, at_once
from tests.store.given import (
    LEASE,
    POOLS,
    START,
    after,
    claim_one,
    declare,
    drain,
    effect,
    keys,
    put,
)
from tocsin.store.contract import Claim, Store, Tx

LATER = START + LEASE
ROUNDS = 10


@pytest.fixture
def here(ground: Ground) -> Store:
    store = ground.open()
    declare(store)
    return store


@pytest.fixture
def there(ground: Ground, here: Store) -> Store:
    return ground.another()


def settling(one: Claim, outcome: str = "done") -> Callable[[Tx], bool]:
    return lambda tx: tx.settle(one, "done" if outcome == "done" else "dead", outcome, LATER)


def putting(*names: str) -> Callable[[Tx], None]:
    return lambda tx: tx.put_effects([effect(name) for name in names])


def claiming(store: Store, limit: int = 3) -> Callable[[], Sequence[Claim]]:
    return lambda: store.write(lambda tx: tx.claim(POOLS, START, LATER, limit))


def nothing(_tx: Tx) -> None: ...


def history(store: Store) -> list[tuple[str, str]]:
    return [(row.key, row.error) for row in store.read(lambda tx: tx.settled("i1"))]


# ------------------------------------------------------------------ a lease that ran out


def test_who_lost_the_lane_can_do_nothing_to_it(here: Store, there: Store) -> None:
    put(here, effect("k1"), effect("k2"))
    slow = claim_one(here)
    fast = claim_one(there, LATER)

    assert here.write(lambda tx: tx.begin(slow, LATER)) is None
    assert not here.write(settling(slow))
    assert not here.write(lambda tx: tx.retry(slow, LATER, "", ambiguous=False))

    assert there.write(settling(fast, "by the second"))
    assert history(here) == [("k1", "by the second")]
    assert drain(here, LATER) == ["k2"]


def test_who_lost_the_lane_can_do_nothing_to_the_next_effect_in_it(
    here: Store, there: Store
) -> None:
    put(here, effect("k1"), effect("k2"))
    slow = claim_one(here)
    assert there.write(settling(claim_one(there, LATER)))
    claim_one(there, LATER)

    assert not here.write(settling(slow))
    assert [row.key for row in here.read(lambda tx: tx.pending())] == ["k2"]


def test_of_two_who_settle_at_once_only_the_holder_does(here: Store, there: Store) -> None:
    for turn in range(ROUNDS):
        put(here, effect(f"k{turn}"))
        slow = claim_one(here)
        fast = claim_one(there, LATER)

        done = answers(
            at_once(
                lambda one=slow: here.write(settling(one, "slow")),  # type: ignore[misc]
                lambda one=fast: there.write(settling(one, "fast")),  # type: ignore[misc]
            )
        )

        assert done == [False, True]
        assert history(here)[-1] == (f"k{turn}", "fast")


def test_a_takeover_while_the_first_settles_leaves_one_of_them_with_nothing(
    here: Store, there: Store
) -> None:
    """Whichever is first: the effect is over once, or it belongs to the second alone."""
    put(here, effect("k1"))
    slow, meeting = claim_one(here), Meeting()

    settled, taken = at_once(
        lambda: here.write(meeting.pausing(settling(slow), nothing))[0],
        meeting.meanwhile(lambda: there.write(lambda tx: tx.claim(POOLS, LATER, after(60), 1))),
    )

    assert (settled, taken) == (True, [])
    assert drain(here, after(60)) == []


# ------------------------------------------------------------------ a lane that is freed


def test_what_is_put_while_its_lane_is_freed_is_not_orphaned(here: Store, there: Store) -> None:
    """The settling has seen that nothing waits; before it commits somebody puts an effect."""
    put(here, effect("k1"))
    one, meeting = claim_one(here), Meeting()

    answers(
        at_once(
            lambda: here.write(meeting.pausing(settling(one), nothing)),
            meeting.meanwhile(lambda: there.write(lambda tx: [putting("k2")(tx)])),
        )
    )

    assert drain(here) == ["k2"]


def test_a_lane_is_not_freed_while_what_is_put_into_it_is_not_yet_seen(
    here: Store, there: Store
) -> None:
    """What a unit puts is written when it ends, or looks: this one looks before it pauses."""
    put(here, effect("k1"))
    one, meeting = claim_one(here), Meeting()

    def put_and_look(tx: Tx) -> None:
        putting("k2")(tx)
        assert [row.key for row in tx.pending()] == ["k1", "k2"]

    answers(
        at_once(
            lambda: there.write(meeting.pausing(put_and_look, nothing)),
            meeting.meanwhile(lambda: [here.write(settling(one))]),
        )
    )

    assert drain(here) == ["k2"]


def test_putting_and_settling_at_once_loses_nothing(here: Store, there: Store) -> None:
    put(here, effect("k0"))
    for turn in range(1, ROUNDS + 1):
        one = claim_one(here)
        answers(
            at_once(
                lambda one=one: here.write(settling(one)),  # type: ignore[misc]
                lambda key=f"k{turn}": there.write(putting(key)),  # type: ignore[misc]
            )
        )

    assert drain(here) == [f"k{ROUNDS}"]
    assert [key for key, _ in history(here)] == [f"k{turn}" for turn in range(ROUNDS + 1)]


def test_what_waits_behind_a_settled_effect_is_due_at_once(here: Store, there: Store) -> None:
    """More wait than were claimed: each settling wakes the next, whoever does it."""
    names = [f"k{number}" for number in range(6)]
    put(here, *(effect(name) for name in names))

    for turn, name in enumerate(names):
        claims = (there if turn % 2 else here).write(lambda tx: tx.claim(POOLS, START, LATER, 3))
        assert keys(claims) == [name]
        assert (here if turn % 2 else there).write(settling(claims[0]))

    assert here.read(lambda tx: dict(tx.lanes())) == {}


# ---------------------------------------------------------------- several who claim or put


def test_each_lane_is_claimed_by_one_of_many(here: Store, there: Store) -> None:
    names = [f"k{number}" for number in range(12)]
    put(here, *(effect(name, target=f"to-{name}") for name in names))

    rounds = [at_once(*(claiming(store) for store in (here, there, here, there)))]
    rounds += [at_once(claiming(here), claiming(there)) for _ in range(4)]
    claimed = [key for given in rounds for claims in answers(given) for key in keys(claims)]

    assert sorted(claimed) == sorted(names)


def test_the_same_key_put_at_once_is_there_once(here: Store, there: Store) -> None:
    at_once(*(lambda store=store: put(store, effect("k1")) for store in (here, there)))

    assert drain(here) == ["k1"]


def test_what_a_need_frees_and_what_is_put_at_that_moment_both_go_out(
    here: Store, there: Store
) -> None:
    put(here, effect("k1", needs="room"))

    answers(
        at_once(
            lambda: here.write(lambda tx: tx.unpark("i1", "room")),
            lambda: there.write(putting("k2")),
        )
    )

    assert drain(here) == ["k1", "k2"]
