"""A night with New Relic, played on a clock: one issue, one incident; and what the room asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NOON, Issue
from tests.counterparts.newrelic.hooks import ISSUE, body
from tests.counterparts.newrelic.newrelic import NewRelic
from tests.vendors.shop import SHOP
from tocsin.testing import Bot, Posted, a_bot

TOKEN = "nr-h00k-token-of-today"
KEY = """\
type = "newrelic"
base_url = "{url}"
key = {{ env = "NR_KEY" }}
account = 1000001
"""
TEAM = f"""\
{SHOP}
[alerts.nr]
{KEY}
token = {{{{ env = "NR_HOOK" }}}}
[logs.nr]
{KEY}
[logs.nr.presets]
errors = "FROM Log SELECT * WHERE service.name = '{{{{service}}}}'"
[graphs.nr]
{KEY}
[graphs.nr.presets]
load = "SELECT average(duration) FROM Transaction WHERE appName = '{{{{service}}}}'"
[changes.nr]
{KEY}
"""


@pytest.fixture
def bot(nr: NewRelic, tmp_path: Path) -> Iterator[Bot]:
    with a_bot(TEAM.format(url=nr.url), folder=tmp_path, begins=NOON) as made:
        yield made


def tells(bot: Bot, happened: str, *, token: str = TOKEN, **changed: Any) -> Posted:
    """A workflow tells what happened to an issue."""
    raw = body(happened, **changed)
    return bot.post("/hooks/shop/nr", raw, authorization=f"Bearer {token}")


def test_an_issue_opens_raises_and_calms_one_incident(bot: Bot) -> None:
    assert tells(bot, "created", priority="HIGH") == Posted(status=201, incident="INC-1")
    assert bot.pages() == []
    said = bot.room()
    assert tells(bot, "activated", priority="HIGH") == Posted(status=202, incident="INC-1")
    assert bot.room() == said
    bot.wait(minutes=5)
    assert tells(bot, "worse", priority="CRITICAL").incident == "INC-1"
    assert [row.to for row in bot.pages()] == ["ana"]
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    said = bot.room()
    assert tells(bot, "more").incident == "INC-1"
    assert tells(bot, "acknowledged") == Posted(status=202)
    assert tells(bot, "unacknowledged") == Posted(status=202)
    assert bot.room() == said
    assert tells(bot, "closed").incident == "INC-1"
    assert "Alert over: checkout query result is > 5.0" in bot.room()
    assert bot.say("ana", "!incident list").count("INC-") == 1


def test_an_acknowledgement_at_new_relic_pages_nobody_and_opens_nothing_again(bot: Bot) -> None:
    tells(bot, "activated")
    bot.say("ana", "!incident INC-1 ack")
    bot.say("ana", "!incident INC-1 decline a load test of ours")
    bot.wait(hours=1)
    pages = bot.pages()
    assert tells(bot, "acknowledged") == Posted(status=202)
    assert tells(bot, "more") == Posted(status=202, incident="INC-1")
    assert tells(bot, "closed") == Posted(status=202)
    assert bot.pages() == pages
    assert tells(bot, "created", id="another-issue").incident == "INC-2"


def test_a_delivery_of_yesterday_changes_nothing(bot: Bot) -> None:
    tells(bot, "activated")
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=20)
    tells(bot, "closed")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(days=1)
    bot.restart()
    said = bot.room()
    for happened in ("created", "activated", "more", "closed"):
        assert tells(bot, happened).incident == "INC-1"
        assert tells(bot, happened, updatedAt=None).incident == "INC-1"
    assert bot.room() == said


def test_forged_malformed_and_unwanted_deliveries_change_nothing(bot: Bot) -> None:
    assert tells(bot, "activated", token="of-a-stranger").status == 401
    assert bot.post("/hooks/shop/nr", body("activated")).status == 401
    said = bot.post("/hooks/shop/nr", b'{"title": "x"}', authorization=f"Bearer {TOKEN}")
    assert said.status == 400
    assert said.text.startswith("id, state: one is missing; use the payload of the README")
    assert tells(bot, "activated", state="DEACTIVATED") == Posted(status=202)
    assert tells(bot, "acknowledged") == Posted(status=202)
    assert bot.room() == ""
    assert tells(bot, "activated").status == 201


def test_what_an_issue_says_is_plain_text(bot: Bot) -> None:
    title = "@everyone <!here> [click](https://evil.example) \u202egnp.exe"
    tells(bot, "activated", title=title)
    shown = [row for row in bot.rows if "click" in row.text]
    assert shown
    assert all("\u202e" not in row.text for row in shown)


# --------------------------------------------------------------------- what New Relic is told


def test_an_issue_is_acknowledged_with_its_page_and_closed_with_its_incident(
    bot: Bot, nr: NewRelic
) -> None:
    issue, other = Issue(id=ISSUE, title="Errors"), Issue(id="another", title="Disk")
    nr.account.issues = [issue, other]
    tells(bot, "activated")
    bot.wait(minutes=1)
    before = issue.acknowledged
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    assert (before, issue.acknowledged) == (False, True)
    bot.say("ana", "!incident INC-1 accept")
    bot.say("ana", "!incident INC-1 resolve --override the condition was wrong")
    bot.wait(minutes=1)
    assert (issue.state, other.state, other.acknowledged) == ("CLOSED", "ACTIVATED", False)


def test_an_issue_that_is_over_by_itself_is_left_alone(bot: Bot, nr: NewRelic) -> None:
    nr.account.issues = [Issue(id=ISSUE, title="Errors")]
    tells(bot, "activated")
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    tells(bot, "closed")
    nr.account.stuck = {ISSUE: "It may not be closed twice"}
    bot.say("ana", "!incident INC-1 accept")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(minutes=1)
    assert "could not be told" not in bot.room()


def test_a_key_that_may_only_read_disturbs_nobody_until_something_is_left_open(
    bot: Bot, nr: NewRelic
) -> None:
    nr.account.issues = [Issue(id=ISSUE, title="Errors")]
    nr.account.forbidden = {"aiIssuesActions"}
    tells(bot, "activated")
    bot.say("ana", "!incident INC-1 ack")
    bot.wait(minutes=1)
    assert "New Relic" not in bot.room()
    bot.say("ana", "!incident INC-1 accept")
    bot.say("ana", "!incident INC-1 resolve --override it was a load test")
    bot.wait(minutes=1)
    assert (
        "Monitoring (nr) could not be told that its alert is over: "
        "New Relic does not let this key do that: Access denied. "
        "It is not tried again: please do this one by hand."
    ) in " ".join(bot.room().split())


# --------------------------------------------------------------------- what the room asks


@pytest.fixture
def room(bot: Bot, nr: NewRelic) -> str:
    at, account = NOON - timedelta(minutes=3), nr.account
    account.keep("Log", at, message="db refused", **{"service.name": "checkout", "level": "ERROR"})
    account.keep("Transaction", at, appName="checkout", duration=8.5)
    account.keep(
        "ChangeTrackingEvent",
        at,
        changeTrackingId="c1",
        category="Deployment",
        version="v4.2",
        entity_name="checkout",
    )
    account.issues = [Issue(id=ISSUE, title="Disk", priority="MEDIUM", entities=["checkout"])]
    bot.say("ana", "!incident declare checkout returns 500s p2 --service checkout")
    return next(row.to for row in bot.rows if row.kind == "room")


def test_what_is_asked_is_answered_in_the_room(bot: Bot, nr: NewRelic, room: str) -> None:
    for line in ("!logs errors", "!logs refused 15m", '!logs "FROM Log SELECT *" 15m'):
        said = bot.say("ana", line, room=room)
        assert "11:57:00 db refused service=checkout level=ERROR" in said
    said = bot.say("ana", "!graph load 2h", room=room)
    assert "load, at the end: average.duration: 8.5" in said
    said = bot.say("ana", "!alerts", room=room)
    assert f"nr P3 Disk, since 11:55 UTC https://one.newrelic.com/alerts/issue?id={ISSUE}" in said
    assert "deploy checkout: checkout v4.2" in bot.say("ana", "!changes", room=room)
    (asked,) = (one for one in nr.asked if "Transaction" in one)
    assert asked.startswith("SELECT average(duration) FROM Transaction WHERE appName = 'checkout'")


def test_a_room_that_is_new_hears_what_fires_besides_and_what_changed(bot: Bot, room: str) -> None:
    assert "Also fires: Disk since 11:55 UTC" in bot.room()
    assert "Changed lately: checkout v4.2, 11:57 UTC" in bot.room()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('!logs "FROM Log SELECT * SINCE 1 day ago"', "Leave out SINCE and UNTIL: the time stands"),
        (
            '!logs "FROM Log SELECT * WHERE x"',
            "New Relic cannot read this query: NRQL Syntax Error",
        ),
        ('!graph "FROM Log"', "A query has FROM and SELECT"),
    ],
)
def test_a_query_that_cannot_be_asked_is_one_sentence(
    bot: Bot, room: str, line: str, said: str
) -> None:
    assert said in bot.say("ana", line, room=room)


@pytest.mark.parametrize("line", ["!logs errors", "!graph load", "!alerts", "!changes"])
def test_what_may_not_be_asked_is_one_sentence_and_the_room_goes_on(
    bot: Bot, nr: NewRelic, room: str, line: str
) -> None:
    nr.account.forbidden = {"nrql", "aiIssues"}
    assert "New Relic does not let this key do that" in bot.say("ana", line, room=room)
    nr.account.forbidden = set()
    nr.far_end.fail("503")
    assert "New Relic answered 503" in bot.say("ana", line, room=room)
    nr.far_end.heal()
    assert "New Relic" not in bot.say("ana", line, room=room)
