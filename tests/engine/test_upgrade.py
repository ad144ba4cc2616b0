"""A database that another version kept: what it folded is folded anew, and nobody is called for it.

The other version is made by hand: its projections lack the name of the fold and some fields, and it
knew neither the rings of a request page nor the question about what is open.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from tests.engine.given import P1, SqliteHome, World
from tests.store.given import PostgresHome
from tocsin.bootstrap import System
from tocsin.cli.database import upgrade
from tocsin.domain.obligations import timers
from tocsin.engine.invariants import check_invariants
from tocsin.engine.sweeper import fold_anew
from tocsin.store.sqlite import open_readonly

NOT_KNOWN = ("folded_by", "told", "asked", "alert_sources", "brought_in", "pages")
NEW_RULES = ("answer:p2", "open")


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A deployment whose projections outlive the process."""
    if request.param == "sqlite":
        made = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    else:
        made = World(tmp_path, PostgresHome(request.getfixturevalue("database")))
    yield made
    made.store.close()


def older(state: str) -> str:
    """A projection as a version kept it that knew less."""
    known = {name: value for name, value in json.loads(state).items() if name not in NOT_KNOWN}
    return json.dumps(known, separators=(",", ":"), ensure_ascii=False)


def become_older(world: World) -> None:
    """Everything that is kept, as another version had left it; the process is away then."""
    for row in world.store.read(lambda tx: tx.incidents(open_only=False)):
        owed = world.store.read(lambda tx, one=row.id: tx.timers(one))  # type: ignore[misc]  # a lambda's default has no type
        left = [timer for timer in owed if timer.name not in NEW_RULES]
        world.store.write(lambda tx, r=row, t=left: tx.set_timers(r.id, r.number, t))  # type: ignore[misc]  # as above
    world.store.close()
    if isinstance(world.home, SqliteHome):
        with sqlite3.connect(world.home.path) as file:
            for key, state in file.execute("SELECT id, state FROM incidents").fetchall():
                file.execute("UPDATE incidents SET state = ? WHERE id = ?", (older(state), key))
        file.close()
    elif isinstance(world.home, PostgresHome):
        with psycopg.connect(world.home.url.replace("+psycopg", "")) as server:
            for key, state in server.execute("SELECT id, state FROM incidents").fetchall():
                server.execute("UPDATE incidents SET state = %s WHERE id = %s", (older(state), key))


def asked_for_eva(world: World) -> None:
    """An incident with a page that nobody has answered for half an hour."""
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.tell("!incident INC-1 page @eva please join")


def test_it_is_read_as_its_events_say(kept: World) -> None:
    asked_for_eva(kept)
    become_older(kept)
    kept.store = kept.home.open()
    assert kept.incident() == kept.refolded()
    assert "eva" in kept.incident().asked


def test_a_start_keeps_it_as_this_version_folds_it(kept: World) -> None:
    asked_for_eva(kept)
    become_older(kept)
    kept.boot()
    made = kept.incident()
    assert not kept.store.read(lambda tx: tx.incident(made.id) and tx.is_outdated(made.id))
    assert made == kept.refolded()
    assert set(kept.store.read(lambda tx: tx.timers(made.id))) == set(timers(made))


@pytest.mark.parametrize("first", ["start", "command"])
def test_nobody_is_called_for_what_only_this_version_knows(
    kept: World, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for_eva(kept)
    pages = len(kept.bell().of("page"))
    become_older(kept)
    kept.clock.at += timedelta(hours=2)
    if first == "command":
        monkeypatch.setattr(System, "recover", lambda _system: None)
    kept.boot()
    kept.say("!incident INC-1 note we run the new version")
    kept.system.settle_now()
    assert len(kept.bell().of("page")) == pages
    assert kept.events("page-unanswered") == []


def test_what_was_missed_while_it_was_away_still_calls(tmp_path: Path) -> None:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    world.tell(P1)
    become_older(world)
    world.clock.at += timedelta(minutes=6)
    world.boot()
    world.system.settle_now()
    assert [page.person for page in world.incident().pages.values()] == ["ana", "bo"]
    world.store.close()


def test_an_upgrade_keeps_what_has_ended_and_leaves_the_rest_to_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    asked_for_eva(world)
    world.tell("!incident report something is odd")
    world.tell("!incident INC-2 decline a false alarm")
    become_older(world)
    text = f"TOCSIN_DATABASE_URL = 'sqlite:///{tmp_path / 't.db'}'\n"
    (tmp_path / "config.py").write_text(text, encoding="utf-8")
    assert outdated(world) == 2
    upgrade(tmp_path / "config.py")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "1 ended incident of another version: folded anew from the events"
    ]
    assert outdated(world) == 1
    world.boot()
    assert outdated(world) == 0
    assert fold_anew(world.store) == 0
    world.store.close()


def outdated(world: World) -> int:
    """How many `db check` tells of; it finds nothing wrong with them."""
    database = open_readonly(world.folder / "t.db")
    try:
        checked = check_invariants(database, world.clock())
    finally:
        database.close()
    assert checked.findings == ()
    return checked.outdated


def test_a_row_of_another_version_with_an_event_nobody_knows_is_read_as_it_is(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    world.tell(P1)
    incident = world.incident()
    world.store.write(lambda tx: tx.redact(incident.id, 1))
    become_older(world)
    world.store = world.home.open()
    assert world.incident().title == "checkout returns 500s"
    world.store.close()
