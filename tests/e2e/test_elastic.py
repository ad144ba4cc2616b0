"""A team that rules tell and that asks a cluster: real processes, killed in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.counterparts.elastic.cluster import API_KEY, Cluster
from tests.counterparts.elastic.hooks import body
from tests.counterparts.elastic.judge import judge_there
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask
from tests.e2e.killed import check_pages_once_though_killed
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

TOKEN = "es-h00k-token-of-the-team"
ASKED = """
type = "elastic"
base_url = "{url}"
api_key = {{ env = "ES_KEY" }}
indices = ["logs-*"]
pages_url = "https://kibana.example.com"
"""
SECTIONS = f"""
[alerts.es]
type = "elastic"
token = {{{{ env = "ES_HOOK" }}}}
base_url = "{{url}}"
api_key = {{{{ env = "ES_KEY" }}}}
[logs.es]{ASKED}
[graphs.es]{ASKED}
"""


@pytest.fixture
def es(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster; every request and every answer is judged."""
    monkeypatch.setenv("ES_KEY", API_KEY)
    monkeypatch.setenv("ES_HOOK", TOKEN)
    with FarEnd() as far_end:
        made = Cluster(far_end=far_end, judge=judge_there())
        made.add("logs-1", "db refused", datetime.now(UTC) - timedelta(minutes=3))
        made.alert("r0", "*", datetime.now(UTC) - timedelta(hours=3), status="recovered")
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, es: Cluster, sink: PageSink) -> Deployment:
    return deploy(tmp_path / "shop", pager=sink.url, more=SECTIONS.format(url=es.url))


def tell(shop: Deployment, token: str = TOKEN, **known: str) -> Answer:
    headers = {"Authorization": f"Bearer {token}"}
    return ask("POST", shop.url("/hooks/shop/es"), body("Kibana", 0, **known), headers)


def test_a_rule_pages_once_though_the_process_is_killed_after_its_answer(
    shop: Deployment, sink: PageSink
) -> None:
    later = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    check_pages_once_though_killed(
        shop,
        sink,
        lambda: tell(shop),
        lambda: tell(shop),
        lambda: tell(shop, date=later),
        lambda: tell(shop, date=later, alert__actionGroup="recovered"),
    )


def test_forged_malformed_and_unwanted_deliveries_change_nothing(shop: Deployment) -> None:
    with running(shop, "--no-input") as bot:
        assert tell(shop, "of-a-stranger").status == 401
        known = {"Authorization": f"Bearer {TOKEN}"}
        said = ask("POST", shop.url("/hooks/shop/es"), b'{"rule": "r"}', known)
        assert said.status == 400
        assert "paste a payload of the README" in str(said.json())
        assert ask("POST", shop.url("/hooks/shop/es"), b"x" * 300_000, known).status == 413
        assert tell(shop, rule__id="").status == 202
        assert bot.is_well()
        assert tell(shop).status == 201


def test_the_room_asks_and_is_answered(shop: Deployment, es: Cluster) -> None:
    with running(shop) as bot:
        assert tell(shop).status == 201
        bot.say("@ana #INC-1: !logs refused 15m")
        bot.out.wait_for(r"\d\d:\d\d:\d\d db refused", COMES_S)
        bot.say("@ana #INC-1: !logs not message:other and message:(db or web) 15m")
        bot.out.wait_for(r"\d\d:\d\d:\d\d db refused", COMES_S)
        es.alert("r1", "*", datetime.now(UTC) - timedelta(minutes=3), rule__name="Queue is full")
        bot.say("@ana #INC-1: !alerts")
        bot.out.wait_for(r"Queue is full", COMES_S)
        bot.say("@ana #INC-1: !graph refused 15m")
        bot.out.wait_for(r"at the end: entries: \d", COMES_S)
        bot.say("@ana #INC-1: !logs FROM secret-1")
        bot.out.wait_for(r"secret-1 is not in the section; read FROM logs-\*", COMES_S)
        es.trouble.busy = True
        bot.say("@ana #INC-1: !logs refused")
        bot.out.wait_for(r"es takes no more questions just now", COMES_S)
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(
    shop: Deployment, es: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    assert "ok      shop: logs.es: reads logs-*" in done.stdout
    assert "ok      shop: alerts.es: reads which alerts fire" in done.stdout
    assert "ok      shop: graphs.es: the time field @timestamp" in done.stdout

    es.time_type = "text"
    done = shop.run("check", "--live")
    assert done.returncode == 1
    assert "FAULT   shop: logs.es: the time field @timestamp: It is text there" in done.stdout

    monkeypatch.setenv("ES_KEY", "another-key-altogether")
    done = shop.run("check", "--live")
    assert "Elasticsearch answered 401. Check the key or the password." in done.stdout
    assert not any(key in done.stdout + done.stderr for key in (API_KEY, "another-key-altogether"))


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[logs.es]\ntype = "elastic"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "logs.es" in one.key]
    assert said == [
        f'{file}: logs.es.type: No logs type "elastic" is installed; installed: none. '
        "Try pip install tocsin-elastic."
    ]
