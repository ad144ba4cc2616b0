"""Each platform is heard in a thread of its own, again after a failure, where it should be."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.patience import COMES_S, until
from tocsin.bootstrap.listeners import FIRST_PAUSE_S, LONGEST_PAUSE_S, Listeners, RetryPauses
from tocsin.chat import (
    Account,
    Card,
    Chat,
    Ears,
    EventResult,
    Finding,
    Fitness,
    Form,
    Heard,
    RoomRef,
)
from tocsin.errors import ProviderError
from tocsin.providers.http import LONGEST_WAIT_S

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BOUND_S = COMES_S


class Deaf:
    """Ears that nobody speaks to."""

    def hear(self, heard: Heard) -> EventResult:
        return EventResult()

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        return None

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return ()

    def home(self, account: Account) -> tuple[Card, ...]:
        return ()


class Radio:
    """A backend that listens until it is stopped; `begun` is set when it does."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.calls = 0
        self.faults: list[BaseException] = []
        self._stopped = threading.Event()

    @property
    def chat(self) -> Chat:
        raise NotImplementedError

    def listen(self, ears: Ears) -> None:
        self.calls += 1
        self._stopped.clear()
        self.begun.set()
        if self.faults:
            raise self.faults.pop(0)
        self._stopped.wait(BOUND_S)

    def fitness(self) -> Fitness:
        return Fitness(ok=True)

    def doctor(self) -> tuple[Finding, ...]:
        return ()

    def stop(self, seconds: float) -> None:
        self._stopped.set()


class Hangs(Radio):
    """Returns at once the first time, as if all had been heard."""

    def listen(self, ears: Ears) -> None:
        if self.calls:
            super().listen(ears)
        self.calls = max(self.calls, 1)


class Stubborn(Radio):
    """Does not end when it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def listen(self, ears: Ears) -> None:
        self.begun.set()
        self.let_go.wait(BOUND_S)


@contextmanager
def opens(_platform: str) -> Iterator[Ears]:
    yield Deaf()


def of(listeners: Listeners, platform: str) -> tuple[bool, bool]:
    """Whether it is held, and heard."""
    return next((one.held, one.hears) for one in listeners.standing() if one.platform == platform)


def test_each_platform_is_heard_at_once() -> None:
    one, two = Radio(), Radio()
    listeners = Listeners({"irc": one, "mesh": two}, opens)
    listeners.step(NOW)
    assert one.begun.wait(BOUND_S)
    assert two.begun.wait(BOUND_S)
    listeners.stop(BOUND_S)
    assert [one.hears for one in listeners.standing()] == [False, False]


@pytest.mark.parametrize("fault", [OSError("no net"), SystemExit(1)], ids=repr)
def test_what_fails_is_begun_again(fault: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    radio = Radio()
    radio.faults = [fault]
    listeners = Listeners({"irc": radio}, opens)
    listeners.step(NOW)
    assert radio.begun.wait(BOUND_S)
    radio.begun.clear()
    assert radio.begun.wait(FIRST_PAUSE_S + BOUND_S)
    listeners.stop(BOUND_S)
    assert radio.calls == 2
    assert "chat.irc: listening failed" in caplog.text


def test_what_returns_by_itself_is_a_fault_and_is_begun_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A platform has always more to hear: only somebody who sits here may have left."""
    radio = Hangs()
    listeners = Listeners({"irc": radio}, opens)
    listeners.step(NOW)
    seen: list[tuple[str, bool, bool]] = []

    def stopped() -> bool:
        (one,) = listeners.standing()
        seen.append((one.detail, one.due, one.hears))
        return "stopped listening by itself" in one.detail

    try:
        until(stopped)
        assert seen[-1][1:] == (True, False)
        assert "chat.irc: it stopped listening by itself; listening again" in caplog.text
        until(lambda: radio.calls == 2)
        assert listeners.standing()[0].detail == ""
    finally:
        listeners.stop(BOUND_S)


def test_who_sits_here_may_leave() -> None:
    radio = Hangs()
    listeners = Listeners({"console": radio}, opens, seated="console")
    listeners.sit()
    (standing,) = listeners.standing()
    assert (radio.calls, standing.due, standing.detail) == (1, False, "")


def test_the_pauses_grow_and_begin_anew_after_a_good_while() -> None:
    now = [0.0]
    pauses = RetryPauses(lambda: now[0])
    found = []
    for _ in range(9):
        found.append(pauses.next())
        now[0] += found[-1]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (FIRST_PAUSE_S, LONGEST_PAUSE_S)
    now[0] += 3600
    assert pauses.next() == FIRST_PAUSE_S
    asked = ProviderError("rate_limited", "too much at once", retry_after=90.0)
    assert pauses.next(asked) == 90.0
    asked.retry_after = float("inf")
    assert pauses.next(asked) == LONGEST_WAIT_S


