"""Several chats in one scenario, and what people do there besides typing."""

from __future__ import annotations

import pytest

from tests.simulate.conftest import Play
from tests.simulate.given import TEAM
from tocsin.simulate.scenario import ScenarioError

CHATS = ("irc", "mesh")
P1 = "+0m @ana: !incident declare checkout returns 500s p1"
END = "until +10m"
TEAM_BY_CHAT = f'{TEAM.partition("[paging.tower]")[0]}[paging.dm]\ntype = "direct-message"\n'


def test_a_line_is_said_on_the_chat_it_names(play: Play) -> None:
    told = play(
        P1, "+1m @bo/mesh #INC-1: !incident take tl", "+2m @lea #INC-1: !incident take comms",
        END, platforms=CHATS,
    )  # fmt: skip
    said = [(row.data["by"], row.data["platform"]) for row in told.of("command")]
    assert said == [("ana", "irc"), ("bo", "mesh"), ("lea", "irc")]
    assert [row.data["platform"] for row in told.of("reply")] == ["irc", "mesh", "irc"]
    assert all(row.data["outcome"] == "accepted" for row in told.of("reply"))
    assert {row.data["platform"] for row in told.of("room")} == set(CHATS)
    assert {row.data["platform"] for row in told.of("card")} == set(CHATS)


def test_an_unknown_chat_is_named_with_its_line(play: Play) -> None:
    with pytest.raises(ScenarioError, match=r"case.scenario:2: there is no chat irq .*: irc, mesh"):
        play("+0m @ana/irq: !incident list", platforms=CHATS)


def test_one_chat_that_is_down_keeps_nobody_from_being_paged(play: Play) -> None:
    told = play("+0m fault chat.irc down", "+1m @ana/mesh: !incident declare x p1", END,
                team=TEAM_BY_CHAT, platforms=CHATS)  # fmt: skip
    assert told.pages()[0] == (1, "ana")
    down = ("+0m fault chat.irc down", "+0m fault chat.mesh down")
    both = play(*down, "+1m @ana/mesh: !incident declare x p1", END,
                team=TEAM_BY_CHAT, platforms=CHATS)  # fmt: skip
    assert both.pages() == []


def test_a_button_says_its_line_as_whoever_presses_it(play: Play) -> None:
    told = play(P1, "+1m pressed @bo #INC-1: Acknowledge", END)
    (pressed,) = told.of("command", "bo")
    assert pressed.text == "!incident INC-1 ack"
    assert pressed.data["pressed"] == "Acknowledge"
    assert told.one("event", type="acknowledged").data["by"] == "bo"
    assert told.of("reply", by="bo", outcome="accepted")


def test_a_button_under_what_was_written_to_somebody_needs_no_room(play: Play) -> None:
    told = play("+0m @bo: !incident declare x", "+1m pressed @ana: Decline", END)
    (pressed,) = told.of("command", "ana")
    assert pressed.data["pressed"] == "Decline"
    assert pressed.text.startswith("!incident INC-1 decline")


def test_a_button_that_is_not_there_is_told_with_those_that_are(play: Play) -> None:
    told = play(P1, "+1m pressed @bo #INC-1: Applaud", END)
    (reply,) = told.of("reply", by="bo")
    assert reply.data["outcome"] == "rejected"
    assert "no button 'Applaud'" in reply.text
    assert "Acknowledge" in reply.text


def test_a_form_says_its_line_with_what_was_filled_in(play: Play) -> None:
    filled = "status=investigating | impact=half can pay | action=reading logs"
    told = play(P1, f"+1m submitted @bo #INC-1: update {filled}", END)
    (sent,) = told.of("command", "bo")
    assert "half can pay" in sent.text
    assert told.one("event", type="update-posted").data["by"] == "bo"


@pytest.mark.parametrize(
    ("line", "words"),
    [("nothing a=b", "no form 'nothing'"), ("update colour=red", "no field colour")],
)
def test_a_form_that_is_not_there_is_told(play: Play, line: str, words: str) -> None:
    told = play(P1, f"+1m submitted @bo #INC-1: {line}", END)
    (reply,) = told.of("reply", by="bo")
    assert reply.data["outcome"] == "rejected"
    assert words in reply.text


def test_an_emoji_says_its_line_of_the_message_it_is_under(play: Play) -> None:
    told = play(P1, "+1m @bo #INC-1: the disk is full", "+2m reacted @lea #INC-1: 📌 the disk", END)
    (note,) = told.of("command", "lea")
    assert "the disk is full" in note.text
    assert note.data["reacted"] == "📌 the disk"
    assert told.of("event", type="noted")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("+1m pressed bo: x", "write `pressed @name"),
        ("+1m submitted @bo: update red", "write `submitted @name"),
        ("+1m reacted", "write `reacted @name"),
        ("+1m @bo/: x", "who speaks where is unclear"),
    ],
)
def test_a_broken_line_is_named(play: Play, line: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=f"case.scenario:2: .*{words}"):
        play(line)
