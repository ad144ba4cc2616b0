"""A verb without the word `incident` does what it says, whatever else the bot is home to."""

# Errbot has no types, so a subclass of its plugin and its decorators look like Any.
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

import logging

import pytest
from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

from tests.errbot_host.given import Console, Desk, running
from tocsin.desk.verbs import VERBS
from tocsin.errbot_host.commands import FIRST_WORDS

ERRBOTS_OWN = ("about", "apropos", "help")


class Pager(BotPlugin):
    """Has commands that are called like ours."""

    @botcmd
    def page(self, msg: Message, args: str) -> str:
        """Pages by itself."""
        return f"mine: {args}"

    @botcmd
    def list_hosts(self, msg: Message, args: str) -> str:
        """Has two words, of which the first is ours."""
        return "hosts"


@pytest.mark.parametrize("verb", sorted({*VERBS} - {"help"}))
def test_every_verb_reaches_the_desk_as_it_was_typed(verb: str) -> None:
    with running(Console(Desk())) as console:
        for body in (f"!{verb}", f"!{verb} INC-2 and more", f"!{verb.upper()}", f"! {verb}"):
            console.say(body)
    assert len(console.desk.heard) == 4
    assert console.lines == ["[#incidents] tocsin: fine"] * 4


@pytest.mark.parametrize(
    "body",
    [
        "!INC-1 ack", "!inc1 ack", "!#1 ack", "!INC 1 ack", "!incidents list", "!inc ack",
        "!please ack", "!p1 checkout is down", "!sev-1 checkout is down", "!P 1 checkout is down",
        "!rollback to 40", "!scale-up web", "!propose rollback",
        "!ack!", "!status", "!acknowledge", "!aknowledge INC-1", "!excalate em it grows",
    ],
)  # fmt: skip
def test_what_a_tired_person_begins_with_reaches_the_desk(body: str) -> None:
    with running(Console(Desk())) as console:
        console.say(body)
    assert console.desk.heard == [body]


@pytest.mark.parametrize("body", "\u2060!ack|\ufeff!ack|!\u200back|\uff01ack|!ack\u200e".split("|"))
def test_what_nobody_sees_keeps_no_command_from_the_desk(body: str) -> None:
    with running(Console(Desk())) as console:
        console.say(body)
    assert console.desk.heard == [body]


@pytest.mark.parametrize("word", ERRBOTS_OWN)
def test_errbots_own_words_stay_errbots(word: str) -> None:
    with running(Console(Desk())) as console:
        console.say(f"!{word}")
    assert console.desk.asked == []
    assert len(console.lines) >= 1


def test_help_with_a_verb_behind_it_is_ours() -> None:
    with running(Console(Desk())) as console:
        console.say("!help ack")
        console.say("!help incident")
    assert console.desk.heard == ["!help ack"]


def test_no_verb_of_ours_is_called_like_one_of_errbots_but_help() -> None:
    with running(Console(Desk())) as console:
        named = {name for name in console.bot.commands if name in VERBS}
    assert named - set(FIRST_WORDS.values()) == {"help"}


def test_a_plugin_of_somebody_else_keeps_its_words_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING), running(Console(Desk()), (Pager,)) as console:
        console.say("!page @bo")
        console.say("!list hosts")
        console.say("!incident page @bo")
        console.say("!list all")
    assert console.lines[:2] == ["[#incidents] tocsin: mine: @bo", "[#incidents] tocsin: hosts"]
    assert console.desk.heard == ["!incident page @bo", "!list all"]
    assert "takes !page; type `!incident page`" in caplog.text


@pytest.mark.parametrize("body", ["!incident ack", "!ack", "!INC-1 ack"])
def test_an_access_rule_for_incident_holds_for_the_bare_verbs_too(body: str) -> None:
    rules = {"Tocsin:incident": {"allowusers": ("ana",)}}
    with running(Console(Desk(), given={"ACCESS_CONTROLS": rules})) as console:
        console.say(body, speaker="bo")
        console.say(body, speaker="ana")
    assert [said.speaker for said in console.desk.asked] == ["ana"]
    assert "not allowed" in console.lines[0]


def test_an_access_rule_by_arguments_sees_the_verb_however_it_is_typed() -> None:
    rules = {"Tocsin:incident": {"denyargs": ("*close*",)}}
    with running(Console(Desk(), given={"ACCESS_CONTROLS": rules})) as console:
        for body in ("!incident close", "!close", "!incident INC-1 close"):
            console.say(body)
    assert console.desk.asked == []


@pytest.mark.parametrize("body", ["!weather", "!deploy shop", "!3", "!xyzzy close"])
def test_what_is_no_word_of_ours_stays_unknown(body: str) -> None:
    with running(Console(Desk())) as console:
        console.say(body)
    assert console.desk.asked == []
    assert "not found" in console.lines[0]
