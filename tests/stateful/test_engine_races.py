"""What happens at the same moment in two processes happens once, and in some order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, START, World, unavailable
from tests.stateful.grounds import Ground
from tests.stateful.races import answers, at_once
from tests.stateful.worlds import HeldChat, Pair, pair
from tocsin.domain.obligations import timers

ROUNDS = 3
UPDATE = "!incident INC-1 update investigating | all of them | looking | 20m"


@pytest.fixture
def two(ground: Ground, tmp_path: Path) -> Iterator[Pair]:
    with pair(ground, tmp_path) as both:
        yield both


def stepping(world: World) -> Callable[[], int]:
    """The timer loop of a process looks once."""
    return lambda: world.system.timers.step(world.clock())


def working(world: World, times: int = 1) -> Callable[[], int]:
    """A worker of a process carries effects out."""
    return lambda: sum(world.system.delivery.step(("page", "chat", "other")) for _ in range(times))


def numbers_of(two: Pair) -> range:
    return range(1, two.here.count() + 1)


def check_all(two: Pair) -> None:
    """When all is done nothing is left, and both processes say the same."""
    two.here.run(minutes=2)
    assert two.here.pending() == []
    assert two.here.store.read(lambda tx: dict(tx.lanes())) == {}
    for number in numbers_of(two):
        one = two.here.incident(number)
        assert one == two.here.refolded(number) == two.there.incident(number)
        stored = two.there.store.read(lambda tx, key=one.id: tx.events(key))  # type: ignore[misc]
        assert [row.seq for row in stored] == list(range(1, one.version + 1))
        kept = two.here.store.read(lambda tx, key=one.id: tx.timers(key))  # type: ignore[misc]
        assert set(kept) == set(timers(one))


# ------------------------------------------------------------------ two who come in


def test_webhooks_of_one_group_at_once_make_one_incident(two: Pair) -> None:
    """Each of monitoring's own replicas tells both of ours."""
    given = answers(
        at_once(
            *(
                lambda world=world, n=n: world.alert("checkout", title=f"it is broken, said {n}")
                for n, world in enumerate([two.here, two.there] * 3)
            )
        )
    )

    assert sorted(answer.status for answer in given) == [201, *[202] * 5]
    assert {answer.incident for answer in given} == {"INC-1"}
    assert two.here.count() == 1
    check_all(two)


def test_the_same_webhook_at_once_makes_one_incident(two: Pair) -> None:
    given = answers(
        at_once(*(lambda world=world: world.alert("checkout") for world in (two.here, two.there)))
    )

    assert {answer.incident for answer in given} == {"INC-1"}
    assert two.here.count() == 1
    check_all(two)


def test_webhooks_of_several_groups_at_once_make_an_incident_each(two: Pair) -> None:
    given = answers(
        at_once(
            *(
                lambda world=world, key=key, n=n: world.alert(key, title=f"{key} said {n}")
                for n, world in enumerate((two.here, two.there))
                for key in "abc"
            )
        )
    )

    assert sorted(answer.status for answer in given) == [201] * 3 + [202] * 3
    assert two.here.count() == 3
    check_all(two)


def test_a_message_that_both_processes_get_is_answered_alike_and_done_once(two: Pair) -> None:
    replies = answers(
        at_once(
            *(
                lambda world=world: world.say(P1, message="the same")
                for world in (two.here, two.there, two.here, two.there)
            )
        )
    )

    assert len(set(replies)) == 1
    assert two.here.count() == 1
    check_all(two)


def test_commands_on_one_incident_at_once_all_happen(two: Pair) -> None:
    two.say(P1)
    worlds = [two.here, two.there] * 4

    answers(
        at_once(
            *(
                lambda world=world, n=n: two.say(f"!incident INC-1 note note {n}", at=world)
                for n, world in enumerate(worlds)
            )
        )
    )

    stored = two.here.store.read(lambda tx: tx.events(tx.id_of(1) or ""))
    notes = [json.loads(row.body or "{}").get("text") for row in stored if row.type == "noted"]
    assert sorted(notes) == [f"note {n}" for n in range(len(worlds))]
    check_all(two)


# ------------------------------------------------------------------------- timers


def test_each_step_of_the_ladder_is_fired_by_one_of_several_loops(two: Pair) -> None:
    two.say(P1)

    for minutes in (5, 15, 30):
        two.here.clock.at = START + timedelta(minutes=minutes)
        answers(at_once(*(stepping(world) for world in (two.here, two.there) * 2)))

    pages = two.here.incident().pages
    assert list(pages) == ["p1", "p2", "p3", "p4"]
    assert two.here.events("page-requested") == ["page-requested"] * 4
    check_all(two)


