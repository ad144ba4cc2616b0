"""`tocsin check` on broken files, and `verify` on a chain somebody touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment

pytestmark = pytest.mark.e2e


def change(old: str, new: str) -> Callable[[str], str]:
    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return changed


BROKEN: dict[str, tuple[Callable[[str], str], str]] = {
    "no toml": (change("[team]", "[team"), "shop.toml"),
    "an unknown key": (change("owner =", "ownr ="), "ownr"),
    "nobody of that name": (change('people = ["ana"]', 'people = ["anna"]'), "anna"),
    "no cto": (change('cto = "cyrus"\n', ""), "cto"),
    "a secret in the file": (
        change('secret = { env = "HOOK_SECRET" }', 'secret = "hunter2"'),
        "paging.hook.secret",
    ),
    "an unknown type": (change('type = "webhook"', 'type = "webhok"'), "paging.hook"),
    "no duration": (change('stable_for = "2s"', 'stable_for = "two"'), "process.stable_for"),
    "no address": (change('url = "http', 'url = "httq'), "paging.hook.url"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_named_by_file_and_key(shop: Deployment, name: str) -> None:
    edit, key = BROKEN[name]
    shop.team_file.write_text(edit(shop.team_file.read_text(encoding="utf-8")), encoding="utf-8")

    checked = shop.run("check")

    assert checked.returncode == 2
    assert "shop.toml" in checked.stdout
    assert key in checked.stdout
    assert "hunter2" not in checked.stdout + checked.stderr
    assert "Traceback" not in checked.stderr


def test_a_bot_does_not_start_on_a_fault(shop: Deployment) -> None:
    edit, key = BROKEN["a secret in the file"]
    shop.team_file.write_text(edit(shop.team_file.read_text(encoding="utf-8")), encoding="utf-8")

    started = shop.run("run", "--no-input")

    assert started.returncode == 2
    assert "shop.toml" in started.stderr
    assert key in started.stderr
    assert "hunter2" not in started.stderr
    assert "Traceback" not in started.stderr


def test_a_good_file_is_fine(shop: Deployment) -> None:
    checked = shop.run("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "0 faults" in checked.stdout


def test_a_broken_config_is_one_sentence(shop: Deployment) -> None:
    shop.config.write_text("TOCSIN_WEB = {", encoding="utf-8")
    checked = shop.run("check")
    assert checked.returncode == 2
    assert "config.py" in checked.stdout + checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.fixture
def exported(shop: Deployment) -> dict[str, list[dict[str, str]]]:
    with running(shop) as bot:
        bot.say("!incident declare checkout returns 500s p1")
        bot.say("#INC-1: !incident note the deploy of 09:55")
        bot.end_input()
    found: dict[str, list[dict[str, str]]] = json.loads(shop.run("export", "INC-1").stdout)
    return found


def verify(shop: Deployment, tmp_path: Path, value: object) -> tuple[int, str]:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    done = shop.run("verify", str(file))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_changed_event_is_named(
    shop: Deployment, tmp_path: Path, exported: dict[str, list[dict[str, str]]]
) -> None:
    note = next(one for one in exported["events"] if "09:55" in (one["body"] or ""))
    note["body"] = note["body"].replace("09:55", "10:55")
    code, said = verify(shop, tmp_path, exported)
    assert code == 1
    assert f"seq {note['seq']}:" in said


def test_a_dropped_event_is_named(
    shop: Deployment, tmp_path: Path, exported: dict[str, list[dict[str, str]]]
) -> None:
    del exported["events"][2]
    del exported["chain"][2]
    code, said = verify(shop, tmp_path, exported)
    assert code == 1
    assert "seq 3" in said


@pytest.mark.parametrize("value", [[], "text", 1, None])
def test_what_is_no_export_is_wrong_use(shop: Deployment, tmp_path: Path, value: object) -> None:
    code, said = verify(shop, tmp_path, value)
    assert code == 2
    assert "no JSON export" in said


@pytest.mark.parametrize("value", [{}, {"id": "x"}, {"id": 1, "events": [1], "chain": ["00"]}])
def test_an_export_of_another_shape_breaks_at_once(
    shop: Deployment, tmp_path: Path, value: object
) -> None:
    code, said = verify(shop, tmp_path, value)
    assert code == 1
    assert "seq 1:" in said


def test_an_incident_that_is_not_there_is_wrong_use(
    shop: Deployment, exported: dict[str, list[dict[str, str]]]
) -> None:
    assert exported["chain"]
    done = shop.run("verify", "INC-9")
    assert done.returncode == 2
    assert "INC-9" in done.stderr


def test_a_chain_broken_in_the_database_is_named(
    shop: Deployment, exported: dict[str, list[dict[str, str]]]
) -> None:
    """Somebody with the file in hand, who got rid of the guard against changes first."""
    database = sqlite3.connect(shop.folder / "data" / "tocsin.db")
    with database:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(guards).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE events SET data = replace(data, '09:55', '10:55')")
    database.close()
    seq = next(one["seq"] for one in exported["events"] if "09:55" in (one["body"] or ""))
    done = shop.run("verify", "INC-1")
    assert done.returncode == 1, done
    assert f"seq {seq}:" in done.stdout


def test_plugins_of_a_config_that_is_not_there_is_wrong_use(shop: Deployment) -> None:
    shop.config.unlink()
    listed = shop.run("plugins")
    assert listed.returncode == 2
    assert "There is no such file" in listed.stderr
