"""A night with PagerDuty, played on a clock: it is down, the next tool rings, it is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counterparts.pagerduty.hooks import HEADER, event, incident, note, reply, signature
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tocsin.testing import Bot, FarEnd, a_bot

TEAM = """\
[team]
name = "Shop"
timezone = "UTC"
[people.ana]
name = "Ana Lima"
email = "ana@example.org"
accounts = {{ pagerduty = "PUANA01" }}
[people.bo]
name = "Bo Olsen"
email = "bo@example.org"
accounts = {{ pagerduty = "PUBO001" }}
[people.eva]
name = "Eva Okafor"
phone = "+1 555 0100"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "eva"
leadership = ["eva"]
[severities.P1]
paging = ["pd", "hook"]
[paging.pd]
type = "pagerduty"
base_url = "{rest}"
token = {{ env = "PD_TOKEN" }}
service = "PSVC001"
from_email = "tocsin@example.org"
webhook_secret = {{ env = "PD_HOOK" }}
join = {join}
[paging.hook]
type = "webhook"
url = "{hook}"
secret = {{ env = "HOOK_KEY" }}
"""
SECRET = "pd-h00k-secret-of-today"
DECLARE = "!incident declare checkout returns 500s p1"


@pytest.fixture
def tower(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarEnd]:
    """The tool that rings when PagerDuty does not."""
    monkeypatch.setenv("HOOK_KEY", "k3y-of-the-tower")
    with FarEnd() as made:
        yield made


@pytest.fixture(params=[False])
def bot(
    request: pytest.FixtureRequest, pd: PagerDuty, tower: FarEnd, tmp_path: Path
) -> Iterator[Bot]:
    join = str(request.param).lower()
    text = TEAM.format(rest=pd.rest_url, hook=f"{tower.url}/page", join=join)
    with a_bot(text, folder=tmp_path) as made:
        yield made


def tell(bot: Bot, body: bytes) -> int:
    told = bot.post("/hooks/shop/pd", body, **{HEADER: signature(body, SECRET)})
    return told.status


def actions(tower: FarEnd) -> list[str]:
    return [f"{one.json()['action']} {one.json()['page_id']}" for one in tower.arrived]


def test_while_it_is_down_the_next_tool_rings_and_it_is_silenced_when_it_is_back(
    bot: Bot, pd: PagerDuty, tower: FarEnd
) -> None:
    pd.far_end.fail("503")
    bot.say("ana", DECLARE)
    assert actions(tower) == []
    bot.wait(seconds=35)
    assert actions(tower) == ["trigger INC-1.p1"]
    assert (
        "pd did not take the page for Ana Lima (PagerDuty answered 503); hook rings as well"
        in bot.room()
    )
    bot.wait(seconds=85)
    pd.far_end.heal()
    bot.wait(minutes=2)
    there = pd.incident("INC-1.p1")
    assert len(pd.account.incidents) == 1

    assert tell(bot, event("incident.acknowledged", incident(there))) == 202
    assert "Ana Lima acknowledged (through pd). Nobody else is called." in bot.room()
    assert actions(tower) == ["trigger INC-1.p1", "acknowledge INC-1.p1"]
    bot.wait(hours=3)
    assert {row.to for row in bot.pages()} == {"ana"}
    assert "PagerDuty answered 503" in bot.say("ana", "!incident INC-1 timeline")


def test_what_may_have_arrived_rings_once(bot: Bot, pd: PagerDuty) -> None:
    """The answer to the page is lost; before it is repeated it is looked for."""
    pd.far_end.fail("reset-after", times=1)
    bot.say("ana", DECLARE)
    bot.wait(minutes=2)
    assert len(pd.account.incidents) == 1
    assert len(pd.asked("POST /incidents")) == 1


def test_the_end_of_the_incident_resolves_it_there(bot: Bot, pd: PagerDuty) -> None:
    bot.say("ana", DECLARE)
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    there = pd.incident("INC-1.p1")
    assert (there.status, there.notes[0][1]) == (
        "acknowledged",
        "Tocsin: Ana Lima answered INC-1 in the chat.",
    )
    bot.say("ana", "!incident INC-1 resolve --override it was a drill of ours")
    bot.wait(minutes=1)
    assert there.status == "resolved"


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot, pd: PagerDuty) -> None:
    bot.say("ana", DECLARE)
    body = event("incident.annotated", note(pd.incident("INC-1.p1"), "rolled back 4.2"))
    for _ in range(2):
        assert tell(bot, body) == 202
        bot.wait(days=1)
    bot.restart()
    assert tell(bot, body) == 202
    told = bot.say("ana", "!incident INC-1 timeline")
    assert told.count("rolled back 4.2 (in pd)") == 1, told


def test_its_own_note_and_acknowledgement_come_back_and_are_no_news(
    bot: Bot, pd: PagerDuty
) -> None:
    bot.say("ana", DECLARE)
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    there, before = pd.incident("INC-1.p1"), len(bot.room())
    echo = event("incident.acknowledged", incident(there), by="PUBOT01", key="01")
    ours = event("incident.annotated", note(there, there.notes[0][1]), by="PUBOT01", key="02")
    assert [tell(bot, one) for one in (echo, ours)] == [202, 202]
    assert len(bot.room()) == before


@pytest.mark.parametrize("bot", [True], indirect=True)
def test_a_responder_who_accepts_there_ends_the_ladder(bot: Bot, pd: PagerDuty) -> None:
    bot.say("ana", DECLARE)
    bot.wait(minutes=6)
    first = pd.incident("INC-1.p1")
    assert first.asked == {"PUBO001": "pending"}
    body = event("incident.responder.replied", reply(first, "PUBO001", "accepted"), by=None)
    assert tell(bot, body) == 202
    assert "Bo Olsen acknowledged (through pd)" in bot.room()
    bot.wait(minutes=30)
    assert [row.to for row in bot.pages()] == ["ana", "bo"]
