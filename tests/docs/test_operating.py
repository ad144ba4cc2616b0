"""docs/operating.md does what it says: its `bash` blocks run one after the other in one folder."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute

from tests.docs.pages import ROOT, blocks, page
from tests.docs.test_readme import LOOPBACK, in_order, shell
from tests.web.given import FakeSystem
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.metrics_endpoint import Counters
from tocsin.bootstrap.system import LONGEST_SWEEP_S
from tocsin.config.deployment import load_deployment
from tocsin.config.settings import Web
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.store.memory import MemoryStore
from tocsin.web import create_app

PAGE: Final = page("docs/operating.md")
SET_UP: Final = ("python3 -m venv", "/opt/tocsin/bin/", "install ", "systemctl ", "podman ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder: as without a config.py, but for the port, which is free."""
    newcomer = load_deployment(here=tmp_path)
    (tmp_path / "config.py").write_text(
        f"BOT_DATA_DIR = {newcomer.data_dir.name!r}\n"
        f"TOCSIN_TEAMS_DIR = {str(newcomer.teams_dir)!r}\n"
        f"TOCSIN_WEB = {LOOPBACK}}}\n"
    )
    return tmp_path


def test_every_command_runs_and_answers_what_it_shows(folder: Path) -> None:
    found = [one for one in blocks(PAGE) if one.kind in ("bash", "text")]
    printed: list[str] = []
    for block in found:
        if block.kind == "bash":
            printed = shell(block.text, folder).splitlines()
        else:
            assert in_order(block.text.splitlines(), printed) == [], "\n".join(printed)
    assert sum(one.kind == "bash" for one in found) >= 5
    assert (folder / "broken" / "tocsin.db").is_file()


def test_what_is_not_run_is_only_set_up() -> None:
    lines = [line for one in blocks(PAGE) if one.kind == "sh" for line in one.text.splitlines()]
    assert lines
    assert [line for line in lines if not line.startswith(SET_UP)] == []


def test_the_files_that_are_installed_exist() -> None:
    words = [
        word
        for one in blocks(PAGE)
        if one.kind == "sh"
        for line in one.text.splitlines()
        for word in shlex.split(line)
    ]
    ours = {word for word in words if word.startswith(("deploy/", "./plugins/", "teams/"))}
    assert ours >= {"deploy/config.py", "deploy/tocsin.service", "teams/example.toml"}
    assert [one for one in ours if not (ROOT / one).exists()] == []


def test_the_settings_it_shows_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTBEAT_URL", "https://alive.example.com/x")
    shown = "".join(one.text for one in blocks(PAGE) if one.kind == "python")
    with (folder / "config.py").open("a") as file:
        file.write(shown)
    heartbeat = load_deployment(folder / "config.py").heartbeat
    assert heartbeat is not None
    assert heartbeat.url == "https://alive.example.com/x"


def test_the_config_of_the_service_is_a_good_one() -> None:
    deployment = load_deployment(ROOT / "deploy" / "config.py")
    assert str(deployment.data_dir) == "/var/lib/tocsin"
    assert deployment.web == Web(
        host="127.0.0.1", port=8080, public_url="https://tocsin.example.org"
    )
    assert deployment.log == "json"


def test_the_bounds_of_the_loops_are_those_that_hold() -> None:
    told = dict(re.findall(r"^\| `(.+)` \| (\d+) s \|$", PAGE, re.MULTILINE))
    assert {int(seconds) for seconds in told.values()} == {
        int(one) for one in (*(size.longest_s for size in SIZES.values()), LONGEST_SWEEP_S)
    }
    for pool, size in SIZES.items():
        (loops,) = [names for names in told if f"{pool}-" in names]
        assert f"{pool}-{size.always - 1}" in loops
        assert int(told[loops]) == size.longest_s


def test_every_address_of_the_web_server_is_told() -> None:
    app = create_app(FakeSystem().services())
    every = {route.path for route in app.routes if isinstance(route, APIRoute)}
    paths = {re.sub(r"[{](\w+)[}]", r"<\1>", path.rstrip("/")) for path in every}
    assert len(paths) >= 9
    assert [path for path in sorted(paths) if f"{path}`" not in PAGE] == []


def test_every_metric_is_told() -> None:
    counters = Counters()
    counters.watch(MemoryStore(), lambda: datetime.now(UTC))
    counters.watch_ignored({})
    counters.watch_queries({})
    counters.count(RefusedRequests())
    families = re.findall(r"^# TYPE (\w+) (\w+)$", counters.text().decode(), re.MULTILINE)
    names = {name for name, kind in families if not name.endswith("_created")}
    assert len(names) >= 8
    assert [name for name in sorted(names) if f"| `{name}` |" not in PAGE] == []
