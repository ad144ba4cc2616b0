"""A mitigation is recorded at PagerDuty by a process that is killed in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counterparts.pagerduty.judge import judge_there
from tests.counterparts.pagerduty.pagerduty import KEY, TOKEN, PagerDuty
from tests.e2e.bot import Bot, running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.sink import PageSink
from tests.patience import COMES_S
from tocsin.testing import Answer, Arrived, FarEnd

pytestmark = pytest.mark.e2e

SECTION = """
[changes.pd]
type = "pagerduty"
base_url = "{rest}"
events_base_url = "{events}"
token = {{ env = "PD_TOKEN" }}
routing_key = {{ env = "PD_ROUTING_KEY" }}
"""
LINES = (
    "!incident declare checkout returns 500s p1",
    "!incident INC-1 ack",
    "!incident INC-1 take ic",
    "!incident INC-1 mitigate rollback checkout 4.2",
    "!incident INC-1 approve",
    "!incident INC-1 done 1",
)


@pytest.fixture
def pd(monkeypatch: pytest.MonkeyPatch) -> Iterator[PagerDuty]:
    """An account; every request is judged."""
    monkeypatch.setenv("PD_TOKEN", TOKEN)
    monkeypatch.setenv("PD_ROUTING_KEY", KEY)
    with FarEnd() as far_end:
        made = PagerDuty(far_end, judge_there())
        yield made
        assert made.faults == []


@pytest.fixture
def shop(tmp_path: Path, pd: PagerDuty, sink: PageSink) -> Deployment:
    more = SECTION.format(rest=pd.rest_url, events=pd.events_url)
    return deploy(tmp_path / "shop", pager=sink.url, more=more)


def comes(what: Callable[[], bool]) -> None:
    until = time.monotonic() + COMES_S
    while not what():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.05)


def mitigated(bot: Bot) -> None:
    for line in LINES:
        bot.say(f"@ana: {line}")


def test_killed_after_pagerduty_took_it_it_is_there_once_after_the_start(
    shop: Deployment, pd: PagerDuty
) -> None:
    taken = pd.change_event
    with running(shop) as bot:

        def take_and_die(asked: Arrived) -> Answer:
            answer = taken(asked)
            bot.process.kill()
            return answer

        pd.far_end.on("POST", "/v2/change/enqueue", take_and_die)
        mitigated(bot)
        bot.wait()
    assert len(pd.account.changes) == 1
    read_before = len(pd.asked("GET /change_events"))

    with running(shop) as bot:
        comes(lambda: len(pd.asked("GET /change_events")) > read_before)
        bot.say("@ana: !changes 1h")
        bot.out.wait_for("INC-1, rollback: checkout 4.2", COMES_S)
        assert bot.is_well()
    assert len(pd.asked("POST /change/enqueue")) == 1
    assert [change["summary"] for change in pd.account.changes] == ["INC-1, rollback: checkout 4.2"]


def test_a_wrong_key_is_one_sentence_in_the_room(
    shop: Deployment, pd: PagerDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_ROUTING_KEY", "R0UT1NGKEY-0F-N0B0DY")
    with running(shop) as bot:
        mitigated(bot)
        bot.out.wait_for(
            "could not be told of a mitigation that was made: PagerDuty answered 400", COMES_S
        )
        assert bot.is_well()
        assert "N0B0DY" not in bot.out.text() + bot.err.text()
    assert pd.account.changes == []


def test_check_live_looks_at_the_key_and_leaves_nothing(shop: Deployment, pd: PagerDuty) -> None:
    done = shop.run("check", "--live")
    assert "ok      shop: changes.pd: routing_key is an integration key" in done.stdout
    assert (pd.account.changes, pd.account.incidents) == ([], {})
