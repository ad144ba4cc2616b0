"""A plugin is tried in a whole bot: said lines, moved time, webhooks, a far end that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.testing.mutants import pager_plugin as plugin
from tests.testing.mutants.pagers import Desk
from tocsin.errors import ConfigError, InvalidValue, NotFound
from tocsin.testing import Bot, FarEnd, a_bot

TEAM = """
[team]
name = "Shop"
timezone = "Europe/Lisbon"
[people.ana]
name = "Ana"
[people.bo]
name = "Bo"
[people.eva]
name = "Eva"
[people.cyrus]
name = "Cyrus"
[oncall.primary]
people = ["ana"]
[oncall.backup]
people = ["bo"]
[contacts]
em = "eva"
cto = "cyrus"
leadership = ["cyrus"]
[severities.P0]
paging = ["desk"]
[severities.P1]
paging = ["desk", "direct-message"]
[paging.desk]
type = "pager"
base_url = "{url}"
key = {{ env = "DESK_KEY" }}
[alerts.script]
type = "json"
token = {{ env = "SCRIPT_TOKEN" }}
"""
ROOM = "#incident-2026-11-23-checkout-returns-500s"
DECLARED = "!incident declare checkout returns 500s p1"


@pytest.fixture
def desk(far_end: FarEnd) -> Desk:
    made = Desk()
    far_end.on("POST", "/pages", made.create)
    far_end.on("GET", "/pages", made.find)
    far_end.on("PUT", "/pages/*", made.change)
    return made


@pytest.fixture
def bot(
    far_end: FarEnd, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bot]:
    monkeypatch.setenv("DESK_KEY", "k3y-of-the-shop")
    monkeypatch.setenv("SCRIPT_TOKEN", "t0ken-of-a-script")
    with a_bot(TEAM.format(url=far_end.url), folder=tmp_path, plugins=[plugin]) as made:
        yield made


def test_a_line_that_is_said_is_answered_and_rings_at_the_far_end(bot: Bot, desk: Desk) -> None:
    assert "INC-1" in bot.say("ana", DECLARED)
    assert [(one.person, one.state) for one in desk.pages.values()] == [("ana", "ringing")]
    assert [row.to for row in bot.pages()] == ["ana"]
    assert "checkout returns 500s" in bot.room("#incidents")


def test_time_passes_when_it_is_told_to_and_not_before(bot: Bot, desk: Desk) -> None:
    bot.say("ana", DECLARED)
    bot.wait(minutes=4, seconds=59)
    assert [one.person for one in desk.pages.values()] == ["ana"]
    bot.wait(seconds=1)
    assert [one.person for one in desk.pages.values()] == ["ana", "bo"]


def test_who_answers_is_acknowledged_at_the_far_end(bot: Bot, desk: Desk) -> None:
    bot.say("ana", DECLARED)
    bot.say("ana", "!incident INC-1 ack")
    assert [one.state for one in desk.pages.values()] == ["acknowledged"]


def test_a_far_end_that_fails_is_failed_over(bot: Bot, far_end: FarEnd, desk: Desk) -> None:
    far_end.fail("401")
    bot.say("ana", DECLARED)
    assert desk.pages == {}
    assert any("INC-1" in text for text in bot.told("ana"))
    assert bot.pages("failed")


def test_a_webhook_declares_and_a_stranger_does_not(bot: Bot) -> None:
    alert = {"key": "checkout", "title": "checkout returns 500s", "severity": "p1"}
    assert bot.post("/hooks/shop/script", alert, authorization="Bearer wrong").status == 401
    assert bot.post("/hooks/shop/nobody", alert).status == 404
    token = "Bearer t0ken-of-a-script"
    assert bot.post("/hooks/shop/script", b"{", authorization=token).status == 400
    told = bot.post("/hooks/shop/script", alert, authorization=token)
    assert (told.status, told.incident) == (201, "INC-1")
    again = bot.post("/hooks/shop/script", {**alert, "id": "7"}, authorization=token)
    assert (again.status, again.incident) == (202, "INC-1")


def test_a_button_is_pressed_as_whoever_presses_it(bot: Bot, desk: Desk) -> None:
    bot.say("ana", DECLARED)
    room = "#incident-2026-11-23-checkout-returns-500s"
    assert "acknowledged" in bot.press("bo", "Acknowledge", room=room)
    assert [one.state for one in desk.pages.values()] == ["acknowledged"]
    with pytest.raises(NotFound, match=r"no button 'Explode'; there are: .*Update"):
        bot.press("bo", "Explode", room=room)


def test_a_button_that_was_written_to_somebody_is_theirs_to_press(
    bot: Bot, far_end: FarEnd
) -> None:
    far_end.fail("401")
    bot.say("ana", DECLARED)
    with pytest.raises(NotFound):
        bot.press("cyrus", "Acknowledge")
    assert "acknowledged" in bot.press("ana", "Acknowledge")


def test_a_form_is_sent_with_what_stands_in_it_already(bot: Bot) -> None:
    bot.submit("ana", "declare", title="checkout returns 500s", severity="p1")
    bot.say("ana", "!incident ack")
    bot.submit("ana", "update", impact="carts fail\nfor all", action="we look")
    bot.submit("ana", "update", eta="20m")
    told = bot.say("ana", "!incident catchup")
    assert "Investigating | carts fail for all | we look | 10:20 WET" in told
    with pytest.raises(InvalidValue, match="no \\['colour'\\]"):
        bot.submit("ana", "update", colour="red")
    with pytest.raises(NotFound, match="no form 'reopen'"):
        bot.submit("ana", "reopen")


def test_what_it_shows_can_be_looked_at(bot: Bot) -> None:
    with pytest.raises(NotFound, match="no card in #incident"):
        bot.card(ROOM)
    bot.say("ana", DECLARED)

    assert "P1 · INC-1 checkout returns 500s" in bot.card(ROOM).as_text()
    assert bot.form("bo", "take", room=ROOM).title == "INC-1: take a role"
    assert [one.heading.as_plain() for one in bot.home("ana")] == [
        bot.card(ROOM).heading.as_plain()
    ]


def test_what_was_written_down_is_there_after_a_restart(bot: Bot, desk: Desk) -> None:
    bot.say("ana", DECLARED)
    bot.restart()
    assert "INC-1" in bot.say("bo", "!incident INC-1 status")
    bot.wait(minutes=5)
    assert [one.person for one in desk.pages.values()] == ["ana", "bo"]


def test_a_team_file_that_cannot_be_meant_says_every_fault(tmp_path: Path) -> None:
    wrong = TEAM.format(url="ftp://x") + "[people.dee]\nnmae = 'Dee'\n"
    with pytest.raises(ConfigError, match=r"people\.dee\.nmae: Unknown key\. Did you mean"):
        a_bot(wrong, folder=tmp_path, plugins=[plugin])
