"""An account that takes a page and never says what became of it: each try waits for that."""

from __future__ import annotations

from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.vendors.night import DECLARE, actions, timeline
from tocsin.testing import Bot, FarEnd


def test_taken_and_never_confirmed_the_next_rings_as_well_with_the_reason(
    bot: Bot, pd: PagerDuty, og: Opsgenie, tower: FarEnd
) -> None:
    pd.far_end.fail("503")
    og.account.is_stuck = True
    bot.say("ana", DECLARE)
    bot.wait(seconds=90)
    assert actions(tower) == ["trigger INC-1.p1"]
    said = "Opsgenie took the request and did not say in time what became of it"
    assert f"og did not take the page for Ana Lima ({said}); hook rings as well" in bot.room()
    assert said in timeline(bot)
    og.account.work()
    assert [(one.alias, one.status) for one in og.account.alerts] == [("INC-1.p1", "open")]
