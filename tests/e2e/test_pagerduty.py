"""A team that is rung through PagerDuty: real processes, real sockets, signed webhooks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counterparts.pagerduty.account import Incident, Shift
from tests.counterparts.pagerduty.hooks import HEADER, event, incident, note, signature
from tests.counterparts.pagerduty.judge import judge_there
from tests.counterparts.pagerduty.pagerduty import TOKEN as PD_TOKEN
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import Answer, ask, post_json
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.config import load_teams
from tocsin.testing import FarEnd

pytestmark = pytest.mark.e2e

SECRET = "pd-h00k-secret-of-the-service"
ALERT = {"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}
SECTIONS = """
[paging.pd]
type = "pagerduty"
base_url = "{url}"
token = {{ env = "PD_TOKEN" }}
service = "PSVC001"
from_email = "tocsin@example.org"
webhook_secret = {{ env = "PD_HOOK" }}

[schedules.pd]
type = "pagerduty"
base_url = "{url}"
token = {{ env = "PD_TOKEN" }}

[severities.P1]
paging = ["pd", "hook"]
"""


@pytest.fixture
def pd(monkeypatch: pytest.MonkeyPatch) -> Iterator[PagerDuty]:
    """An account in which the people of the team are known; every request is judged."""
    monkeypatch.setenv("PD_TOKEN", PD_TOKEN)
    monkeypatch.setenv("PD_HOOK", SECRET)
    with FarEnd() as far_end:
        made = PagerDuty(far_end, judge_there())
        made.account.users = {
            "PUANA01": ("Ana Reyes", "ana@example.com"),
            "PUBO001": ("Bo Lindqvist", "bo@example.com"),
            "PUBOT01": ("Tocsin", "tocsin@example.org"),
        }
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, pd: PagerDuty, sink: PageSink) -> Deployment:
    """A team whose first tool is PagerDuty, and the second the webhook."""
    made = deploy(tmp_path / "shop", pager=sink.url, more=SECTIONS.format(url=pd.rest_url))
    text = made.team_file.read_text(encoding="utf-8")
    known = 'name = "Ana Reyes"\naccounts = { pagerduty = "PUANA01" }'
    made.team_file.write_text(text.replace('name = "Ana Reyes"', known), encoding="utf-8")
    return made


def comes(what: Callable[[], bool]) -> None:
    until = time.monotonic() + COMES_S
    while not what():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.05)


def rings(shop: Deployment, pd: PagerDuty) -> Incident:
    assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
    comes(lambda: any(pd.account.keyed("INC-1.p1")))
    return pd.incident("INC-1.p1")


def tell(shop: Deployment, body: bytes, *secrets: str) -> Answer:
    return ask("POST", shop.url("/hooks/shop/pd"), body, {HEADER: signature(body, *secrets)})


def exported(shop: Deployment) -> dict[str, object]:
    found: dict[str, object] = json.loads(shop.run("export", "INC-1").stdout)
    return found


def types(shop: Deployment) -> list[tuple[str, str]]:
    timeline = exported(shop)["timeline"]
    assert isinstance(timeline, list)
    return [(one["type"], one["by"]) for one in timeline]


def test_answered_there_by_a_process_killed_after_its_answer_the_ladder_ends_once(
    shop: Deployment, pd: PagerDuty, sink: PageSink
) -> None:
    with running(shop, "--no-input") as bot:
        there = rings(shop, pd)
        assert there.assigned == ["PUANA01"]
        there.status = "acknowledged"
        body = event("incident.acknowledged", incident(there))
        said = tell(shop, body, "of-before-the-change", SECRET)
        bot.process.kill()
        assert (said.status, said.json()) == (202, {"incident": "INC-1"})
        bot.wait()

    with running(shop, "--no-input") as bot:
        assert tell(shop, body, SECRET).json() == {"incident": "INC-1"}
        noted = note(there, "rolled back 4.2")
        assert tell(shop, event("incident.annotated", noted, key="02"), SECRET).status == 202
        told = types(shop)
        assert told.count(("acknowledged", "ana")) == 1
        assert ("noted", "ana") in told
        assert bot.is_well()
    assert sink.calls() == []


def test_forged_malformed_and_unwanted_deliveries_change_nothing(
    shop: Deployment, pd: PagerDuty
) -> None:
    with running(shop, "--no-input") as bot:
        there = rings(shop, pd)
        right = event("incident.acknowledged", incident(there))
        assert tell(shop, right, "of-a-stranger").status == 401
        assert ask("POST", shop.url("/hooks/shop/pd"), right).status == 401
        assert tell(shop, b'{"event": []}', SECRET).status == 400
        for kind in ("incident.triggered", "pagey.ping", "incident.unheard_of"):
            unwanted = event(kind, incident(there), key=kind)
            assert tell(shop, unwanted, SECRET).status == 202
        assert "acknowledged" not in dict(types(shop))
        assert bot.is_well()


def test_while_it_refuses_the_next_tool_rings_and_the_timeline_says_why(
    shop: Deployment, pd: PagerDuty, sink: PageSink
) -> None:
    pd.scopes = {"read"}
    with running(shop, "--no-input") as bot:
        assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
        assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"
        bot.out.wait_for(
            r"pd did not take the page for Ana Reyes \(PagerDuty answered 403\. Access Denied: "
            r"this token may not do that\); "
            "hook rings as well",
            COMES_S,
        )
        assert "PagerDuty answered 403. Access Denied" in str(exported(shop)["timeline"])
        assert bot.is_well()


def test_answered_in_the_chat_it_is_silent_there(shop: Deployment, pd: PagerDuty) -> None:
    with running(shop) as bot:
        there = rings(shop, pd)
        bot.say("@ana #INC-1: !incident ack")
        comes(lambda: there.status == "acknowledged" and bool(there.notes))
        assert there.notes[0][1] == "Tocsin: Ana Reyes answered INC-1 in the chat."
        assert bot.is_well()


def test_check_live_says_what_is_right_and_what_is_not(shop: Deployment, pd: PagerDuty) -> None:
    text = shop.team_file.read_text(encoding="utf-8")
    level = '[oncall.primary]\nschedule = "pd"\nid = "PSCHED1"'
    shop.team_file.write_text(
        text.replace('[oncall.primary]\npeople = ["ana"]', level), encoding="utf-8"
    )
    pd.account.shifts = [Shift(user="PUANA01", schedule="PSCHED1")]
    done = shop.run("check", "--live")
    assert done.returncode == 0, done.stdout
    assert "ok      shop: paging.pd: the service PSVC001" in done.stdout
    assert "ok      shop: schedules.pd: the schedule of oncall.primary" in done.stdout
    assert 'accounts = { pagerduty = "PUBO001" } under [people.bo]' in done.stdout
    assert PD_TOKEN not in done.stdout + done.stderr

    pd.account.services.clear()
    pd.account.shifts.clear()
    pd.account.schedules.clear()
    done = shop.run("check", "--live")
    assert done.returncode == 1
    assert "FAULT   shop: paging.pd: the service PSVC001: PagerDuty answered 404." in done.stdout
    assert "PagerDuty has no schedule PSCHED1: check the id." in done.stdout


def test_without_the_plugin_check_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[team]\nname = "Shop"\n[paging.pd]\ntype = "pagerduty"\n', encoding="utf-8")
    said = [str(one) for one in load_teams(tmp_path, {}).problems if "paging.pd" in one.key]
    assert said == [
        f'{file}: paging.pd.type: No paging type "pagerduty" is installed; installed: none. '
        "Try pip install tocsin-pagerduty."
    ]
