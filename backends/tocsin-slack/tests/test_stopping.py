"""Whoever stops it waits for no more than what is under way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.slack import Slack
from tests.patience import COMES_S, HANGS_S
from tocsin.chat import (
    Account,
    Card,
    ChatContext,
    EventResult,
    Form,
    Heard,
    ReadBack,
    RoomRef,
    Said,
)
from tocsin.providers import Secret
from tocsin_slack.backend import SlackBackend
from tocsin_slack.config import SlackConfig
from tocsin_slack.doctor import MANIFEST

BOT, APP = "STOPPING_BOT", "STOPPING_APP"
MISSED: Final = 30


class SlowEars:
    """A core that takes its time, until it is free; `heard` are the words of messages."""

    def __init__(self, *, free: bool) -> None:
        self.heard: list[str] = []
        self.free = threading.Event()
        if free:
            self.free.set()

    def hear(self, heard: Heard) -> EventResult:
        if isinstance(heard, Said):
            self.heard.append(heard.text)
            self.free.wait(HANGS_S)
        return EventResult()

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        return None

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    with Slack(manifest=MANIFEST) as made:
        monkeypatch.setenv(BOT, made.bot_token)
        monkeypatch.setenv(APP, made.app_token)
        yield made


def listens(slack: Slack, folder: Path, ears: SlowEars) -> tuple[SlackBackend, threading.Thread]:
    now = partial(datetime.now, UTC)
    context = ChatContext(name="slack", data_dir=folder, clock=now, write_line=print)
    config = SlackConfig(bot_token=Secret(BOT), app_token=Secret(APP), base_url=slack.url)
    backend = SlackBackend(config, context)
    thread = threading.Thread(target=backend.listen, args=(ears,), daemon=True)
    thread.start()
    slack.until(lambda: backend.fitness().ok)
    return backend, thread


def stops(backend: SlackBackend, thread: threading.Thread, ears: SlowEars | None = None) -> bool:
    """Whether it stops; what is under way takes until then."""
    backend.stop(COMES_S)
    if ears is not None:
        ears.free.set()
    thread.join(COMES_S)
    return not thread.is_alive()


def test_much_that_was_missed_is_left_to_the_next_start(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReadBack, "AT_ONCE", 2)
    ana = slack.person("ana")
    room = slack.room("busy", ana)
    first = listens(slack, tmp_path, SlowEars(free=True))
    slack.until(lambda: (tmp_path / "slack.read").exists())
    assert stops(*first)
    for number in range(MISSED):
        slack.say(ana, room, f"missed {number}")
    slow = SlowEars(free=False)
    second = listens(slack, tmp_path, slow)
    slack.say(ana, room, "the latest")
    slack.until(lambda: bool(slow.heard))

    assert stops(*second, slow)
    assert len(slow.heard) < MISSED / 2

    third = listens(slack, tmp_path, quick := SlowEars(free=True))
    slack.redeliver()
    slack.until(lambda: "the latest" in quick.heard)
    assert stops(*third)
    expected = [f"missed {number}" for number in range(MISSED)]
    once = dict.fromkeys([*slow.heard, *quick.heard])  # what Slack tells again, the inbox knows
    assert [*once] == [*expected, "the latest"]
