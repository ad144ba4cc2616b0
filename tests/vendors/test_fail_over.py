"""A night with three paging tools, played on a clock: each may be down, and each may answer.

PagerDuty is asked first, Opsgenie second, a webhook third; their accounts are on loopback.
"""

from __future__ import annotations

from tests.counterparts.opsgenie import hooks as og_hooks
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tests.vendors.night import (
    ACK,
    DECLARE,
    OG_SECRET,
    acknowledged_in_opsgenie,
    acknowledged_in_pagerduty,
    actions,
    timeline,
)
from tocsin.testing import Bot, FarEnd


def test_pagerduty_down_opsgenie_rings_and_who_answers_there_ends_the_ladder(
    bot: Bot, pd: PagerDuty, og: Opsgenie, tower: FarEnd
) -> None:
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    assert og.account.alerts == []
    bot.wait(seconds=35)
    assert og.alert("INC-1.p1").responders == [{"type": "user", "username": "ana@example.org"}]
    assert (
        "pd did not take the page for Ana Lima (PagerDuty answered 503); og rings as well"
        in bot.room()
    )
    assert "og rang as well" in timeline(bot)
    assert acknowledged_in_opsgenie(bot, og) == 202
    assert "Ana Lima acknowledged (through og). Nobody else is called." in bot.room()
    pd.far_end.heal()
    bot.wait(hours=3)
    assert {row.to for row in bot.pages()} == {"ana"}
    assert actions(tower) == []


def test_back_again_it_is_silenced_by_the_answer_in_the_other(
    bot: Bot, pd: PagerDuty, og: Opsgenie
) -> None:
    """It took the page and its answer was lost: it rings, and nobody knows."""
    pd.far_end.fail("reset-after", times=1)
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    bot.wait(seconds=45)
    assert acknowledged_in_opsgenie(bot, og) == 202
    pd.far_end.heal()
    bot.wait(minutes=20)
    assert pd.incident("INC-1.p1").status == "acknowledged"


def test_who_answers_in_the_first_silences_the_second(
    bot: Bot, pd: PagerDuty, og: Opsgenie
) -> None:
    og.account.lag = 0
    pd.far_end.fail("reset-after", times=1)
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    bot.wait(seconds=45)
    pd.far_end.heal()
    assert not og.alert("INC-1.p1").acknowledged
    assert acknowledged_in_pagerduty(bot, pd) == 202
    assert "Ana Lima acknowledged (through pd). Nobody else is called." in bot.room()
    bot.wait(minutes=2)
    assert og.alert("INC-1.p1").acknowledged
    assert acknowledged_in_opsgenie(bot, og) == 202
    assert bot.room().count("Nobody else is called.") == 1
    bot.wait(hours=3)
    assert {row.to for row in bot.pages()} == {"ana"}


def test_a_key_that_is_refused_is_no_wait(bot: Bot, pd: PagerDuty, og: Opsgenie) -> None:
    pd.far_end.fail("401")
    og.rights = {"read"}
    bot.say("ana", DECLARE)
    bot.wait(seconds=5)
    assert "og did not take the page for Ana Lima (Opsgenie answered 403." in bot.room()
    assert "hook rings as well" in bot.room()


def test_when_all_fail_the_room_reads_whom_to_call(
    bot: Bot, pd: PagerDuty, og: Opsgenie, tower: FarEnd
) -> None:
    for far_end in (pd.far_end, og.far_end, tower):
        far_end.fail("503")
    bot.say("ana", DECLARE)
    bot.wait(minutes=3)
    assert "No paging tool could reach Ana Lima (pd, og, hook tried)." in bot.room()
    assert "Please call now: Ana Lima +351 555 0101" in bot.room()
    assert "answered 503" in timeline(bot)


def test_the_end_of_the_incident_closes_it_in_each(bot: Bot, pd: PagerDuty, og: Opsgenie) -> None:
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    bot.wait(seconds=45)
    pd.far_end.heal()
    bot.say("ana", ACK)
    bot.wait(minutes=1)
    bot.say("ana", "!incident INC-1 resolve --override it was a drill of ours")
    bot.wait(minutes=1)
    there = og.alert("INC-1.p1")
    assert there.status == "closed"
    assert there.notes == [
        ("Tocsin", "Tocsin: Ana Lima answered INC-1 in the chat."),
        ("Tocsin", "Tocsin: INC-1 was ended by Ana Lima in the chat."),
    ]


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot, pd: PagerDuty, og: Opsgenie) -> None:
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    bot.wait(seconds=45)
    pd.far_end.heal()
    body = og_hooks.action("AddNote", og.alert("INC-1.p1"), note="rolled back 4.2")
    headers = og_hooks.headers(body, OG_SECRET)
    bot.say("ana", ACK)
    for _ in range(2):
        assert bot.post("/hooks/shop/og", body, **headers).status == 202
        bot.wait(days=1)
    bot.restart()
    assert bot.post("/hooks/shop/og", body, **headers).status == 202
    bot.say("ana", "!incident INC-1 resolve --override it was a drill of ours")
    assert timeline(bot).count("rolled back 4.2 (in og)") == 1
