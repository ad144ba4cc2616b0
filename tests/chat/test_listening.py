"""What a backend listens with: its pulse, each thing once, and what is done beside the line."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.chat import (
    Account,
    BackgroundWork,
    Card,
    DeduplicatingEars,
    EventResult,
    Fitness,
    Form,
    Heard,
    Pulse,
    RoomRef,
    Said,
    text,
)
from tocsin.chat.listening import REMEMBERED
from tocsin.errors import ProviderError, StoreUnavailable

START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
ANA = Account(platform="paper", id="7", name="Ana")
WAIT_S = 5.0


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return (self.now - START).total_seconds()

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pulse(time: Time) -> Pulse:
    return Pulse("Paper", time, silent_s=60, monotonic=time.seconds)


def test_a_platform_that_was_never_heard_is_not_connected(pulse: Pulse) -> None:
    assert pulse.fitness() == Fitness(ok=False, detail="Paper is not connected yet.")


def test_a_platform_that_is_well_says_when_it_was_heard(pulse: Pulse, time: Time) -> None:
    pulse.well()
    time.go(59)
    assert pulse.fitness() == Fitness(ok=True, heard_at=START)


def test_a_platform_that_falls_silent_is_not_well_though_nobody_says_so(
    pulse: Pulse, time: Time
) -> None:
    pulse.heard()
    pulse.well()
    time.go(61)
    assert pulse.silent()
    assert not pulse.silent(100)
    told = pulse.fitness()
    assert (told.ok, told.detail) == (False, "Paper says nothing any more.")
    pulse.heard()
    assert pulse.fitness().ok


def test_the_silence_of_a_new_connection_counts_from_its_beginning(
    pulse: Pulse, time: Time
) -> None:
    pulse.heard()
    time.go(61)
    pulse.begin()
    assert not pulse.silent()
    assert pulse.fitness().heard_at == START


def test_a_trouble_is_as_old_as_it_was_the_first_time_it_was_said(pulse: Pulse, time: Time) -> None:
    pulse.trouble("It takes no token.")
    time.go(600)
    pulse.trouble("It takes no token.")
    assert pulse.fitness().detail == "It takes no token. (since 14:30 UTC)"
    pulse.trouble("It is away.")
    assert pulse.fitness().detail == "It is away. (since 14:40 UTC)"


def test_what_there_is_to_say_of_a_platform_that_is_well_gives_way_to_a_trouble(
    pulse: Pulse,
) -> None:
    pulse.heard()
    pulse.well("another process hears a part")
    assert pulse.fitness() == Fitness(
        ok=True, detail="another process hears a part", heard_at=START
    )
    pulse.trouble("It is away.")
    assert pulse.fitness().detail == "It is away. (since 14:30 UTC)"


class Core:
    """Ears that count, and keep nothing while the store is away."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.away = False

    def hear(self, heard: Heard) -> EventResult:
        if self.away:
            raise StoreUnavailable("the database is away")
        self.heard.append(heard.event_id)
        return EventResult(key=heard.event_id)

    def form(self, name: str, account: Account, room: RoomRef | None, incident: str) -> Form | None:
        return Form(name=name, title=incident, command="incident list", fields=())

    def complete(self, account: Account, room: RoomRef | None, typed: str) -> tuple[str, ...]:
        return (f"{typed}!",)

    def home(self, account: Account) -> tuple[Card, ...]:
        return (Card(heading=text(account.name), lines=()),)


def said(id: str) -> Said:
    return Said(event_id=id, account=ANA, room=None, text="!incident list")


def test_what_is_told_twice_is_taken_in_once_and_answered_twice() -> None:
    core = Core()
    ears = DeduplicatingEars(core)
    assert ears.hear(said("1")) == ears.hear(said("1")) == EventResult(key="1")
    assert core.heard == ["1"]


def test_what_was_not_kept_is_taken_in_when_it_is_told_again() -> None:
    core = Core()
    ears, core.away = DeduplicatingEars(core), True
    with pytest.raises(StoreUnavailable):
        ears.hear(said("1"))
    core.away = False
    ears.hear(said("1"))
    assert core.heard == ["1"]


def test_ears_remember_only_so_much() -> None:
    core = Core()
    ears = DeduplicatingEars(core)
    for n in range(REMEMBERED + 1):
        ears.hear(said(str(n)))
    ears.hear(said(str(REMEMBERED)))
    assert core.heard[-1] == str(REMEMBERED)
    ears.hear(said("0"))
    assert core.heard[-1] == "0"


def test_all_else_is_asked_of_the_core_itself() -> None:
    ears = DeduplicatingEars(Core())
    form = ears.form("update", ANA, None, "INC-4")
    assert form is not None
    assert (form.name, form.title) == ("update", "INC-4")
    assert ears.complete(ANA, None, "li") == ("li!",)
    assert [one.heading.as_plain() for one in ears.home(ANA)] == ["Ana"]


def test_as_much_is_done_aside_at_once_as_was_said_and_no_more() -> None:
    aside, go, begun = BackgroundWork(2, "paper"), threading.Event(), threading.Semaphore(0)

    def work(*_: object) -> None:
        begun.release()
        go.wait(WAIT_S)

    assert [aside.do(work, n) for n in range(3)] == [True, True, False]
    assert begun.acquire(timeout=WAIT_S)
    assert begun.acquire(timeout=WAIT_S)
    go.set()
    aside.end(WAIT_S)
    assert aside.do(lambda: None)


def test_nobody_waits_for_ever_for_what_is_done_aside() -> None:
    aside, go = BackgroundWork(8, "paper"), threading.Event()
    for _ in range(8):
        aside.do(go.wait, WAIT_S)
    aside.end(0.05)
    assert not aside.do(go.wait), "they are under way still"
    go.set()
    aside.end(WAIT_S)


def test_what_fails_aside_is_logged_without_the_words_of_people(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(error: Exception) -> None:
        raise error

    aside = BackgroundWork(8, "paper")
    with caplog.at_level(logging.WARNING):
        for one in (
            ProviderError("unavailable", "Paper is out."),
            StoreUnavailable("The store is away."),
            ValueError("the secret words of Ana"),
        ):
            aside.do(fails, one)
            aside.end(WAIT_S)
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "paper: Paper is out.",
        "paper: The store is away.",
        "paper: work aside failed: ValueError",
    ]
    assert "secret" not in caplog.text
