"""The heartbeat goes out while calls would be made, and its silence is the alarm."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.engine.given import P1, World
from tests.operations.echo import Echo
from tests.patience import HANGS_S
from tocsin.bootstrap import delivery_workers as workers_module
from tocsin.bootstrap import heartbeat as heartbeat_module
from tocsin.bootstrap import system as system_module
from tocsin.bootstrap.delivery_workers import SIZES
from tocsin.bootstrap.heartbeat import HeartbeatRefused, HeartbeatSender, send
from tocsin.config.operations import Heartbeat
from tocsin.errors import ProviderError, StoreUnavailable

TOKEN = "0193a5c0-canary"
SOON = 60.0


@dataclass
class Beating:
    """A pulse, a steady clock moved by hand, and whoever listens outside."""

    trouble: str = ""
    fault: Exception | None = None
    seconds: float = 0.0
    heard: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pulse = HeartbeatSender(
            Heartbeat(url=f"https://alive.example.com/{TOKEN}", every=timedelta(seconds=60)),
            lambda: self.trouble,
            steady=lambda: self.seconds,
            sending=self._send,
        )

    def _send(self, url: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.heard.append(self.seconds)

    def live(self, seconds: int) -> None:
        for _ in range(seconds):
            self.pulse.step()
            self.seconds += 1


def test_it_beats_at_once_and_then_as_often_as_it_was_told() -> None:
    beating = Beating()
    beating.live(150)
    assert beating.heard == [0, 60, 120]


def test_while_something_is_wrong_it_is_silent_and_says_why_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    beating = Beating(trouble="timers: the earliest is 61 s late")
    beating.live(70)
    beating.trouble = "timers: the earliest is 121 s late"
    beating.live(100)
    assert beating.heard == []
    assert [one.getMessage() for one in caplog.records] == [
        "the heartbeat is withheld: timers: the earliest is 61 s late"
    ]


def test_it_goes_on_when_all_is_well_again(caplog: pytest.LogCaptureFixture) -> None:
    beating = Beating(trouble="database: StoreUnavailable")
    beating.live(30)
    beating.trouble = ""
    beating.live(60)
    assert beating.heard == [60]
    assert caplog.messages[-1] == "the heartbeat goes out again"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(f"https://alive.example.com/{TOKEN}"), "cannot be sent: OSError"),
        (HeartbeatRefused("it answered 500"), "is not taken: it answered 500"),
    ],
)
def test_a_beat_nobody_takes_harms_nothing_and_shows_no_address(
    caplog: pytest.LogCaptureFixture, fault: Exception, said: str
) -> None:
    beating = Beating(fault=fault)
    beating.live(150)
    assert caplog.messages == [f"the heartbeat {said}"]
    assert TOKEN not in caplog.text
    beating.fault = None
    beating.live(60)
    assert beating.heard == [180]


# ------------------------------------------------------------------------------ over the wire


@pytest.fixture
def outside() -> Iterator[Echo]:
    made = Echo(200)
    yield made
    made.close()


def test_a_beat_is_one_get_of_the_address(outside: Echo) -> None:
    send(f"http://127.0.0.1:{outside.port}/ping/{TOKEN}?from=tocsin")
    (said,) = outside.heard
    assert said.splitlines()[0] == f"GET /ping/{TOKEN}?from=tocsin HTTP/1.1"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_2xx_is_taken(status: int) -> None:
    other = Echo(status)
    try:
        with pytest.raises(HeartbeatRefused, match=f"it answered {status}"):
            send(f"http://127.0.0.1:{other.port}/{TOKEN}")
    finally:
        other.close()


def test_an_outside_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat_module, "WHOLE_S", 0.2)
    silent = Echo(-1)
    done = threading.Event()

    def sending() -> None:
        with pytest.raises(ProviderError, match="did not answer in time"):
            send(f"http://127.0.0.1:{silent.port}/")
        done.set()

    thread = threading.Thread(target=sending)
    thread.start()
    assert done.wait(SOON)
    thread.join()
    silent.close()


# --------------------------------------------------------------------------------- the system


@pytest.fixture
def alive(tmp_path: Path, outside: Echo, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A whole system that beats as fast as it can."""
    monkeypatch.setattr(system_module, "EVERY_S", 0.02)
    world = World(tmp_path)
    world.system.heartbeat = Heartbeat(
        url=f"http://127.0.0.1:{outside.port}/{TOKEN}", every=timedelta(seconds=0.02)
    )
    yield world
    world.system.stop()


def waits_for(outside: Echo, count: int) -> bool:
    """Whether so many beats come soon."""
    pause = threading.Event()
    for _ in range(100):
        if len(outside.heard) >= count:
            return True
        pause.wait(SOON / 100)
    return False


def silent(outside: Echo) -> bool:
    """Whether at last no beat comes for a while: some may be on their way."""
    pause = threading.Event()
    for _ in range(100):
        before = len(outside.heard)
        pause.wait(0.3)
        if len(outside.heard) == before:
            return True
    return False


def test_a_system_that_works_beats(alive: World, outside: Echo) -> None:
    alive.system.start(lambda: None)
    assert waits_for(outside, 3)


def test_a_database_that_is_away_silences_it(
    alive: World, outside: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive.system.start(lambda: None)
    assert waits_for(outside, 1)

    def away(_query: object) -> object:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(alive.store, "read", away)
    assert silent(outside)
    monkeypatch.undo()


def test_a_timer_that_is_left_lying_silences_it(
    alive: World, outside: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody should be called and is not: the one thing that must be heard outside."""
    alive.tell(P1)
    alive.system.timers.step = lambda now: 0  # type: ignore[method-assign]  # the timers are not evaluated
    alive.system.start(lambda: None)
    assert waits_for(outside, 1)
    alive.clock.at += timedelta(minutes=7)
    assert silent(outside)
    assert "withheld: timers: the earliest is 120 s late" in caplog.text


def test_a_loop_that_hangs_silences_it(
    alive: World, outside: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {**SIZES, "page": replace(SIZES["page"], longest_s=0.6)}
    monkeypatch.setattr(workers_module, "SIZES", sizes)
    free = threading.Event()
    alive.bell().script = [lambda: free.wait(HANGS_S)]
    alive.system.start(lambda: None)
    assert waits_for(outside, 1)
    alive.say(P1)
    threading.Event().wait(0.4)
    assert silent(outside)
    free.set()


@pytest.mark.e2e
def test_the_bot_beats_from_its_config(shop: Deployment, outside: Echo) -> None:
    url = f"http://127.0.0.1:{outside.port}/ping/{TOKEN}"
    with shop.config.open("a", encoding="utf-8") as file:
        file.write(f'TOCSIN_HEARTBEAT = {{"url": "{url}", "every": "10s"}}\n')
    with running(shop, "--no-input") as bot:
        assert waits_for(outside, 1)
        assert bot.terminate() == 0
    assert f"GET /ping/{TOKEN}" in outside.heard[0]
    assert TOKEN not in bot.err.text() + bot.out.text()


def test_nothing_of_the_library_logs_the_address(
    outside: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    send(f"http://127.0.0.1:{outside.port}/ping/{TOKEN}")
    assert TOKEN not in caplog.text
