"""A team that Datadog tells and is asked: real processes, real sockets, killed in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts.datadog.account import Entry, Group, Monitor, a_series
from tests.counterparts.datadog.datadog import API_KEY, APP_KEY, Datadog
from tests.counterparts.datadog.hooks import body, variables
from tests.counterparts.datadog.judge import judge_there
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask
from tests.e2e.killed import check_pages_once_though_killed
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

TOKEN = "dd-h00k-token-of-the-team"
KEYS = """
type = "datadog"
base_url = "{url}"
api_key = {{ env = "DD_API" }}
app_key = {{ env = "DD_APP" }}
"""
SECTIONS = f"""
[alerts.dd]{KEYS}
token = {{{{ env = "DD_HOOK" }}}}
[logs.dd]{KEYS}
[graphs.dd]{KEYS}
[changes.dd]{KEYS}
"""


@pytest.fixture
def dd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Datadog]:
    """An account; every request and every answer is judged."""
    monkeypatch.setenv("DD_API", API_KEY)
    monkeypatch.setenv("DD_APP", APP_KEY)
    monkeypatch.setenv("DD_HOOK", TOKEN)
    with FarEnd() as far_end:
        made = Datadog(far_end, judge_there())
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, dd: Datadog, sink: PageSink) -> Deployment:
    return deploy(tmp_path / "shop", pager=sink.url, more=SECTIONS.format(url=dd.url))


def tell(shop: Deployment, transition: str, token: str = TOKEN, **known: str) -> Answer:
    raw = body(variables(transition, **known))
    return ask("POST", shop.url("/hooks/shop/dd"), raw, {"Authorization": f"Bearer {token}"})


def test_a_monitor_pages_once_though_the_process_is_killed_after_its_answer(
    shop: Deployment, sink: PageSink
) -> None:
    first = {"ALERT_PRIORITY": "P1"}
    later = {**first, "DATE": str(int(datetime.now(UTC).timestamp() * 1000) + 1000)}
    check_pages_once_though_killed(
        shop,
        sink,
        lambda: tell(shop, "Triggered", **first),
        lambda: tell(shop, "Triggered", **first),
        lambda: tell(shop, "Renotify", **later),
        lambda: tell(shop, "Recovered", **later),
    )


def test_forged_malformed_and_unwanted_deliveries_change_nothing(shop: Deployment) -> None:
    with running(shop, "--no-input") as bot:
        assert tell(shop, "Triggered", "of-a-stranger").status == 401
        raw = body(variables("Triggered"))
        assert ask("POST", shop.url("/hooks/shop/dd"), raw).status == 401
        known = {"Authorization": f"Bearer {TOKEN}"}
        said = ask("POST", shop.url("/hooks/shop/dd"), b'{"title": "[Triggered]"}', known)
        assert said.status == 400
        assert "paste the payload of the README" in str(said.json())
        assert ask("POST", shop.url("/hooks/shop/dd"), b"x" * 300_000, known).status == 413
        assert tell(shop, "Of tomorrow").status == 202
        assert tell(shop, "Triggered", ALERT_ID="$ALERT_ID").status == 202
        assert bot.is_well()
        assert tell(shop, "Triggered").status == 201


def test_the_room_asks_and_is_answered(shop: Deployment, dd: Datadog) -> None:
    at = datetime.now(UTC) - timedelta(minutes=3)
    dd.account.logs = [Entry(message="db refused", at=at)]
    dd.account.series = [a_series("system.load.1", "host:web-1", [1.0, 8.5], until=at)]
    dd.account.monitors = [Monitor(id=8, name="Disk", groups=[Group(scope="*", since=at)])]
    with running(shop) as bot:
        assert tell(shop, "Triggered").status == 201
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"db refused service=checkout host=web-1 status=error", COMES_S)
        bot.say('@ana #INC-1: !graph "avg:system.load.1{*}" 15m')
        bot.out.wait_for(r"system\.load\.1 host:web-1: 8\.5", COMES_S)
        bot.say("@ana #INC-1: !alerts")
        bot.out.wait_for(r"Disk, since .* https://app\.datadoghq\.com/monitors/8", COMES_S)
        dd.account.scopes.discard("logs_read_data")
        bot.say('@ana #INC-1: !logs "refused" 15m')
        bot.out.wait_for(r"the application key needs the scope logs_read_data", COMES_S)
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(
    shop: Deployment, dd: Datadog, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    assert "ok      shop: alerts.dd: both keys are right, and the site is" in done.stdout
    assert "ok      shop: logs.dd: the application key reads logs" in done.stdout

    dd.account.scopes.discard("timeseries_query")
    done = shop.run("check", "--live")
    assert done.returncode == 1
    wanted = "FAULT   shop: graphs.dd: the application key queries metrics: Datadog answered 403."
    assert wanted in done.stdout
    assert "the application key needs the scope timeseries_query." in done.stdout

    monkeypatch.setenv("DD_APP", "another-key-altogether")
    done = shop.run("check", "--live")
    assert "Datadog answered 403. Check both keys and the site." in done.stdout
    assert not any(key in done.stdout + done.stderr for key in (API_KEY, "another-key-altogether"))


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[logs.dd]\ntype = "datadog"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "logs.dd" in one.key]
    assert said == [
        f'{file}: logs.dd.type: No logs type "datadog" is installed; installed: none. '
        "Try pip install tocsin-datadog."
    ]