def test_who_acknowledges_when_the_next_step_is_due_ends_the_ladder(two: Pair) -> None:
    """Whichever is first: nobody is called who was not called before the answer."""
    for number in range(1, ROUNDS + 1):
        two.say(P1)
        two.here.clock.at += timedelta(minutes=5)
        at_once(
            stepping(two.there),
            lambda number=number: len(two.say(f"!incident INC-{number} ack")),  # type: ignore[misc]
            working(two.here),
        )

        events = two.here.events("page-requested", "acknowledged", number=number)
        assert events[-1] == "acknowledged"
        check_all(two)
        rung = two.here.bell().of("page").count(f"INC-{number}.p2")
        assert rung <= events.count("page-requested") - 1
        states = {page.state for page in two.here.incident(number).pages.values()}
        assert states <= {"acked", "skipped"}


def test_an_answer_before_the_worker_looks_leaves_the_page_unsent(two: Pair) -> None:
    two.say(P1)
    two.say("!incident INC-1 ack", at=two.there)

    working(two.here, 20)()

    assert two.here.bell().of("page") == []
    assert [row.outcome for row in two.here.settled("page")] == ["skipped"]


def test_a_timer_that_is_replaced_while_it_fires_reminds_of_nothing_later(two: Pair) -> None:
    """An update is given when its reminder is due: the old one comes before it, or never."""
    two.say(P1)
    two.say("!incident INC-1 ack")
    owed = {one.name: one for one in timers(two.here.incident())}
    two.here.clock.at = owed["update"].due

    at_once(stepping(two.there), lambda: len(two.say(UPDATE)))
    stepping(two.here)()

    stored = two.here.store.read(lambda tx: tx.events(tx.id_of(1) or ""))
    told = [
        row.type
        for row in stored
        if row.type == "update-posted" or getattr(row.event, "obligation", "") == "update"
    ]
    assert told.count("update-posted") == 1
    assert told[-1] == "update-posted"
    check_all(two)


# ------------------------------------------------------------------------ workers


def test_a_worker_that_outlives_its_lease_settles_nothing(two: Pair) -> None:
    """It hangs in the call; another takes over, asks, rings and settles; then it comes back."""
    two.say(P1)

    def hang() -> None:
        two.here.clock.at += timedelta(seconds=16)
        while two.there.system.delivery.step(("page",)):
            pass

    two.here.bell().script = [hang]
    two.here.system.delivery.step(("page",))

    assert two.here.bell().of("page") == ["INC-1.p1", "INC-1.p1"]
    assert len(set(two.here.bell().keys)) == 1
    assert [row.outcome for row in two.here.settled("page")] == ["done"]
    assert two.here.events("page-sent") == ["page-sent"]
    check_all(two)


def test_a_worker_that_fails_after_its_lease_puts_nothing_back(two: Pair) -> None:
    two.say(P1)

    def hang() -> None:
        two.here.clock.at += timedelta(seconds=16)
        while two.there.system.delivery.step(("page",)):
            pass
        raise unavailable()

    two.here.bell().script = [hang]
    two.here.system.delivery.step(("page",))

    assert [row.outcome for row in two.here.settled("page")] == ["done"]
    assert two.here.events("page-sent", "page-failed") == ["page-sent"]
    check_all(two)


def test_what_is_said_while_the_room_is_opened_waits_for_it_and_is_told(two: Pair) -> None:
    two.say(P1)
    chat = two.here.chat
    assert isinstance(chat, HeldChat)

    def meanwhile() -> None:
        chat.room_hook = lambda: None
        two.say("!incident INC-1 update investigating | it is the cache | c | 20m", at=two.there)

    chat.room_hook = meanwhile
    check_all(two)

    (room,) = chat.rooms
    assert "it is the cache" in chat.heard(f"#{room}")


def test_several_workers_beside_commands_tell_everything_once_and_in_order(two: Pair) -> None:
    two.say(P1)
    texts = [f"clue {n}" for n in range(6)]

    def says() -> int:
        return len(
            [two.say(f"!incident INC-1 update investigating | {text} | c | 20m") for text in texts]
        )

    answers(at_once(says, *(working(world, 12) for world in (two.here, two.there, two.there))))
    check_all(two)

    (room,) = two.here.chat.rooms
    heard = two.here.chat.heard(f"#{room}")
    assert [heard.count(text) for text in texts] == [1] * len(texts)
    assert sorted(texts, key=heard.index) == texts
    assert two.here.bell().of("page") == ["INC-1.p1"]
