"""Changes that responders made, recorded as change events of PagerDuty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.counterparts.pagerduty.pagerduty import KEY, PAYMENTS_KEY, PagerDuty
from tests.vendors.mitigated import DECLARE, TEAM, TITLE, mitigated
from tocsin.errors import ProviderError
from tocsin.providers import ProviderContext, Secret
from tocsin.testing import Bot, a_bot, a_call, a_made_change
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig

Make = Callable[..., ChangeEvents]
KEYS = {"routing_key": Secret("PD_KEY"), "routing_keys": {"payments": Secret("PD_PAYMENTS_KEY")}}


@pytest.fixture
def tool(pd: PagerDuty, context: ProviderContext) -> Iterator[Make]:
    made: list[ChangeEvents] = []

    def make(**changed: Any) -> ChangeEvents:
        usual = {
            "base_url": pd.rest_url,
            "events_base_url": pd.events_url,
            "token": Secret("PD_TOKEN"),
            **KEYS,
        }
        made.append(ChangeEvents(ChangesConfig.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_what_is_sent_says_what_was_done_by_whom_and_when(tool: Make, pd: PagerDuty) -> None:
    change = a_made_change()
    tool().record(change, a_call(change.key))
    (sent,) = pd.asked("POST /change/enqueue")
    assert sent.json() == {
        "routing_key": KEY,
        "payload": {
            "summary": "INC-42, rollback: checkout 4.3 → 4.2",
            "timestamp": "2026-11-23T10:30:00Z",
            "source": "Tocsin",
            "custom_details": {
                "tocsin": change.key,
                "incident": "INC-42",
                "mitigation": "rollback",
                "service": "checkout",
                "reported by": "Bo Olsen",
            },
        },
        "links": [{"href": "https://tickets.example.org/OPS-7", "text": "INC-42"}],
    }


def test_a_service_with_a_key_of_its_own_shows_its_own_changes(tool: Make, pd: PagerDuty) -> None:
    change = a_made_change(service="payments", link="")
    tool().record(change, a_call(change.key))
    (sent,) = pd.asked("POST /change/enqueue")
    assert sent.json()["routing_key"] == PAYMENTS_KEY
    assert sent.json()["links"] == []


def test_without_a_key_nothing_can_be_recorded(tool: Make) -> None:
    assert tool(routing_key=None, routing_keys={}).capabilities == frozenset()
    assert tool().capabilities == {"record"}


def test_a_key_that_is_refused_is_said_with_what_to_check(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_KEY", "R0UT1NGKEY-0F-N0B0DY")
    change = a_made_change()
    with pytest.raises(ProviderError, match="does not know the integration key") as caught:
        tool().record(change, a_call(change.key))
    assert not caught.value.retryable
    assert "N0B0DY" not in str(caught.value)


def test_keys_for_single_services_need_one_for_all_others() -> None:
    told = {"token": Secret("PD_TOKEN"), "routing_keys": KEYS["routing_keys"]}
    with pytest.raises(ValidationError, match="routing_keys needs routing_key"):
        ChangesConfig.model_validate(told)


def test_check_looks_at_each_key_and_leaves_nothing_there(
    tool: Make, pd: PagerDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_PAYMENTS_KEY", "R0UT1NGKEY-0F-N0B0DY")
    found = {one.what: one.verdict for one in tool().examine((), a_call())}
    assert found["routing_key is an integration key"] == "ok"
    assert found["routing_keys.payments is an integration key"] == "fault"
    assert pd.account.changes == []
    assert pd.account.incidents == {}


SECTION = """\
[changes.pd]
type = "pagerduty"
base_url = "{rest}"
events_base_url = "{events}"
token = {{ env = "PD_TOKEN" }}
routing_key = {{ env = "PD_KEY" }}
"""


@pytest.fixture
def bot(pd: PagerDuty, tmp_path: Path) -> Iterator[Bot]:
    text = TEAM + SECTION.format(rest=pd.rest_url, events=pd.events_url)
    with a_bot(text, folder=tmp_path) as made:
        yield made


def test_a_mitigation_is_a_change_event_that_everybody_reads_once(bot: Bot, pd: PagerDuty) -> None:
    mitigated(bot)
    bot.wait(seconds=30)
    (made,) = pd.account.changes
    assert made["summary"] == TITLE
    assert bot.say("ana", "!changes 1h").count(TITLE) == 1


def test_what_may_have_arrived_is_looked_for_and_sent_once(bot: Bot, pd: PagerDuty) -> None:
    pd.far_end.fail("reset-after", times=1)
    mitigated(bot)
    bot.wait(minutes=5)
    assert [one["summary"] for one in pd.account.changes] == [TITLE]
    assert len(pd.asked("POST /change/enqueue")) == 1


def test_while_pagerduty_is_down_nothing_waits_for_it(bot: Bot, pd: PagerDuty) -> None:
    pd.far_end.fail("503")
    mitigated(bot)
    assert "monitoring" in bot.say("ana", "!incident INC-1 mitigated")
    bot.wait(minutes=20)
    assert pd.account.changes == []
    pd.far_end.heal()
    bot.wait(minutes=20)
    assert [one["summary"] for one in pd.account.changes] == [TITLE]


@pytest.mark.parametrize("flag", ["--drill", "--private"])
def test_practice_and_what_is_private_stay_away(bot: Bot, pd: PagerDuty, flag: str) -> None:
    mitigated(bot, f"{DECLARE} {flag}")
    bot.wait(minutes=5)
    assert pd.asked("POST /change/enqueue") == []
