"""Two replicas on one PostgreSQL lose nothing: neither by a kill nor by their database's end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import ask, post_json
from tests.e2e.replica_proof import Plan, prove_kills, prove_restarts
from tests.e2e.sink import PageSink
from tests.postgres import Cluster, cluster

pytestmark = pytest.mark.e2e


@pytest.fixture
def pair(tmp_path: Path, database: str, sink: PageSink) -> tuple[Deployment, Deployment]:
    """Two deployments on one database, each with a folder and a port of its own."""
    one, two = (
        deploy(tmp_path / name, pager=sink.url, database=database) for name in ("one", "two")
    )
    return one, two


@pytest.mark.timeout(300)
def test_a_killed_replica_is_followed_by_the_other(tmp_path: Path, database: str) -> None:
    report = prove_kills(tmp_path, database, Plan(faults=3, seed=1, most=100, sample=3))
    assert report.breaches == (), report.text()
    assert report.lost == 0
    assert report.incidents > 20, report.text()


@pytest.mark.timeout(300)
def test_a_database_that_restarts_loses_nothing_that_was_taken(tmp_path: Path) -> None:
    with cluster(durable=True) as own:
        url = own.url(own.new_database())
        report = prove_restarts(tmp_path, own, url, Plan(faults=3, seed=2, most=100, sample=3))
    assert report.breaches == (), report.text()
    assert report.lost == 0
    assert report.incidents > 20, report.text()


def test_what_one_replica_took_the_other_knows(
    pair: tuple[Deployment, Deployment], sink: PageSink
) -> None:
    one, two = pair
    body = {"key": "k", "title": "boom", "severity": "critical"}
    with running(one, "--no-input"), running(two, "--no-input"):
        first = post_json(one.url("/hooks/shop/json"), body)
        again = post_json(two.url("/hooks/shop/json"), body)
        sink.wait_for("trigger")

    assert (first.status, first.json()) == (201, {"incident": "INC-1"})
    assert (again.status, again.json()) == (202, {"incident": "INC-1"})
    assert len({call.key for call in sink.calls("trigger")}) == len(sink.calls("trigger"))


def test_its_clock_is_among_what_readyz_tells(pair: tuple[Deployment, Deployment]) -> None:
    with running(pair[0], "--no-input"):
        checks = json.loads(ask("GET", pair[0].url("/readyz")).body)["checks"]

    (clock,) = [one for one in checks if one["name"] == "clock"]
    assert clock["ok"]
    assert "s from here" in clock["detail"]


def test_while_the_database_is_away_nothing_is_taken_and_the_bot_lives(
    tmp_path: Path, sink: PageSink
) -> None:
    with cluster(durable=True) as own:
        shop = deploy(tmp_path / "shop", pager=sink.url, database=own.url(own.new_database()))
        body = {"key": "k", "title": "boom", "severity": "critical"}
        with running(shop, "--no-input") as bot:
            own.stop_immediate()
            refused = post_json(shop.url("/hooks/shop/json"), body)
            own.start()
            taken = post_json(shop.url("/hooks/shop/json"), body)
            sink.wait_for("trigger")
            assert bot.is_well()

    assert refused.status == 503
    assert taken.status == 201


def test_a_replica_that_cannot_reach_its_database_says_so_and_ends(tmp_path: Path) -> None:
    shop = deploy(tmp_path / "shop", database=f"postgresql://tocsin:hunter2@/x?host={tmp_path}")

    done = shop.run("run", "--no-input")

    assert done.returncode == 2
    assert "database cannot be used" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_is_a_dump(
    pair: tuple[Deployment, Deployment], postgres: Cluster, tmp_path: Path
) -> None:
    with running(pair[0]) as bot:
        bot.say("!incident declare login is slow p2")
        bot.end_input()
    target = tmp_path / "copy.dump"

    done = pair[0].run("db", "backup", str(target))
    again = pair[0].run("db", "backup", str(target))

    assert (done.returncode, done.stdout.strip()) == (0, str(target)), done
    assert target.read_bytes().startswith(b"PGDMP")
    assert target.stat().st_mode & 0o777 == 0o600
    assert again.returncode == 2
    assert "choose another name" in again.stderr
