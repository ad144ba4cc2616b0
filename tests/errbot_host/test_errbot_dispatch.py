"""How a message finds its command, and what is answered when it finds none."""

from __future__ import annotations

import logging
import time

import pytest

from tests.errbot_host.given import Console, Desk, running
from tests.errbot_host.other_plugins import Elsewhere, Stillborn, Unborn
from tocsin.errbot_host.commands import FIRST_WORDS
from tocsin.errors import StoreUnavailable

BROKEN = (
    "[#incidents] tocsin: Something broke on our side (ref 7f3a); nothing of yours was lost. "
    "Try again, or tell your admin this reference."
)


@pytest.mark.parametrize("word", FIRST_WORDS)
def test_every_first_word_of_ours_reaches_the_desk(word: str) -> None:
    with running(Console(Desk())) as console:
        console.say(f"!{word} and more")
    assert console.desk.heard == [f"!{word} and more"]


@pytest.mark.parametrize("body", ["!INCIDENT list", "!Incident list", "! incident list"])
def test_a_phone_that_shouts_the_first_word_is_understood(body: str) -> None:
    with running(Console(Desk())) as console:
        console.say(body)
    assert console.desk.heard == [body]


def test_chatter_gets_no_reply() -> None:
    with running(Console(Desk())) as console:
        for text in ("the incident looks bad", "", "incident list", "?", " !incident list"):
            console.say(text)
    assert (console.lines, console.desk.asked) == ([], [])


def test_an_unknown_command_gets_errbots_own_reply() -> None:
    with running(Console(Desk())) as console:
        console.say("!incidnet list")
    assert (
        console.lines[0] == '[#incidents] tocsin: Command "incidnet" / "incidnet list" not found.'
    )
    assert 'Did you mean "!incident" ?' in console.printed


@pytest.mark.parametrize("body", ["!", "!   ", "!!", "!0", "!1", "!²", "!!!"])
def test_a_prefix_alone_or_a_recall_runs_nothing_and_is_answered(body: str) -> None:
    """Errbot would run an earlier command again, or stumble over `!0` and `!²`."""
    with running(Console(Desk())) as console:
        console.say("!help")
        del console.lines[:]
        console.say(body)
    assert console.desk.asked == []
    assert len(console.lines) == 1
    assert console.lines[0].endswith("not found.")


def test_a_command_without_anything_behind_it_reaches_the_desk() -> None:
    with running(Console(Desk())) as console:
        console.say("!incident")
    assert console.desk.heard == ["!incident"]


def test_help_lists_our_first_words_below_how_an_incident_is_spoken_to() -> None:
    with running(Console(Desk())) as console:
        console.say("!help")
    assert "!incident help lists the verbs" in console.lines[0]
    for word in {*FIRST_WORDS.values()}:
        assert f"\n  !{word}: " in console.printed
    assert not {"**", "###"} & set(console.printed.split())


def test_another_prefix_is_the_only_one() -> None:
    with running(Console(Desk(), prefix="bot ")) as console:
        console.say("!incident list")
        console.say("bot incident list")
        console.say("bot help incident")
    assert console.desk.heard == ["bot incident list"]
    assert "\\x01" not in console.printed


def test_what_breaks_is_given_a_reference_and_its_text_stays_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR), running(Console(Desk(RuntimeError("row 9 x")))) as console:
        console.say("!incident list")
    assert console.lines == [BROKEN]
    assert "7f3a" in caplog.text
    assert "row 9 x" in caplog.text


def test_an_error_made_for_people_is_shown_to_them() -> None:
    outage = StoreUnavailable("The database does not answer; nothing was accepted.")
    with running(Console(Desk(outage))) as console:
        console.say("!incident list")
    assert console.lines == [
        "[#incidents] tocsin: The database does not answer; nothing was accepted."
    ]


def test_other_peoples_plugins_find_a_home() -> None:
    with running(Console(Desk()), (Elsewhere,)) as console:
        console.say("!deploy shop  to prod")
        console.say("!two words abc")
        console.say("!!")
    assert console.lines[0] == "[#incidents] tocsin: deployed shop  to prod"
    assert console.lines[1] == "[#incidents] tocsin: two: 3"
    assert console.lines[2].endswith("not found.")


def test_no_other_plugin_takes_a_word_of_ours() -> None:
    with running(Console(Desk()), (Elsewhere,)) as console:
        console.say("!incident declare shop down")
    assert console.lines == ["[#incidents] tocsin: fine"]


def test_the_text_of_another_plugins_exception_stays_out_of_the_chat(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR), running(Console(Desk()), (Elsewhere,)) as console:
        console.say("!deploy broken")
    assert console.lines == [BROKEN]
    assert "7f3a" in caplog.text


def test_a_broken_plugin_never_stops_the_bot(caplog: pytest.LogCaptureFixture) -> None:
    plugins = (Stillborn, Unborn, Elsewhere, Elsewhere)
    with caplog.at_level(logging.WARNING), running(Console(Desk()), plugins) as console:
        console.say("!incident list")
        console.say("!deploy shop")
    assert console.lines == ["[#incidents] tocsin: fine", "[#incidents] tocsin: deployed shop"]
    for name in ("Stillborn", "Unborn", "second plugin for Errbot named Elsewhere"):
        assert name in caplog.text


def test_an_access_rule_holds_in_rooms_by_person() -> None:
    rules = {"Tocsin:logs": {"allowusers": ("ana",)}}
    with running(Console(Desk(), given={"ACCESS_CONTROLS": rules})) as console:
        console.say("!logs errors", speaker="bo")
        console.say("!logs errors", speaker="ana")
    assert [said.speaker for said in console.desk.asked] == ["ana"]
    assert "not allowed" in console.lines[0]


def test_somebody_in_no_team_file_is_a_guest() -> None:
    with running(Console(Desk())) as console:
        console.say("!incident report slow", speaker="mia")
    assert console.desk.asked[0].speaker == "guest-mia"


def test_a_person_called_like_the_bot_is_heard() -> None:
    with running(Console(Desk())) as console:
        console.say("!incident list", speaker="tocsin")
    assert [said.speaker for said in console.desk.asked] == ["tocsin"]


def test_a_console_that_is_gone_breaks_no_command(caplog: pytest.LogCaptureFixture) -> None:
    def gone(line: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with caplog.at_level(logging.WARNING), running(Console(Desk(), write_line=gone)) as console:
        console.say("!incident list")
    assert console.desk.heard == ["!incident list"]
    assert "a reply was not shown" in caplog.text


@pytest.mark.parametrize("word", ["incident", "nonsense", "help", "two words"])
def test_a_long_message_is_not_searched_word_by_word(word: str) -> None:
    """Errbot alone tries every number of leading words: minutes for this message."""
    with running(Console(Desk()), (Elsewhere,)) as console:
        before = time.process_time()
        console.say(f"!{word} " + "a " * 60_000)
        assert time.process_time() - before < 5
    assert len(console.lines) == 1
