"""A night with Datadog, played on a clock: one monitor, one incident; and what the room asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.datadog.account import (
    NOON,
    Entry,
    Event,
    Group,
    Monitor,
    a_series,
)
from tests.counterparts.datadog.datadog import Datadog
from tests.counterparts.datadog.hooks import body, variables
from tests.vendors.shop import SHOP
from tocsin.testing import Bot, Posted, a_bot

TOKEN = "dd-h00k-token-of-today"
KEYS = """\
type = "datadog"
base_url = "{url}"
api_key = {{ env = "DD_API" }}
app_key = {{ env = "DD_APP" }}
"""
TEAM = f"""\
{SHOP}
[alerts.dd]
{KEYS}
token = {{{{ env = "DD_HOOK" }}}}
[logs.dd]
{KEYS}
[logs.dd.presets]
errors = "refused"
[graphs.dd]
{KEYS}
[graphs.dd.presets]
load = "avg:system.load.1{{{{service:{{{{service}}}}}}}} by {{{{host}}}}"
[changes.dd]
{KEYS}
"""


@pytest.fixture
def bot(dd: Datadog, tmp_path: Path) -> Iterator[Bot]:
    with a_bot(TEAM.format(url=dd.url), folder=tmp_path, begins=NOON) as made:
        yield made


def tells(bot: Bot, transition: str, *, token: str = TOKEN, **known: Any) -> Posted:
    """A monitor tells of a transition, at this moment."""
    now = str(int(bot.clock.at.timestamp() * 1000))
    raw = body(variables(transition, **{"DATE": now, "ID": f"event-{now}", **known}))
    return bot.post("/hooks/shop/dd", raw, authorization=f"Bearer {token}")


def test_a_monitor_opens_raises_and_calms_one_incident(bot: Bot) -> None:
    assert tells(bot, "Warn") == Posted(status=201, incident="INC-1")
    assert bot.pages() == []
    bot.wait(minutes=5)
    assert tells(bot, "Triggered", ALERT_PRIORITY="P1").incident == "INC-1"
    assert [row.to for row in bot.pages()] == ["ana"]
    bot.wait(minutes=1)
    other = {"ALERT_SCOPE": "host:web-2,env:prod", "ALERT_PRIORITY": "P1"}
    assert tells(bot, "Triggered", **other) == Posted(status=202, incident="INC-1")
    bot.say("ana", "!incident INC-1 ack")
    for transition in ("Re-Triggered", "Renotify", "Warn", "Re-Warn", "No Data", "Re-No Data"):
        bot.wait(seconds=10)
        before = bot.room()
        assert tells(bot, transition, ALERT_PRIORITY="P1").incident == "INC-1"
        assert bot.room() == before
    bot.wait(seconds=10)
    tells(bot, "Recovered")
    assert bot.room().endswith("(env:prod,host:web-1). 1 linked alert fires.")
    tells(bot, "Recovered", **other)
    assert "Alert over: CPU high on web-1 (env:prod,host:web-2). No linked alert" in bot.room()
    assert bot.say("ana", "!incident list").count("INC-") == 1


def test_what_is_repeated_after_somebody_declined_it_opens_nothing(bot: Bot) -> None:
    tells(bot, "Triggered")
    bot.say("ana", "!incident INC-1 decline a load test of ours")
    for transition in ("Renotify", "Re-Triggered"):
        bot.wait(hours=1)
        assert tells(bot, transition) == Posted(status=202, incident="INC-1")
    bot.wait(hours=1)
    assert tells(bot, "Triggered").incident == "INC-2"


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot) -> None:
    first = {"DATE": str(int(NOON.timestamp() * 1000)), "ID": "event-1"}
    tells(bot, "Triggered", **first)
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=20)
    tells(bot, "Recovered")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(days=1)
    bot.restart()
    said = bot.room()
    assert tells(bot, "Triggered", **first).incident == "INC-1"
    assert tells(bot, "Triggered", **{**first, "ID": ""}).incident == "INC-1"
    assert bot.room() == said


def test_forged_malformed_and_unwanted_deliveries_change_nothing(bot: Bot) -> None:
    assert tells(bot, "Triggered", token="of-a-stranger").status == 401
    assert bot.post("/hooks/shop/dd", body(variables("Triggered"))).status == 401
    default = b'{"id": "1", "title": "[Triggered] CPU", "body": "%%%", "org": {"id": "1"}}'
    said = bot.post("/hooks/shop/dd", default, authorization=f"Bearer {TOKEN}")
    assert said.status == 400
    assert said.text.startswith("alert: there is none; paste the payload of the README")
    assert tells(bot, "$ALERT_TRANSITION", ALERT_ID="$ALERT_ID") == Posted(status=202)
    assert tells(bot, "Of tomorrow") == Posted(status=202)
    assert bot.room() == ""
    assert tells(bot, "Triggered").status == 201


# --------------------------------------------------------------------- what the room asks


@pytest.fixture
def room(bot: Bot, dd: Datadog) -> str:
    at = NOON - timedelta(minutes=3)
    dd.account.logs = [Entry(message="db refused", at=at)]
    dd.account.series = [a_series("system.load.1", "host:web-1", [1.0, 8.5])]
    dd.account.events = [Event(id="7", at=at, title="limit set to 9", service="checkout")]
    dd.account.monitors = [Monitor(id=8, name="Disk", groups=[Group(scope="*", status="Warn")])]
    bot.say("ana", "!incident declare checkout returns 500s p2 --service checkout")
    return next(row.to for row in bot.rows if row.kind == "room")


def test_what_is_asked_is_answered_in_the_room(bot: Bot, dd: Datadog, room: str) -> None:
    said = bot.say("ana", "!logs errors", room=room)
    assert "11:57:00 db refused service=checkout host=web-1 status=error" in said
    assert "All of it: https://app.datadoghq.com/logs?query=refused&from_ts=" in said
    assert "at the end: system.load.1 host:web-1: 8.5" in bot.say(
        "ana", "!graph load 2h", room=room
    )
    said = bot.say("ana", "!alerts", room=room)
    assert "dd P3 Disk, since 11:55 UTC https://app.datadoghq.com/monitors/8" in said
    assert "other checkout: limit set to 9" in bot.say("ana", "!changes", room=room)
    (asked,) = (one.query["query"] for one in dd.far_end.arrived if one.path == "/api/v1/query")
    assert asked == ("avg:system.load.1{service:checkout} by {host}",)


def test_a_room_that_is_new_hears_what_fires_besides_and_what_changed(bot: Bot, room: str) -> None:
    assert "Also fires: Disk since 11:55 UTC" in bot.room()
    assert "Changed lately: limit set to 9, 11:57 UTC" in bot.room()


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("!logs errors", "logs_read_data"),
        ("!graph load", "timeseries_query"),
        ("!alerts", "monitors_read"),
        ("!changes", "events_read"),
    ],
)
def test_what_may_not_be_asked_is_one_sentence_and_the_room_goes_on(
    bot: Bot, dd: Datadog, room: str, line: str, scope: str
) -> None:
    dd.account.scopes.discard(scope)
    said = bot.say("ana", line, room=room)
    assert "Datadog answered 403." in said
    assert f"the application key needs the scope {scope})" in said
    dd.account.scopes.add(scope)
    dd.far_end.fail("503")
    assert "Datadog answered 503" in bot.say("ana", line, room=room)
    dd.far_end.heal()
    assert "Datadog" not in bot.say("ana", line, room=room)
