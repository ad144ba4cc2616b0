"""`tocsin db check`: each thing that must hold is broken once by hand, and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, SqliteHome, World, redact, unavailable
from tocsin.domain.evolve import evolve
from tocsin.domain.redaction import Redacted
from tocsin.engine.invariants import InvariantReport, check_invariants
from tocsin.store.contract import InboxRow
from tocsin.store.sqlite import open_readonly

FILE = "t.db"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[World]:
    """A deployment on a file, with an open incident nobody has answered."""
    world = World(tmp_path, SqliteHome(tmp_path / FILE))
    world.tell(P1)
    world.run(seconds=5)
    yield world
    world.store.close()


def look(world: World, *, later: timedelta = timedelta()) -> InvariantReport:
    """What a second process sees in the file."""
    database = open_readonly(world.folder / FILE)
    try:
        return check_invariants(database, world.clock() + later)
    finally:
        database.close()


def said(world: World, *, later: timedelta = timedelta()) -> list[str]:
    return [str(one) for one in look(world, later=later).findings]


def by_hand(world: World, *statements: str) -> None:
    """Somebody with the file in hand, who got rid of the guards first."""
    with closing(sqlite3.connect(world.folder / FILE)) as database, database:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(guards).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert database.execute(statement).rowcount > 0, statement


def test_a_sound_database_has_no_findings(kept: World) -> None:
    checked = look(kept)
    assert checked.findings == ()
    assert checked.incidents == 1
    assert checked.events == len(kept.events())
    assert checked.waiting == len(kept.pending())


def test_it_is_sound_at_every_step_of_an_incident(kept: World) -> None:
    for line in ("ack", "note the deploy", "mitigate rollback checkout", "approve 1", "done 1"):
        kept.tell(f"!incident INC-1 {line}")
        kept.run(minutes=7)
        assert said(kept) == []


def test_an_effect_without_a_lane(kept: World) -> None:
    kept.bell().broken = unavailable()
    kept.say(P1)
    by_hand(kept, "DELETE FROM lanes WHERE lane LIKE '%paging.tower%'")
    (found,) = said(kept)
    assert found.startswith(
        "INC-2: `page` to paging.tower is in no lane and will never go out: tell them yourself"
    )


def test_a_lane_without_effects(kept: World) -> None:
    kept.say(P1)
    by_hand(kept, "DELETE FROM effects WHERE lane LIKE '%paging.tower%'")
    (found,) = said(kept)
    assert found.startswith("INC-2: the lane to paging.tower:p1 is empty")


def test_a_lane_nobody_looks_after(kept: World) -> None:
    kept.say(P1)
    assert said(kept, later=timedelta(seconds=60)) == []
    found = said(kept, later=timedelta(seconds=61))
    assert (
        "INC-2: `page` to paging.tower waits since 2026-11-23 09:00:05Z: "
        "is the bot running? See /readyz and the log" in found
    )


def test_a_timer_that_is_missing(kept: World) -> None:
    by_hand(kept, "DELETE FROM timers WHERE name = 'ack'")
    (found,) = said(kept)
    assert found.startswith("INC-1: its timers are not those it should have")


def test_a_timer_of_another_time(kept: World) -> None:
    by_hand(kept, "UPDATE timers SET due_us = due_us + 60000000 WHERE name = 'ack'")
    (found,) = said(kept)
    assert "its timers are not those" in found


def test_a_timer_nobody_fires(kept: World) -> None:
    due = kept.store.read(lambda tx: tx.next_timer_at())
    assert due is not None
    found = said(kept, later=due - kept.clock() + timedelta(seconds=61))
    assert f"INC-1: `ack` was due {due:%Y-%m-%d %H:%M:%SZ} and nothing happened" in found[0]


def test_a_projection_that_is_not_what_the_events_say(kept: World) -> None:
    by_hand(kept, "UPDATE incidents SET state = replace(state, 'checkout ret', 'chocolate ret')")
    (found,) = said(kept)
    assert found.startswith("INC-1: it is not what its events say (title")


def test_a_projection_nobody_can_read(kept: World) -> None:
    by_hand(kept, "UPDATE incidents SET state = '{'")
    (found,) = said(kept)
    assert found.startswith("INC-1: it cannot be read (")


def test_events_that_were_taken_away(kept: World) -> None:
    by_hand(kept, "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
    (found,) = said(kept)
    assert found.startswith("INC-1: its version is not the number of its events")


def test_a_last_event_that_was_taken_away_with_its_count(kept: World) -> None:
    """Some events are history only: whoever takes one away leaves the end of the chain behind."""
    now = kept.incident()
    said_only = Redacted(at=kept.clock(), by="engine", seq=1, reason="x")
    kept.store.write(lambda tx: tx.append(now, [said_only], evolve(now, said_only)))
    last = len(kept.events())
    by_hand(
        kept,
        f"DELETE FROM events WHERE seq = {last}",
        f"UPDATE incidents SET version = {last - 1}, "
        f"state = replace(state, '\"version\":{last}', '\"version\":{last - 1}')",
    )
    (found,) = said(kept)
    assert found.startswith("INC-1: its columns are not what its events say (chain, updated)")


def test_an_emptied_event(kept: World) -> None:
    by_hand(kept, "UPDATE events SET data = NULL WHERE seq = 2")
    (found,) = said(kept)
    assert found.startswith(
        "INC-1: the text of event 2 is gone, and no later event says who removed it: somebody"
    )


@pytest.mark.parametrize(
    ("column", "value"), [("type", "'noted'"), ("by", "'mallory'"), ("at_us", "at_us - 1")]
)
def test_a_column_of_an_event_that_was_changed(kept: World, column: str, value: str) -> None:
    by_hand(kept, f'UPDATE events SET "{column}" = {value} WHERE seq = 2')
    (found,) = said(kept)
    name = column.removesuffix("_us")
    assert found.startswith(f"INC-1: event 2 has other columns than its text ({name}): somebody")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "7"),
        ("team", "'bank'"),
        ("title", "'a glitch'"),
        ("status", "'closed'"),
        ("is_open", "0"),
        ("severity", "'P3'"),
        ("opened_us", "opened_us - 1"),
        ("updated_us", "updated_us - 1"),
        ("chain", "lower(hex(randomblob(32)))"),
        ("cause", "'gremlins'"),
    ],
)
def test_a_column_of_an_incident_that_was_changed(kept: World, column: str, value: str) -> None:
    by_hand(kept, f"UPDATE incidents SET {column} = {value}")
    (found,) = said(kept)
    name = column.removesuffix("_us")
    assert f": its columns are not what its events say ({name}): stop the bot" in found


def test_a_policy_an_incident_was_given_by_hand(kept: World) -> None:
    other = "0" * 64
    by_hand(
        kept,
        f"INSERT INTO policies SELECT '{other}', data FROM policies LIMIT 1",
        f"UPDATE incidents SET policy_hash = '{other}'",
    )
    text, column = said(kept)
    assert "another text than its events say" in text
    assert "policy_hash" in column


@pytest.mark.parametrize(
    ("was", "now"), [('"ic"', '"known"'), ('"insiders":[', '"insiders":["cto",')]
)
def test_the_text_of_a_policy_that_was_changed(kept: World, was: str, now: str) -> None:
    by_hand(kept, f"UPDATE policies SET data = replace(data, '{was}', '{now}')")
    assert any("the process it was declared with has another text" in one for one in said(kept))


def test_a_room_that_was_given_to_an_incident_by_hand(kept: World) -> None:
    by_hand(
        kept,
        "INSERT INTO rooms SELECT 'console', 'c1', 'incidents', id FROM incidents",
    )
    (found,) = said(kept)
    assert "#incidents on console counts as its room" in found


def test_a_room_of_no_incident(kept: World) -> None:
    by_hand(kept, "UPDATE rooms SET incident_id = 'nobody'")
    assert any("belongs to no incident" in one for one in said(kept))


def test_an_event_that_was_changed(kept: World) -> None:
    by_hand(kept, "UPDATE events SET data = replace(data, 'checkout', 'chocolate') WHERE seq = 1")
    (found,) = said(kept)
    assert found.startswith("INC-1: event 1 was changed outside the bot")


def test_an_event_of_a_newer_version(kept: World) -> None:
    """The newer version chained it soundly; this one must say that it does not know it."""
    ident = kept.incident().id
    rows = kept.store.read(lambda tx: tx.events(ident))
    new = replace(rows[-1], event=None, type="of-tomorrow")

    class Tomorrow:
        def read(self, query: Callable[..., object]) -> object:
            return kept.store.read(lambda tx: query(_With(tx, [*rows[:-1], new])))

    found = check_invariants(Tomorrow(), kept.clock()).findings  # type: ignore[arg-type]  # reads as a store does
    assert [str(one) for one in found] == [
        "INC-1: this version does not know its events of-tomorrow: run the newer version that "
        "wrote them; until then leave the incident alone"
    ]


class _With:
    """A snapshot with other events in it."""

    def __init__(self, tx: object, events: object) -> None:
        self._tx = tx
        self._events = events

    def events(self, _incident_id: str) -> object:
        return self._events

    def __getattr__(self, name: str) -> object:
        return getattr(self._tx, name)


def test_an_incident_with_a_redacted_event_is_sound(kept: World) -> None:
    kept.tell("!incident INC-1 note the password was hunter2")
    redact(kept, len(kept.events()))
    assert said(kept) == []


def test_a_message_that_was_kept_and_not_handled(kept: World) -> None:
    row = InboxRow(
        source="hook/shop/json",
        message_id="m",
        body="{}",
        received=kept.clock(),
        attempts=1,
        error="KeyError",
    )
    kept.store.write(lambda tx: tx.put_inbox(row))
    assert said(kept, later=timedelta(seconds=59)) == []
    found = [one for one in said(kept, later=timedelta(seconds=61)) if "message" in one]
    assert found[0].startswith(
        "a message from hook/shop/json of 2026-11-23 09:00:05Z is not handled (KeyError): restart"
    )


def test_one_breach_hides_no_other(kept: World) -> None:
    kept.tell(P1)
    by_hand(
        kept,
        "DELETE FROM timers WHERE name = 'ack' AND number = 2",
        "UPDATE incidents SET state = '{' WHERE number = 1",
    )
    assert [one[:5] for one in said(kept)] == ["INC-1", "INC-2"]
