"""A night with a cluster, played on a clock: one rule, one incident; and what the room asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.counterparts.elastic.cluster import NOON, Cluster
from tests.counterparts.elastic.hooks import body
from tests.vendors.shop import SHOP
from tocsin.testing import Bot, Posted, a_bot

TOKEN = "es-h00k-token-of-today"
ASKED = """\
type = "elastic"
base_url = "{url}"
api_key = {{ env = "ES_KEY" }}
indices = ["logs-*"]
pages_url = "https://kibana.example.com"
"""
TEAM = f"""\
{SHOP}
[alerts.es]
type = "elastic"
token = {{{{ env = "ES_HOOK" }}}}
base_url = "{{url}}"
api_key = {{{{ env = "ES_KEY" }}}}
pages_url = "https://kibana.example.com"
[logs.es]
{ASKED}
[logs.es.presets]
errors = 'refused and service.name:"{{{{service}}}}"'
codes = 'FROM logs-* | WHERE service.name == "{{{{service}}}}" | STATS n = COUNT(*) BY code'
[graphs.es]
{ASKED}
[graphs.es.presets]
errors = "refused"
[changes.es]
{ASKED}
query = "event.kind: deployment"
"""


@pytest.fixture
def bot(es: Cluster, tmp_path: Path) -> Iterator[Bot]:
    es.documents.clear()
    at, service = NOON - timedelta(minutes=3), {"name": "checkout"}
    es.add("logs-1", "db refused <!channel>", at, service=service, code="503")
    es.add("logs-1", "db refused us", at, service={"name": "search"}, code="500")
    with a_bot(TEAM.format(url=es.url), folder=tmp_path, begins=NOON) as made:
        yield made


def tells(
    bot: Bot, sender: str = "Kibana", nth: int = 0, *, token: str = TOKEN, **known: str
) -> Posted:
    """A rule tells, at this moment."""
    at = "ctx__execution_time" if sender == "Watcher" else "date"
    now = bot.clock.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raw = body(sender, nth, **{at: now, **known})
    return bot.post("/hooks/shop/es", raw, authorization=f"Bearer {token}")


def test_a_rule_opens_and_calms_one_incident(bot: Bot) -> None:
    assert tells(bot) == Posted(status=201, incident="INC-1")
    assert [row.to for row in bot.pages()] == ["ana"]
    bot.wait(minutes=1)
    assert tells(bot, alert__id="web-2") == Posted(status=202, incident="INC-1")
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=5)
    before = bot.room()
    assert tells(bot).incident == "INC-1"
    assert bot.room() == before
    tells(bot, alert__actionGroup="recovered")
    assert "Alert over: Checkout errors (web-1). 1 linked alert fires." in bot.room()
    tells(bot, alert__actionGroup="recovered", alert__id="web-2")
    assert "Alert over: Checkout errors (web-2). No linked alert" in bot.room()
    assert bot.say("ana", "!incident list").count("INC-") == 1


def test_a_watch_that_fires_every_five_minutes_is_one_alert_until_it_is_over(bot: Bot) -> None:
    first = tells(bot, "Watcher")
    assert (first.status, first.incident) == (201, "INC-1")
    bot.say("ana", "!incident INC-1 accept")
    bot.say("ana", "!incident INC-1 ack")
    for _ in range(3):
        bot.wait(minutes=5)
        count = bot.room().count("Checkout errors")
        assert tells(bot, "Watcher").incident == "INC-1"
        assert bot.room().count("Checkout errors") == count
    assert tells(bot, "Watcher", 1).incident == "INC-1"
    assert bot.room().count("Alert over: Checkout errors") == 1
    for _ in range(3):
        bot.wait(minutes=5)
        before = bot.room()
        assert tells(bot, "Watcher", 1).status == 202
        assert bot.room() == before


def test_what_goes_on_after_somebody_declined_it_opens_nothing_and_what_is_new_does(
    bot: Bot,
) -> None:
    tells(bot)
    bot.say("ana", "!incident INC-1 decline a load test of ours")
    for _ in range(3):
        bot.wait(hours=1)
        assert tells(bot) == Posted(status=202, incident="INC-1")
    tells(bot, alert__actionGroup="recovered")
    bot.wait(hours=1)
    assert tells(bot).incident == "INC-2"


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot) -> None:
    first = {"date": "2026-11-23T12:00:00.000Z"}
    tells(bot, "Kibana", 0, **first)
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=20)
    tells(bot, alert__actionGroup="recovered")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(days=1)
    bot.restart()
    said = bot.room()
    assert tells(bot, "Kibana", 0, **first).incident == "INC-1"
    assert bot.room() == said


def test_forged_malformed_and_unwanted_deliveries_change_nothing(bot: Bot) -> None:
    assert tells(bot, token="of-a-stranger").status == 401
    assert bot.post("/hooks/shop/es", body("Kibana")).status == 401
    said = bot.post("/hooks/shop/es", b'{"text": "x"}', authorization=f"Bearer {TOKEN}")
    assert said.status == 400
    assert said.text.startswith("rule: there is none, or no state; paste a payload of the README")
    assert tells(bot, rule__id="", alert__actionGroup="") == Posted(status=202)
    assert bot.room() == ""
    assert tells(bot).status == 201


# --------------------------------------------------------------------- what the room asks


@pytest.fixture
def room(bot: Bot) -> str:
    bot.say("ana", "!incident declare checkout returns 500s p2 --service checkout")
    return next(row.to for row in bot.rows if row.kind == "room")


def test_what_is_asked_is_answered_in_the_room(bot: Bot, room: str) -> None:
    said = bot.say("ana", "!logs errors", room=room)
    assert "11:57:00 db refused (at)channel> service.name=checkout" in said
    assert "refused us" not in said
    assert "All of it: https://kibana.example.com/app/discover#/?_g=" in said
    assert "n=1 code=503" in bot.say("ana", "!logs codes", room=room)
    assert "errors, at the end: entries: 0" in bot.say("ana", "!graph errors 2h", room=room)


def test_a_query_out_of_discover_is_answered_and_one_that_is_none_is_explained(
    bot: Bot, room: str
) -> None:
    said = bot.say(
        "ana", "!logs service.name:(checkout or cart) and not code >= 504 15m", room=room
    )
    assert "11:57:00 db refused (at)channel> service.name=checkout" in said
    assert "refused us" not in said
    said = bot.say("ana", "!logs refused code:503 15m", room=room)
    assert 'Character 9 of this KQL: write "and" or "or" before this' in said


def test_what_fires_is_told_with_its_page(bot: Bot, es: Cluster, room: str) -> None:
    es.alert("8d1e5f2a", "web-1 <!channel>", NOON - timedelta(minutes=9))
    es.alert("other", "*", NOON - timedelta(hours=2), rule__name="Queue full", rule__tags=[])
    said = bot.say("ana", "!alerts", room=room)
    assert said.index("Checkout errors (web-1 (at)channel>)") < said.index("Queue full")
    assert "https://kibana.example.com/app/management/insightsAndAlerting" in said
    es.reads = ("logs-*",)
    assert "give it the privilege read on them" in bot.say("ana", "!alerts", room=room)


def test_changes_are_told(bot: Bot, es: Cluster, room: str) -> None:
    at, service = NOON - timedelta(minutes=9), {"name": "checkout"}
    es.add("logs-1", "4.3 is live", at, service=service, event={"kind": "deployment"})
    assert "checkout 4.3 is live" in bot.say("ana", "!changes", room=room)


def test_what_is_not_whole_is_said_in_the_room(bot: Bot, es: Cluster, room: str) -> None:
    es.trouble.failed = 2
    said = bot.say("ana", "!logs errors", room=room)
    assert "2 of 5 shards failed (shard is not there): rows may be missing." in said


def test_what_leaves_the_section_is_one_sentence(bot: Bot, es: Cluster, room: str) -> None:
    said = bot.say("ana", "!logs FROM secret-1", room=room)
    assert "secret-1 is not in the section; read FROM logs-*" in said
    es.reads = ()
    assert "This key or user may not read those indices" in bot.say("ana", "!logs x", room=room)
    es.reads = ("*",)
    es.far_end.fail("503")
    assert "Elasticsearch answered 503" in bot.say("ana", "!logs x", room=room)
    es.far_end.heal()
    assert "Elasticsearch" not in bot.say("ana", "!logs errors", room=room)
