"""The connection: one at a time, resumed behind what was handled, and begun anew sparingly."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.counterparts.discord import Discord, Person
from tests.counterparts.discord.listening import ENV, FakeEars, Start, heeding, new
from tests.patience import COMES_S, HANGS_S
from tocsin.chat import EventQueue, Pulse
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_discord.api import DiscordApi
from tocsin_discord.backend import OUT, OUTAGE
from tocsin_discord.errors import fault
from tocsin_discord.gateway import Frame, Gateway


class Following:
    """A gateway that is followed in a thread, and what it told; the test says what time it is."""

    def __init__(self, discord: Discord) -> None:
        api = DiscordApi(Secret(ENV), discord.url)
        self.frames: list[Frame] = []
        self.held = threading.Event()
        self.held.set()
        self.failed: ProviderError | None = None
        self.seconds = 0.0
        now = partial(datetime.now, UTC)
        self.gateway = Gateway(api, Secret(ENV), lambda *_: False, now)
        self.gateway.pulse = Pulse("Discord", now, monotonic=lambda: self.seconds)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self.start = self._thread.start

    def said(self) -> list[str]:
        return [one.data["content"] for one in self.frames if one.kind == "MESSAGE_CREATE"]

    def stop(self) -> None:
        self.held.set()
        self.gateway.stop()
        self._thread.join(COMES_S)
        assert not self._thread.is_alive()

    def _follow(self) -> None:
        try:
            self.gateway.follow(self._handle, lambda: False)
        except ProviderError as error:
            self.failed = error

    def _handle(self, frame: Frame) -> None:
        self.held.wait(HANGS_S)
        self.frames.append(frame)
        self.gateway.handled(frame)


@contextmanager
def following(discord: Discord) -> Iterator[Following]:
    one = Following(discord)
    one.start()
    try:
        yield one
    finally:
        one.stop()
        discord.until(lambda: discord.sockets() == 0)


def test_frames_come_in_their_order_and_text_is_text(discord: Discord, ana: Person) -> None:
    room = discord.room("order", ana)
    with following(discord) as one:
        discord.until(lambda: discord.sockets() == 1)
        for number in range(100):
            discord.say(ana, room, str(number))
        discord.until(lambda: len(one.said()) == 100)
    assert one.said() == [str(number) for number in range(100)]
    assert [frame.kind for frame in one.frames[:2]] == ["READY", "GUILD_CREATE"]


def test_what_waited_when_a_line_was_cut_is_told_again(discord: Discord, ana: Person) -> None:
    room, resumed = discord.room("cut", ana), discord.gateway.resumed
    with following(discord) as one:
        discord.until(lambda: one.gateway.fitness().ok)
        discord.say(ana, room, "one")
        discord.until(lambda: one.said() == ["one"])
        one.held.clear()
        for words in ("two", "three"):
            discord.say(ana, room, words)
        discord.until(lambda: bool(one.gateway.waiting))
        discord.cut()
        one.held.set()
        discord.say(ana, room, "four")
        discord.until(lambda: "four" in one.said())
    assert [*dict.fromkeys(one.said())] == ["one", "two", "three", "four"]
    assert discord.gateway.resumed == resumed + 1


def test_more_than_can_wait_is_told_again_and_not_lost(discord: Discord, ana: Person) -> None:
    room = discord.room("flood", ana)
    with following(discord) as one:
        discord.until(lambda: one.gateway.fitness().ok)
        one.gateway.waiting = EventQueue(3)
        one.held.clear()
        for number in range(12):
            discord.say(ana, room, str(number))
        discord.until(lambda: one.gateway.connection is not None and one.gateway.connection.over)
        one.held.set()
        discord.until(lambda: "11" in one.said())
    assert [*dict.fromkeys(one.said())] == [str(number) for number in range(12)]


def beats(discord: Discord, one: Following) -> None:
    """A beat that is answered is a sign of life."""
    before = one.gateway.fitness().heard_at
    discord.until(lambda: one.gateway.fitness().heard_at != before)


def test_a_line_that_says_nothing_is_dead(discord: Discord, ana: Person) -> None:
    discord.gateway.heartbeat_s = 0.05
    room, resumed = discord.room("zombie", ana), discord.gateway.resumed
    try:
        with following(discord) as one:
            discord.until(lambda: one.gateway.fitness().ok)
            for _ in range(3):
                beats(discord, one)
            discord.deaden()
            discord.say(ana, room, "unheard")
            one.seconds += 61
            discord.until(lambda: "unheard" in one.said() or one.failed is not None)
            assert one.failed is None
            assert discord.gateway.resumed == resumed + 1
    finally:
        discord.gateway.heartbeat_s = 41.25


def test_an_intent_that_is_not_allowed_is_said(discord: Discord) -> None:
    discord.disallow("message_content")
    try:
        with following(discord) as one:
            discord.until(lambda: one.failed is not None)
            assert str(one.failed) == str(fault("closed4014"))
            assert str(fault("closed4014")) in one.gateway.fitness().detail
    finally:
        discord._world.allowed.add("message_content")


def test_it_begins_sparingly_when_few_beginnings_are_left(discord: Discord) -> None:
    """The last fourth is spread over what is left of the day."""
    left, discord.gateway.left = discord.gateway.left, 200
    begun = discord.gateway.identified
    try:
        with following(discord) as one:
            discord.until(lambda: "began too often" in one.gateway.fitness().detail)
        assert discord.gateway.identified == begun
    finally:
        discord.gateway.left = left


def test_an_outage_of_the_server_and_a_bot_thrown_out_are_said(
    discord: Discord, ana: Person, start: Start
) -> None:
    backend, ears = start()
    room = discord.room("outages", ana)
    discord.outage()
    discord.until(lambda: OUTAGE in backend.fitness().detail)
    discord.outage(on=False)
    discord.until(lambda: backend.fitness().ok)
    discord.say(ana, room, "there again")
    discord.until(lambda: "there again" in ears.said())


def test_a_bot_that_was_thrown_out_says_so(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, Discord() as alone:
        patch.setenv(ENV, alone.token)
        backend = new(alone, tmp_path)
        with heeding(backend, FakeEars()):
            alone.until(lambda: backend.fitness().ok)
            alone.kick_bot()
            alone.until(lambda: OUT in backend.fitness().detail)
