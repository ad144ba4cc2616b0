"""A night with Splunk, played on a clock: one search, one incident; and what the room asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.splunk.head import NOON, SearchHead
from tests.counterparts.splunk.hooks import payload
from tests.vendors.shop import SHOP
from tocsin.testing import Bot, Posted, a_bot

HOOK = "spl-h00k-token-of-today"
ASKED = """\
type = "splunk"
base_url = "{url}"
token = {{ env = "SPLUNK_TOKEN" }}
pages_url = "https://splunk.example.com"
"""
TEAM = f"""\
{SHOP}
[alerts.splunk]
type = "splunk"
token = {{{{ env = "SPLUNK_HOOK" }}}}
base_url = "{{url}}"
api_token = {{{{ env = "SPLUNK_TOKEN" }}}}
pages_url = "https://splunk.example.com"
[logs.splunk]
{ASKED}
[logs.splunk.presets]
errors = "service={{{{service}}}} refused"
[graphs.splunk]
{ASKED}
[graphs.splunk.presets]
errors = "service={{{{service}}}}"
"""


@pytest.fixture
def bot(splunk: SearchHead, tmp_path: Path) -> Iterator[Bot]:
    splunk.store.events.clear()
    at = NOON - timedelta(minutes=3)
    splunk.add("db refused <!channel>", at, service="checkout")
    splunk.add("db refused us", at, service="search")
    with a_bot(TEAM.format(url=splunk.url), folder=tmp_path, begins=NOON) as made:
        yield made


def tells(bot: Bot, *, token: str = HOOK, at: float | None = None, **result: Any) -> Posted:
    """A search that ran at this moment tells."""
    told = payload(at=bot.clock.at.timestamp() if at is None else at, **result)
    return bot.post(f"/hooks/shop/splunk?token={token}", json.dumps(told).encode())


def test_a_search_opens_and_calms_one_incident(bot: Bot) -> None:
    assert tells(bot) == Posted(status=201, incident="INC-1")
    assert [row.to for row in bot.pages()] == ["ana"]
    bot.say("ana", "!incident INC-1 ack")
    for _ in range(3):
        bot.wait(minutes=5)
        count = bot.room().count("Alert firing")
        assert tells(bot, count="9") == Posted(status=202, incident="INC-1")
        assert bot.room().count("Alert firing") == count
    assert tells(bot, tocsin_state="resolved").incident == "INC-1"
    assert bot.room().count("Alert over: Checkout errors. No linked alert") == 1
    bot.wait(minutes=5)
    before = bot.room()
    assert tells(bot, tocsin_state="resolved").status == 202
    assert bot.room() == before
    assert bot.say("ana", "!incident list").count("INC-") == 1


def test_what_was_declined_stays_so_until_it_was_over(bot: Bot) -> None:
    tells(bot)
    bot.say("ana", "!incident INC-1 decline a load test of ours")
    for _ in range(3):
        bot.wait(hours=1)
        assert tells(bot) == Posted(status=202, incident="INC-1")
    tells(bot, tocsin_state="resolved")
    bot.wait(hours=1)
    assert tells(bot).incident == "INC-2"


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot) -> None:
    first = NOON.timestamp()
    tells(bot, at=first)
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=20)
    tells(bot, tocsin_state="resolved")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(days=1)
    bot.restart()
    said = bot.room()
    assert tells(bot, at=first).incident == "INC-1"
    assert bot.room() == said


def test_forged_and_malformed_deliveries_change_nothing(bot: Bot) -> None:
    assert tells(bot, token="of-a-stranger").status == 401
    assert tells(bot, token=f"{HOOK}&token={HOOK}").status == 401
    raw = json.dumps(payload()).encode()
    assert bot.post("/hooks/shop/splunk", raw).status == 401
    said = bot.post(f"/hooks/shop/splunk?token={HOOK}", b'{"text": "x"}')
    assert said.status == 400
    assert said.text.startswith("sid: there is none; Splunk's own webhook sends one")
    assert bot.room() == ""
    assert bot.post("/hooks/shop/splunk", raw, authorization=f"Bearer {HOOK}").status == 201


def test_the_token_of_the_address_is_kept_nowhere(bot: Bot, tmp_path: Path) -> None:
    tells(bot)
    bot.post(f"/hooks/shop/splunk?token={HOOK}", b"{")
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert kept
    assert not any(HOOK.encode() in file.read_bytes() for file in kept)


# --------------------------------------------------------------------- what the room asks


@pytest.fixture
def room(bot: Bot) -> str:
    bot.say("ana", "!incident declare checkout returns 500s p2 --service checkout")
    return next(row.to for row in bot.rows if row.kind == "room")


def test_what_is_asked_is_answered_in_the_room(bot: Bot, splunk: SearchHead, room: str) -> None:
    splunk.messages = [{"type": "WARN", "text": "Search peer idx2 is down."}]
    said = bot.say("ana", "!logs errors", room=room)
    assert "11:57:00 db refused (at)channel> host=web-1 sourcetype=app" in said
    assert "refused us" not in said
    assert "Search peer idx2 is down." in said
    assert "All of it: https://splunk.example.com/en-US/app/search/search?q=" in said
    said = bot.say("ana", "!logs db | stats count by service", room=room)
    assert "service=checkout count=1\nservice=search count=1" in said
    assert "errors, at the end: count: 0" in bot.say("ana", "!graph errors 2h", room=room)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("!logs db | delete", "delete is never asked from here: it can do more than read"),
        ("!logs db | DELETE", "delete is never asked from here"),
        ("!logs db [ search x | collect index=y ]", "collect is never asked from here"),
        ("!graph db | outputlookup x.csv", "outputlookup is never asked from here"),
    ],
)
def test_what_could_do_more_than_read_is_one_sentence(
    bot: Bot, splunk: SearchHead, room: str, line: str, why: str
) -> None:
    assert why in bot.say("ana", line, room=room)
    assert (splunk.store.done, len(splunk.store.events)) == ([], 2)


def test_splunk_in_trouble_is_one_sentence_and_the_room_goes_on(
    bot: Bot, splunk: SearchHead, room: str
) -> None:
    splunk.far_end.fail("503")
    assert "Splunk answered 503" in bot.say("ana", "!logs errors", room=room)
    splunk.far_end.heal()
    assert "db refused" in bot.say("ana", "!logs errors", room=room)


def test_what_fires_is_told_until_the_search_says_it_is_over(
    bot: Bot, splunk: SearchHead, room: str
) -> None:
    row = {"severity": "critical", "service": "checkout", "tocsin_state": "firing"}
    splunk.trigger("Checkout errors <!channel>", NOON - timedelta(minutes=5), [row])
    said = bot.say("ana", "!alerts", room=room)
    assert "splunk P1 Checkout errors (at)channel>, since 11:55 UTC" in said
    assert "https://splunk.example.com/en-US/app/search/@go?sid=scheduler__admin" in said
    over = row | {"tocsin_state": "resolved"}
    splunk.trigger("Checkout errors <!channel>", NOON - timedelta(minutes=1), [over])
    assert "Checkout errors" not in bot.say("ana", "!alerts", room=room)
    splunk.capabilities.clear()
    assert "The role of this token may not do that" in bot.say("ana", "!alerts", room=room)
