"""A team that Splunk tells and that asks Splunk: real processes, killed in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.splunk.head import TOKEN, SearchHead
from tests.counterparts.splunk.hooks import payload
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask
from tests.e2e.killed import check_pages_once_though_killed
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

HOOK = "spl-h00k-token-of-the-team"
ASKED = """
type = "splunk"
base_url = "{url}"
token = {{ env = "SPLUNK_TOKEN" }}
"""
SECTIONS = f"""
[alerts.splunk]
type = "splunk"
token = {{{{ env = "SPLUNK_HOOK" }}}}
base_url = "{{url}}"
api_token = {{{{ env = "SPLUNK_TOKEN" }}}}
[logs.splunk]{ASKED}
[graphs.splunk]{ASKED}
"""


@pytest.fixture
def splunk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchHead]:
    monkeypatch.setenv("SPLUNK_TOKEN", TOKEN)
    monkeypatch.setenv("SPLUNK_HOOK", HOOK)
    with FarEnd() as far_end:
        made = SearchHead(far_end=far_end)
        made.add("db refused", datetime.now(UTC) - timedelta(minutes=3))
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, splunk: SearchHead, sink: PageSink) -> Deployment:
    return deploy(tmp_path / "shop", pager=sink.url, more=SECTIONS.format(url=splunk.url))


def tell(shop: Deployment, token: str = HOOK, raw: bytes = b"", **result: Any) -> Answer:
    address = shop.url(f"/hooks/shop/splunk?token={token}")
    return ask("POST", address, raw or json.dumps(payload(**result)).encode())


def test_a_search_pages_once_though_the_process_is_killed_after_its_answer(
    shop: Deployment, sink: PageSink
) -> None:
    later = datetime.now(UTC).timestamp() + 1
    bot = check_pages_once_though_killed(
        shop,
        sink,
        lambda: tell(shop),
        lambda: tell(shop),
        lambda: tell(shop, at=later),
        lambda: tell(shop, at=later, tocsin_state="ok"),
    )
    assert HOOK not in bot.out.text() + bot.err.text()


def test_forged_and_malformed_deliveries_change_nothing_and_show_no_token(
    shop: Deployment,
) -> None:
    with running(shop, "--no-input") as bot:
        assert tell(shop, "of-a-stranger").status == 401
        assert tell(shop, raw=b'{"text": "x"}').status == 400
        assert tell(shop, raw=b"x" * 1_100_000).status == 413
        assert bot.is_well()
        assert tell(shop).status == 201
        assert HOOK not in bot.out.text() + bot.err.text()


def test_the_room_asks_and_is_answered(shop: Deployment, splunk: SearchHead) -> None:
    with running(shop) as bot:
        assert tell(shop).status == 201
        bot.say("@ana #INC-1: !logs refused 15m")
        bot.out.wait_for(r"\d\d:\d\d:\d\d db refused host=web-1 sourcetype=app", COMES_S)
        bot.say("@ana #INC-1: !graph refused 15m")
        bot.out.wait_for(r"at the end: count: \d", COMES_S)
        bot.say("@ana #INC-1: !logs refused | delete")
        bot.out.wait_for(r"delete is never asked from here", COMES_S)
        assert len(splunk.store.events) == 1
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(
    shop: Deployment, splunk: SearchHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    assert "ok      shop: logs.splunk: a search runs" in done.stdout
    assert "ok      shop: alerts.splunk: reads triggered alerts" in done.stdout

    splunk.capabilities.remove("search")
    done = shop.run("check", "--live")
    assert done.returncode == 1
    assert "FAULT   shop: graphs.splunk: a search runs: Splunk answered 403." in done.stdout

    monkeypatch.setenv("SPLUNK_TOKEN", "another-token-altogether")
    done = shop.run("check", "--live")
    assert "Splunk answered 401. The token may be wrong, switched off or too old." in done.stdout
    assert "another-token-altogether" not in done.stdout + done.stderr


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[logs.s]\ntype = "splunk"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "logs.s" in one.key]
    assert said == [
        f'{file}: logs.s.type: No logs type "splunk" is installed; installed: none. '
        "Try pip install tocsin-splunk."
    ]
