"""Two processes at one incident, one message, one timer, one fact: the one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.stateful.grounds import Ground
from tests.stateful.races import Meeting, answers, at_once
from tests.store.given import START, appending, declare, declared, noted, timer
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.errors import VersionConflict
from tocsin.store.contract import InboxRow, Store, Tx

ROUNDS = 5


@pytest.fixture
def here(ground: Ground) -> Store:
    store = ground.open()
    declare(store)
    return store


@pytest.fixture
def there(ground: Ground, here: Store) -> Store:
    return ground.another()


def noting(text: str) -> Callable[[Tx], int]:
    """A command: it decides on what it reads in its own unit."""

    def unit(tx: Tx) -> int:
        before = tx.incident("i1")
        assert before is not None
        event = noted(text)
        after = evolve(before, event)
        tx.append(before, (event,), after)
        return after.version

    return unit


def texts(store: Store) -> list[str]:
    rows = store.read(lambda tx: tx.events("i1", 1))
    return [getattr(row.event, "text", "") for row in rows]


# ----------------------------------------------------------------------- one incident


def test_commands_on_one_incident_at_once_all_happen_one_after_the_other(
    here: Store, there: Store
) -> None:
    asked = [f"note {n}" for n in range(2 * ROUNDS)]

    versions = answers(
        at_once(
            *(
                lambda text=text, n=n: (there if n % 2 else here).write(noting(text))
                for n, text in enumerate(asked)
            )
        )
    )

    assert sorted(versions) == list(range(2, len(asked) + 2))
    assert sorted(texts(here)) == sorted(asked)
    assert [row.seq for row in there.read(lambda tx: tx.events("i1"))] == [1, *sorted(versions)]


def test_a_command_begun_while_another_is_under_way_decides_on_what_that_one_did(
    here: Store, there: Store
) -> None:
    meeting = Meeting()

    first, second = answers(
        at_once(
            lambda: here.write(meeting.pausing(noting("first"), lambda _tx: None))[0],
            meeting.meanwhile(lambda: there.write(noting("second"))),
        )
    )

    assert (first, second) == (2, 3)
    assert texts(here) == ["first", "second"]


def test_of_two_that_were_decided_on_the_same_version_one_is_refused(
    here: Store, there: Store
) -> None:
    """Whoever decided outside of the unit hears of it; nothing is written over."""
    for _ in range(ROUNDS):
        before = here.read(lambda tx: tx.incident("i1"))
        assert before is not None
        unit = appending(before, noted())

        given = at_once(
            *(lambda store=store, unit=unit: store.write(unit) for store in (here, there))
        )

        assert sorted(isinstance(one, VersionConflict) for one in given) == [False, True]
        assert here.read(lambda tx: tx.incident("i1")) == evolve(before, noted())


def test_two_incidents_declared_at_once_have_two_numbers(here: Store, there: Store) -> None:
    def declaring(store: Store, incident: str) -> Callable[[], int]:
        def unit(tx: Tx) -> int:
            number = 1 + tx.next_number()
            appending(Incident(id=incident), declared(number))(tx)
            return number

        return lambda: store.write(unit)

    sides = [
        (store, f"{turn}{n}") for turn in range(ROUNDS) for n, store in enumerate((here, there))
    ]
    numbers = answers(at_once(*(declaring(store, incident) for store, incident in sides)))

    assert len(set(numbers)) == len(sides)
    assert len(here.read(lambda tx: tx.incidents())) == len(sides) + 1


# ------------------------------------------------------------- one message, one fact


def looking(message: str) -> Callable[[Tx], str]:
    """As the inbox does it: look, handle, keep, in one unit."""

    def unit(tx: Tx) -> str:
        before = tx.inbox("chat/x", message)
        if before is not None and before.handled is not None:
            return before.result
        result = f"{message} done at version {noting(message)(tx)}"
        row = InboxRow(source="chat/x", message_id=message, body="b", received=START)
        tx.put_inbox(replace(row, handled=START, result=result))
        return result

    return unit


def test_a_message_that_comes_twice_at_once_is_handled_once(here: Store, there: Store) -> None:
    unit = looking("m1")
    given = answers(at_once(*(lambda s=s: s.write(unit) for s in (here, there, here, there))))

    assert set(given) == {"m1 done at version 2"}
    assert texts(here) == ["m1"]


def test_a_message_that_comes_again_while_it_is_handled_is_handled_once(
    here: Store, there: Store
) -> None:
    for turn in range(ROUNDS):
        first, second = look_at_once(here, there, f"m{turn}")
        assert first == second

    assert texts(here) == [f"m{turn}" for turn in range(ROUNDS)]


def look_at_once(here: Store, there: Store, message: str) -> list[object]:
    """The second looks when the first has handled it and has not committed."""
    meeting, unit = Meeting(), looking(message)
    return answers(
        at_once(
            lambda: here.write(meeting.pausing(unit, lambda _tx: None))[0],
            meeting.meanwhile(lambda: there.write(unit)),
        )
    )


def test_a_fact_that_is_read_and_written_at_once_counts_everybody(
    here: Store, there: Store
) -> None:
    def unit(tx: Tx) -> None:
        tx.set_fact("test", "count", str(int(tx.fact("test", "count") or 0) + 1))

    stores = [here, there] * ROUNDS
    answers(at_once(*(lambda s=s: s.write(unit) for s in stores)))

    assert here.read(lambda tx: tx.fact("test", "count")) == str(len(stores))


def test_a_fact_that_was_written_since_it_was_read_is_read_again(here: Store, there: Store) -> None:
    """The first reads, the second reads and writes, the first writes: nobody is forgotten."""
    meeting, seen = Meeting(), list[int]()

    def reads(tx: Tx) -> None:
        seen.append(int(tx.fact("test", "count") or 0))

    def writes(tx: Tx) -> None:
        tx.set_fact("test", "count", str(seen[-1] + 1))

    def counts(tx: Tx) -> None:
        tx.set_fact("test", "count", str(int(tx.fact("test", "count") or 0) + 1))

    answers(
        at_once(
            lambda: here.write(meeting.pausing(reads, writes)),
            meeting.meanwhile(lambda: [there.write(counts)]),
        )
    )

    assert here.read(lambda tx: tx.fact("test", "count")) == "2"


# --------------------------------------------------------------------------- a timer


def firing(store: Store, generation: int = 1) -> Callable[[], bool]:
    """As the engine does it: claim this very timer, and say what is owed from then on."""

    def unit(tx: Tx) -> bool:
        if not tx.claim_timer("i1", timer("update", generation=generation)):
            return False
        noting("fired")(tx)
        tx.set_timers("i1", 1, (timer("update", 30, generation, nudge=1),))
        return True

    return lambda: store.write(unit)


def test_a_timer_is_fired_by_one_of_two(here: Store, there: Store) -> None:
    here.write(lambda tx: tx.set_timers("i1", 1, (timer("update"),)))

    fired = answers(at_once(firing(here), firing(there), firing(here), firing(there)))

    assert fired.count(True) == 1
    assert texts(here) == ["fired"]


def test_a_timer_that_is_replaced_while_it_fires_is_not_there_any_more(
    here: Store, there: Store
) -> None:
    """A command ends the obligation and another one begins: the old generation fires no more."""
    here.write(lambda tx: tx.set_timers("i1", 1, (timer("update"),)))
    meeting = Meeting()

    def replacing(tx: Tx) -> None:
        noting("updated")(tx)
        tx.set_timers("i1", 1, (timer("update", 60, generation=2),))

    answers(
        at_once(
            lambda: here.write(meeting.pausing(replacing, lambda _tx: None)),
            meeting.meanwhile(lambda: [firing(there)()]),
        )
    )

    assert not firing(there)()
    assert texts(here) == ["updated"]
    assert here.read(lambda tx: list(tx.timers("i1"))) == [timer("update", 60, generation=2)]


def test_a_command_while_a_timer_fires_sees_what_the_timer_did(here: Store, there: Store) -> None:
    here.write(lambda tx: tx.set_timers("i1", 1, (timer("update"),)))
    meeting = Meeting()

    def fires(tx: Tx) -> None:
        assert tx.claim_timer("i1", timer("update"))
        noting("fired")(tx)
        tx.set_timers("i1", 1, (timer("update", 30, nudge=1),))

    answers(
        at_once(
            lambda: here.write(meeting.pausing(fires, lambda _tx: None)),
            meeting.meanwhile(lambda: [there.write(noting("second"))]),
        )
    )

    assert texts(here) == ["fired", "second"]
