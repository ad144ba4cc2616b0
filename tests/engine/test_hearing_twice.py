"""Two replicas that hear the same events at the same moment: one command and one reply each."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.engine.given import World
from tests.engine.test_hearing import SHOP, accounts_only, said
from tests.patience import HANGS_S
from tests.store.given import PostgresHome
from tocsin.bootstrap.clock_and_ids import RealIds
from tocsin.chat import EventResult

EVENTS = 12


def replica(folder: Path, database: str) -> World:
    made = World(folder, PostgresHome(database), teams={"shop": SHOP})
    made.ids = RealIds()  # those of two processes are never the same
    return accounts_only(made)


def test_two_replicas_that_hear_the_same_do_it_once(database: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    replicas = [replica(tmp_path / name, database) for name in ("a", "b")]
    result: list[dict[str, EventResult]] = [{}, {}]
    starts = threading.Barrier(2)

    def hear(at: int) -> None:
        for number in range(EVENTS):
            one = said(f"!incident declare thing {number} is down p3", event=f"e{number}")
            starts.wait(HANGS_S)
            result[at][one.event_id] = replicas[at].system.hear(one)

    threads = [threading.Thread(target=hear, args=(at,)) for at in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert result[0] == result[1]
    assert len(result[0]) == EVENTS
    assert replicas[0].count() == EVENTS
    waiting = [row.key for row in replicas[0].pending() if row.op == "reply"]
    assert sorted(waiting) == sorted(f"reply:irc:e{number}" for number in range(EVENTS))
    for one in replicas:
        one.system.settle_now()
        one.store.close()
