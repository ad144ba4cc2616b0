"""Which lines only ask: nothing is written for them, so that no writer is needed to answer."""

from __future__ import annotations

import pytest

from tests.desk.given import World, open_p1
from tocsin.desk.verbs import VERBS
from tocsin.engine.spoken_line import SpokenLine

ASKS = (
    "list", "list all", "show", "INC-1", "INC-1 show", "42 show", "next", "why update", "why",
    "timeline", "catchup", "policy", "INC-1 policy", "policy now what", "export", "export json",
    "help", "help ack", "help nonsense", "", "triage", "update", "task", "check", "check INC-1",
    "action", "postmortem", "postmortem show", "postmortem show impact", "status-page",
    "status-page show", "drill", "nonsense", "oncall", "oncall pay", "oncall overide @bo 4h",
    "logs", "graph", "INC-1 logs", "INC-1 list", "INC-1 ack INC-2", "status-page --reason",
    "link-me",
)  # fmt: skip
CHANGES = (
    "declare it is slow p2", "report it is slow", "drill slow", "triage all | x | no | no",
    "accept", "ack", "take tl", "update a | b | c | d", "update eta 14:30", "task add look",
    "task done 1", "check 1", "postmortem draft", "postmortem impact it was slow",
    "action add x @bo 3d", "status-page publish", "notify-customers", "yes", "no", "resolve",
    "close", "oncall override @bo 4h", "metrics", "take ic --reason the other sleeps",
    "link-me irc:U-7", "link-me AAAA-AAAA",
)  # fmt: skip


def said(text: str, room: str = "#incidents") -> SpokenLine:
    return SpokenLine(platform="irc", message_id="m", speaker="ana", room=room, text=text)


@pytest.mark.parametrize("typed", ASKS)
def test_what_only_asks_is_answered_as_it_is_within_a_transaction_that_writes(typed: str) -> None:
    world = open_p1()
    asked = said(f"!incident {typed}")

    assert world.desk.only_asks(asked)
    looked = world.store.read(lambda tx: world.desk.look(tx, asked))
    assert looked == world.store.write(lambda tx: world.desk.handle(tx, asked))
    assert looked.text.as_plain()


@pytest.mark.parametrize("typed", CHANGES)
def test_what_changes_something_does_not_only_ask(typed: str) -> None:
    assert not open_p1().desk.only_asks(said(f"!incident {typed}"))


def test_every_verb_is_told_to_ask_or_to_change() -> None:
    told = {line.split()[0] for line in (*ASKS, *CHANGES) if line}
    forgotten = {one.name for one in VERBS.values() if one.reads("")} - told
    assert forgotten == set()


def test_a_verb_that_shows_nothing_and_tells_nothing_asks_nothing() -> None:
    silent = [one.name for one in VERBS.values() if one.reads("") and one.does and not one.views]
    assert silent == []


def test_what_is_private_is_asked_for_by_the_same_rules() -> None:
    world = World()
    world.say("!incident declare salaries are seen p1 --private", room="")

    overheard = world.store.read(lambda tx: world.desk.look(tx, said("!incident INC-1 show")))
    assert not overheard.accepted
    assert overheard.text.as_plain() == "INC-1: ask in its private room, or in a direct message."
    listed = world.store.read(lambda tx: world.desk.look(tx, said("!incident list")))
    assert "salaries" not in listed.text.as_plain()
