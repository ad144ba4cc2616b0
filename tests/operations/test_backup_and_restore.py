"""A backup is worth what its restore is worth: the open ladder goes on from it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import FAST, Deployment, deploy
from tests.e2e.http import post_json
from tests.e2e.sink import PageSink
from tests.operations.given import database, readyz
from tocsin.store.database import backup

pytestmark = pytest.mark.e2e
QUICK = """
[escalation.P1]
steps = [
  { after = "0s", targets = ["primary"] },
  { after = "4s", targets = ["backup"] },
]
"""


@pytest.fixture
def quick(tmp_path: Path, sink: PageSink) -> Deployment:
    """A team that is paged by webhook; the second person is called after four seconds."""
    return deploy(tmp_path / "shop", pager=sink.url, more=FAST + QUICK)


def alert(shop: Deployment) -> None:
    body = {"key": "k", "title": "checkout returns 500s", "severity": "critical"}
    assert post_json(shop.url("/hooks/shop/json"), body).status == 201


def people(sink: PageSink) -> list[object]:
    return [page["person"] for page in sink.calls("trigger")]


def calls_until(sink: PageSink, person: str) -> None:
    """Whoever's page was under way at the backup may be called a second time before."""
    count = 2
    while person not in [page["person"] for page in sink.wait_for("trigger", count)]:
        count += 1


def test_the_ladder_goes_on_from_a_backup_made_while_it_ran(
    quick: Deployment, sink: PageSink, tmp_path: Path
) -> None:
    copy = tmp_path / "night.db"
    with running(quick, "--no-input") as bot:
        alert(quick)
        sink.wait_for("trigger")
        backup(database(quick), copy)  # not by the command: starting one may outlast the step
        bot.process.kill()
    assert people(sink) == ["ana"]
    shutil.rmtree(database(quick).parent)

    database(quick).parent.mkdir()
    shutil.copy(copy, database(quick))

    assert "the chain holds" in quick.run("verify", "INC-1").stdout
    with running(quick, "--no-input"):
        calls_until(sink, "bo")
        assert quick.run("say", "INC-1 ack", "--as", "bo").returncode == 0
        checked = quick.run("db", "check")
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.startswith("1 incident, ")


def test_a_backup_holds_what_was_still_to_be_sent(
    shop: Deployment, sink: PageSink, tmp_path: Path
) -> None:
    sink.status = 503
    copy = tmp_path / "night.db"
    with running(shop, "--no-input") as bot:
        alert(shop)
        before = sink.wait_for("trigger")
        shop.run("db", "backup", str(copy))
        bot.process.kill()
    shutil.copy(copy, database(shop))
    for stray in ("-wal", "-shm"):
        database(shop).with_name(f"tocsin.db{stray}").unlink(missing_ok=True)
    sink.status = 204
    count = len(sink.calls("trigger"))
    with running(shop, "--no-input"):
        pages = sink.wait_for("trigger", count + 1)
    assert pages[-1].key == before[0].key


def test_a_breach_is_one_line_and_exit_code_one(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input"):
        alert(shop)
        sink.wait_for("trigger")
    with closing(sqlite3.connect(database(shop))) as file, file:
        file.execute("UPDATE incidents SET state = replace(state, 'checkout ret', 'checkin ret')")

    checked = shop.run("db", "check")

    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    assert lines[0].startswith("INC-1: it is not what its events say (title, ")
    assert lines[-1].endswith("found")
    assert checked.stderr == ""


def test_checking_changes_nothing_and_needs_no_bot(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input"):
        alert(shop)
        sink.wait_for("trigger")
    before = database(shop).read_bytes()
    shop.run("db", "check")
    assert database(shop).read_bytes() == before


def test_without_a_database_it_is_wrong_use(shop: Deployment) -> None:
    checked = shop.run("db", "check")
    assert checked.returncode == 2
    assert "There is no database" in checked.stderr


def test_a_running_bot_is_ready_and_shows_its_pager_failing(
    shop: Deployment, sink: PageSink
) -> None:
    sink.status = 503
    with running(shop, "--no-input"):
        alert(shop)
        sink.wait_for("trigger", 2)
        status, rows = readyz(shop)
    assert status == 200
    assert rows["provider shop/paging.hook"]["ok"] is False
    assert rows["loop timers"]["ok"] is True
