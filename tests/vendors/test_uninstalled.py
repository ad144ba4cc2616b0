"""A paging tool whose plugin is gone when the bot starts again: what is open goes on."""

from __future__ import annotations

from pathlib import Path

from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.vendors.night import DECLARE, timeline
from tocsin.config import load_teams
from tocsin.plugin_manager import load_plugins
from tocsin.testing import Bot

GONE = "paging.pd has no type: 'pagerduty' is not installed"


def test_check_says_one_sentence_with_what_to_install(bot: Bot, tmp_path: Path) -> None:
    found = load_teams(tmp_path / "teams", load_plugins().without("pagerduty").models)
    (said,) = (one for one in found.problems if not one.warning)
    missing = 'paging.pd.type: No paging type "pagerduty" is installed; installed: '
    assert missing in str(said)
    assert ", opsgenie, webhook. Try pip install tocsin-pagerduty." in str(said)
    assert (said.warning, said.stops) == (False, False)
    assert "shop" in found.teams


def test_a_page_that_was_under_way_goes_to_the_next_tool(
    bot: Bot, pd: PagerDuty, og: Opsgenie
) -> None:
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    assert og.account.alerts == []
    bot.restart(without="pagerduty")
    bot.wait(seconds=5)
    assert og.alert("INC-1.p1").responders == [{"type": "user", "username": "ana@example.org"}]
    assert f"pd did not take the page for Ana Lima ({GONE}); og rings as well" in bot.room()
    assert GONE in timeline(bot)


def test_who_rang_before_is_not_rung_again_and_the_next_step_uses_the_next_tool(
    bot: Bot, pd: PagerDuty, og: Opsgenie
) -> None:
    bot.say("ana", DECLARE)
    bot.wait(minutes=1)
    assert len(pd.account.incidents) == 1
    bot.restart(without="pagerduty")
    bot.wait(minutes=5)
    assert [one.responders[0]["username"] for one in og.account.alerts] == ["bo@example.org"]
    bot.say("bo", "!incident INC-1 ack")
    bot.wait(minutes=1)
    assert og.account.alerts[0].acknowledged
    bot.say("bo", "!incident INC-1 resolve --override it was a drill of ours")
    bot.wait(minutes=1)
    assert og.account.alerts[0].status == "closed"


def test_put_back_it_rings_again(bot: Bot, pd: PagerDuty, og: Opsgenie) -> None:
    bot.say("ana", DECLARE)
    bot.restart(without="nothing")
    bot.wait(minutes=6)
    assert len(pd.account.incidents) == 2
    assert og.account.alerts == []