def test_only_who_holds_a_platform_hears_it_and_it_may_come_back() -> None:
    radio, held = Radio(), [False]
    listeners = Listeners({"irc": radio}, opens, holds=lambda _platform, _now: held[0])
    listeners.step(NOW)
    assert radio.calls == 0
    for count in (1, 2):
        held[0] = True
        listeners.step(NOW)
        assert radio.begun.wait(BOUND_S)
        assert radio.calls == count
        held[0] = False
        listeners.step(NOW)
        until(lambda: of(listeners, "irc") == (False, False))
        radio.begun.clear()
    listeners.stop(BOUND_S)


def test_who_sits_here_needs_no_lease_and_is_heard_where_one_sits() -> None:
    radio = Radio()
    listeners = Listeners({"console": radio}, opens, holds=lambda *_: False, seated="console")
    sitting = threading.Thread(target=listeners.sit, daemon=True)
    listeners.step(NOW)
    assert radio.calls == 0
    sitting.start()
    assert radio.begun.wait(BOUND_S)
    listeners.stop(BOUND_S)
    sitting.join(BOUND_S)
    assert not sitting.is_alive()


def test_one_that_does_not_end_is_left_behind_in_time(caplog: pytest.LogCaptureFixture) -> None:
    stubborn, radio = Stubborn(), Radio()
    listeners = Listeners({"irc": stubborn, "mesh": radio}, opens)
    listeners.step(NOW)
    assert stubborn.begun.wait(BOUND_S)
    assert radio.begun.wait(BOUND_S)
    listeners.stop(0.3)
    assert "chat.irc: listening did not end in time" in caplog.text
    assert "chat.mesh" not in caplog.text
    stubborn.let_go.set()


class Odd(Radio):
    """Says of itself whatever it likes, and may hang when it is stopped."""

    def __init__(self, says: object = None, *, hangs: bool = False) -> None:
        super().__init__()
        self.says = says
        self.hangs = hangs
        self.let_go = threading.Event()
        self.stops = 0

    def fitness(self) -> Fitness:
        if isinstance(self.says, BaseException):
            raise self.says
        return self.says  # type: ignore[return-value]  # as plugins do

    def stop(self, seconds: float) -> None:
        self.stops += 1
        if self.hangs:
            self.let_go.wait(BOUND_S)
        super().stop(seconds)


@pytest.mark.parametrize(
    "says",
    [
        None,
        "well",
        Fitness(ok=True, heard_at=NOW.replace(tzinfo=None)),
        Fitness(ok=True, heard_at="now"),  # type: ignore[arg-type]  # as plugins do
        Fitness(ok=True, detail=None),  # type: ignore[arg-type]
        SystemExit(1),
    ],
    ids=repr,
)
def test_a_backend_that_talks_rubbish_of_itself_ends_nothing(says: object) -> None:
    """A step that raises would end the process, and every other platform with it."""
    odd, other = Odd(says), Radio()
    listeners = Listeners({"mesh": odd, "irc": other}, opens)
    for _ in range(2):
        listeners.step(NOW)
    assert odd.begun.wait(BOUND_S)
    assert other.begun.wait(BOUND_S)
    listeners.step(NOW)
    (told, _) = [one.fitness for one in listeners.standing()]
    assert not told.ok
    assert "cannot tell how it fares" in told.detail
    listeners.stop(BOUND_S)


def test_a_backend_that_hangs_when_it_is_stopped_holds_up_no_other() -> None:
    odd, other = Odd(Fitness(ok=True), hangs=True), Radio()
    held = {"mesh": True, "irc": True}
    listeners = Listeners(
        {"mesh": odd, "irc": other}, opens, holds=lambda platform, _now: held[platform]
    )
    listeners.step(NOW)
    assert odd.begun.wait(BOUND_S)
    assert other.begun.wait(BOUND_S)
    held["mesh"] = False
    began = time.monotonic()
    listeners.step(NOW)
    listeners.step(NOW)
    assert time.monotonic() - began < BOUND_S / 2
    listeners.stop(0.3)  # which the one that hangs takes whole
    until(lambda: not of(listeners, "irc")[1])
    assert time.monotonic() - began < BOUND_S
    assert odd.stops == 1
    odd.let_go.set()
