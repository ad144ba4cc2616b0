"""However much a guest sends, people are answered as if they were not there."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from tests.engine.given import P1, ScriptedChat, World
from tests.engine.test_hearing import ANA, SHOP, said
from tocsin.chat import Account, Action, Limits, MessageRef, RoomRef, Text
from tocsin.chat.backend import EventResult
from tocsin.config.operations import GuestLimits
from tocsin.engine.guests import REPORTS
from tocsin.engine.retention import Retention
from tocsin.store.chat_event_json import MOST_TEXT

MALLORY = Account(platform="irc", id="U-MALLORY", name="Ana")
OTHER = Account(platform="irc", id="U-OTHER", name="Kim")
DEFAULT = GuestLimits()
MANY = GuestLimits(reports_per_hour=1000, lines_per_minute=1000)
A_POST_S = 1.0


@dataclass
class Timed(ScriptedChat):
    """Remembers when each post came, by the clock of the world."""

    clock: object = None
    at: list[tuple[datetime, str]] = field(default_factory=list)

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        made = super().post(room, text, key=key, thread=thread, actions=actions, again=again)
        assert callable(self.clock)
        self.at.append((self.clock(), text.as_plain()))
        return made

    def came(self, words: str) -> datetime:
        """When these words were posted first."""
        return next(at for at, text in self.at if text == words)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def a_world(folder: Path, limits: GuestLimits = DEFAULT) -> World:
    """A platform with ids of its own."""
    folder.mkdir(exist_ok=True)
    made = World(folder, teams={"shop": SHOP})
    made.guests = limits
    chat = Timed(clock=made.clock)
    chat.able -= {"person-ids"}
    made.chats = {"irc": chat}
    made.restart()
    return made


@pytest.fixture
def chat(world: World) -> Timed:
    found = world.chat
    assert isinstance(found, Timed)
    return found


def hear(world: World, text: str, by: Account = MALLORY, **more: object) -> EventResult:
    """As if it were another message each time."""
    world._messages += 1
    return world.system.hear(said(text, event=f"e{world._messages}", by=by, **more))


def flood(world: World, text: str, times: int, by: Account = MALLORY) -> list[EventResult]:
    return [hear(world, text, by) for _ in range(times)]


def seconds_until_answered(world: World, lines: int) -> float:
    """How long Ana waits for the reply to an `ack`, after so many lines of a guest: ten a second.

    The platform takes a post a second.
    """
    chat = world.chat
    assert isinstance(chat, Timed)
    chat.bounds = Limits(posts_per_second=1 / A_POST_S, posts_per_room=1 / A_POST_S, burst=3)
    world.restart()
    world.system.read_replies.start()
    hear(world, P1, ANA)
    world.run(minutes=2)
    for number in range(lines):
        wanted = f"report {number} is down" if number % 3 else "INC-1 ack"
        hear(world, f"!incident {wanted}")
        world.run(seconds=0.1)
    began = world.clock()
    answer = hear(world, "!incident INC-1 ack", ANA)
    world.run(seconds=20)
    world.system.read_replies.stop()
    assert answer.accepted
    return (chat.came(answer.reply.as_plain()) - began).total_seconds()


@pytest.mark.parametrize("limits", [DEFAULT, MANY], ids=["as they are", "as good as none"])
def test_an_ack_is_answered_as_if_the_guest_were_not_there(
    tmp_path: Path, limits: GuestLimits
) -> None:
    """It may fall behind the one post that has just gone; whatever waits goes behind it."""
    waited = {
        lines: seconds_until_answered(a_world(tmp_path / str(lines), limits), lines)
        for lines in (0, 9, 30, 100)
    }
    assert max(waited.values()) <= waited[0] + A_POST_S, waited


def test_a_guest_opens_few_incidents_and_is_told_who_can_open_more(
    world: World, chat: Timed
) -> None:
    result = [hear(world, f"!incident report {number} is down") for number in range(200)]
    world.run(minutes=3)
    assert world.count() == DEFAULT.reports_per_hour
    refused = result[DEFAULT.reports_per_hour]
    assert refused.reply.as_plain() == (
        "Not opened: 5 reports came from your account within the hour, and no more are taken from "
        "an account that is in no team file. Is this something new? Anybody of Shop can open it: "
        "`!incident declare <title>`. On call now: Ana."
    )
    assert not refused.accepted
    assert refused.reply.as_plain() in chat.heard("#incidents")
    assert len(chat.posts) < 30


def test_an_hour_later_they_are_heard_again(world: World) -> None:
    flood(world, "!incident report it is down", 8)
    world.run(minutes=61)
    assert hear(world, "!incident report it is down again").accepted
    assert world.count() == DEFAULT.reports_per_hour + 1


def test_a_restart_does_not_let_them_begin_anew(world: World) -> None:
    flood(world, "!incident report it is down", 8)
    world.restart()
    assert not hear(world, "!incident report it is down again").accepted
    assert world.count() == DEFAULT.reports_per_hour


def test_what_is_refused_for_another_reason_is_not_counted(world: World) -> None:
    flood(world, "!incident declare it is down p1", 8)
    assert hear(world, "!incident report it is down").accepted


def test_each_account_has_a_limit_of_its_own(world: World) -> None:
    flood(world, "!incident report it is down", 20)
    assert hear(world, "!incident report it is down", OTHER).accepted


def test_too_many_lines_are_told_once_and_then_not_answered(world: World, chat: Timed) -> None:
    result = flood(world, "!incident INC-1 ack", 300)
    world.run(minutes=10)
    told = [one.reply.as_plain() for one in result if one.reply]
    assert len(told) == DEFAULT.lines_per_minute + 1
    assert told[-1] == (
        "That is a lot at once: an account that is in no team file is answered 10 times a minute. "
        "Wait a minute. A new report is heard all the same: `!incident report <what you see>`."
    )
    assert len(chat.posts) + len(chat.directs) == len(told)
    assert not any(one.accepted for one in result)
    assert all(one.taken for one in result)


def test_who_is_not_answered_leaves_nothing_behind(world: World) -> None:
    flood(world, "!incident INC-1 ack", 12)
    before = len(world.pending())
    flood(world, "!incident INC-1 ack", 50)
    assert len(world.pending()) == before
    row = world.store.read(lambda tx: tx.inbox("chat/irc", f"e{world._messages}"))
    assert row is None


def test_after_a_quiet_minute_they_are_answered_again(world: World) -> None:
    flood(world, "!incident INC-1 ack", 300)
    world.run(seconds=61)
    assert hear(world, "!incident list").reply


def test_whoever_goes_on_is_not_answered_again(world: World) -> None:
    for _ in range(30):
        flood(world, "!incident list", 20)
        world.run(seconds=20)
    assert sum(bool(one.reply) for one in flood(world, "!incident list", 20)) == 0


def test_a_report_is_heard_among_too_many_lines(world: World) -> None:
    flood(world, "!incident INC-1 ack", 300)
    assert hear(world, "!incident report checkout is down").accepted
    assert world.count() == 1


def test_refused_reports_are_no_way_around_it(world: World) -> None:
    result = flood(world, "!incident report", 300)
    most = DEFAULT.lines_per_minute + DEFAULT.reports_per_hour + 1
    assert sum(bool(one.reply) for one in result) <= most


def test_very_long_lines_are_counted_too(world: World) -> None:
    result = flood(world, "!incident report " + "x" * MOST_TEXT, 100)
    most = DEFAULT.lines_per_minute + 1
    assert sum(bool(one.reply) for one in result) <= most


def test_nobody_of_a_team_file_is_ever_counted(world: World) -> None:
    result = [hear(world, f"!incident report {number} is down", ANA) for number in range(50)]
    assert all(one.accepted for one in result)
    assert world.count() == 50


def test_who_links_their_account_is_counted_no_more(world: World) -> None:
    flood(world, "!incident list", 30)
    code = hear(world, "!incident link-me irc:U-MALLORY", ANA).reply.as_plain()
    typed = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    assert typed is not None
    world.run(seconds=61)
    assert hear(world, f"!incident link-me {typed.group()}").accepted
    assert all(one.reply for one in flood(world, "!incident list", 30))


def test_it_is_counted_and_told_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    flood(world, "!incident report it is down", 100)
    registry = CollectorRegistry()
    registry.register(world.system.refused_requests)
    shown = generate_latest(registry).decode()
    assert 'tocsin_refused_total{door="chat.irc",why="too many reports of one guest"} 10.0' in shown
    assert 'why="too many lines of one guest"' in shown
    warned = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert len(warned) == 2
    assert "MALLORY" not in caplog.text.replace("guest-U-MALLORY", "")


def test_what_is_kept_of_them_is_dropped_when_it_counts_no_more(world: World) -> None:
    flood(world, "!incident report it is down", 3)
    assert len(kept(world)) == 1
    world.clock.at += timedelta(hours=2)
    Retention(world.store).step(world.clock())
    assert kept(world) == []


def kept(world: World) -> list[object]:
    return [json.loads(one) for one in world.store.read(lambda tx: tx.facts(REPORTS)).values()]
