"""A team that New Relic tells and is asked: real processes, real sockets, killed in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NUMBER, Issue
from tests.counterparts.newrelic.hooks import ISSUE, basic, bearer, body, custom
from tests.counterparts.newrelic.newrelic import KEY, NewRelic
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask
from tests.e2e.killed import check_pages_once_though_killed
from tests.e2e.sink import PageSink
from tests.patience import COMES_S, until
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

TOKEN = "nr-h00k-token-of-the-team"
ASKS = f"""
type = "newrelic"
base_url = "{{url}}"
key = {{{{ env = "NR_KEY" }}}}
account = {NUMBER}
"""
SECTIONS = f"""
[alerts.nr]{ASKS}
token = {{{{ env = "NR_HOOK" }}}}
[logs.nr]{ASKS}
[graphs.nr]{ASKS}
[changes.nr]{ASKS}
"""


@pytest.fixture
def nr(monkeypatch: pytest.MonkeyPatch) -> Iterator[NewRelic]:
    """An account; every document is one that the schema takes."""
    monkeypatch.setenv("NR_KEY", KEY)
    monkeypatch.setenv("NR_HOOK", TOKEN)
    with FarEnd() as far_end:
        made = NewRelic(far_end)
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, nr: NewRelic, sink: PageSink) -> Deployment:
    return deploy(tmp_path / "shop", pager=sink.url, more=SECTIONS.format(url=nr.url))


def tell(shop: Deployment, happened: str, **changed: Any) -> Answer:
    return ask("POST", shop.url("/hooks/shop/nr"), body(happened, **changed), bearer(TOKEN))


def test_an_issue_pages_once_though_the_process_is_killed_after_its_answer(
    shop: Deployment, sink: PageSink
) -> None:
    happened = ("created", "activated", "more", "closed")
    later = (partial(tell, shop, what) for what in happened)
    check_pages_once_though_killed(shop, sink, lambda: tell(shop, "created"), *later)


def test_an_issue_is_acknowledged_and_closed_though_the_process_is_killed_in_between(
    shop: Deployment, nr: NewRelic, sink: PageSink
) -> None:
    issue = Issue(id=ISSUE, title="Errors", created=datetime.now(UTC))
    nr.account.issues = [issue]
    nr.fails_with = {"message": "try later", "extensions": {"errorClass": "SERVER_ERROR"}}
    with running(shop, "--no-input") as bot:
        tell(shop, "created")
        sink.wait_for("trigger")
        assert shop.run("say", "INC-1 ack", "--as", "ana").returncode == 0
        bot.process.kill()
        bot.wait()
    assert not issue.acknowledged
    nr.fails_with = None
    with running(shop, "--no-input"):
        until(lambda: issue.acknowledged)
        assert shop.run("say", "INC-1 accept", "--as", "ana").returncode == 0
        done = shop.run("say", "INC-1 resolve --override a load test of ours", "--as", "ana")
        assert done.returncode == 0, done.stdout
        until(lambda: issue.state == "CLOSED")


def test_forged_malformed_and_unwanted_deliveries_change_nothing(shop: Deployment) -> None:
    place = shop.url("/hooks/shop/nr")
    with running(shop, "--no-input") as bot:
        for headers in (bearer("x"), basic("x"), custom("x"), basic(TOKEN, "somebody"), {}):
            assert ask("POST", place, body("activated"), headers).status == 401
        said = ask("POST", place, b'{"title": "x"}', bearer(TOKEN))
        assert said.status == 400
        assert "use the payload of the README" in str(said.json())
        deep = b'{"id":' + b"[" * 100_000
        assert ask("POST", place, deep, bearer(TOKEN)).status == 400
        assert ask("POST", place, b"x" * 300_000, bearer(TOKEN)).status == 413
        assert tell(shop, "activated", state="OF_TOMORROW").status == 202
        assert tell(shop, "acknowledged").status == 202
        assert bot.is_well()
        assert ask("POST", place, body("created"), basic(TOKEN)).status == 201
        assert ask("POST", place, body("activated"), custom(TOKEN)).status == 202


def test_the_room_asks_and_is_answered(shop: Deployment, nr: NewRelic) -> None:
    at = datetime.now(UTC) - timedelta(minutes=3)
    nr.account.keep("Log", at, message="db refused", level="ERROR")
    nr.account.keep("Transaction", at, duration=8.5)
    nr.account.issues = [Issue(id="i1", title="Disk", created=at)]
    with running(shop) as bot:
        assert tell(shop, "activated").status == 201
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"db refused level=ERROR", COMES_S)
        bot.say('@ana #INC-1: !graph "SELECT average(duration) FROM Transaction" 15m')
        bot.out.wait_for(r"average\.duration: 8\.5", COMES_S)
        bot.say("@ana #INC-1: !alerts")
        bot.out.wait_for(r"Disk, since .* https://one\.newrelic\.com/alerts/issue\?id=i1", COMES_S)
        nr.account.forbidden = {"nrql"}
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"New Relic does not let this key do that", COMES_S)
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(
    shop: Deployment, nr: NewRelic, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    seen = f"the key is right, and sees the account {NUMBER}"
    assert f"ok      shop: alerts.nr: {seen}" in done.stdout
    assert "ok      shop: logs.nr: the key queries logs" in done.stdout

    nr.account.forbidden = {"aiIssues"}
    done = shop.run("check", "--live")
    assert done.returncode == 1
    assert "FAULT   shop: alerts.nr: the key reads issues: New Relic does not let" in done.stdout

    monkeypatch.setenv("NR_KEY", "another-key-altogether")
    done = shop.run("check", "--live")
    assert "Check that the key is a user key (NRAK-…), and the region." in done.stdout
    assert not any(key in done.stdout + done.stderr for key in (KEY, "another-key-altogether"))


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[logs.nr]\ntype = "newrelic"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "logs.nr" in one.key]
    assert said == [
        f'{file}: logs.nr.type: No logs type "newrelic" is installed; installed: none. '
        "Try pip install tocsin-newrelic."
    ]
