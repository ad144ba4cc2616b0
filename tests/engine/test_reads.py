"""What only asks is read: it waits for nobody who writes, and leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engine.given import P1, SqliteHome, World
from tests.patience import COMES_S
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import Tx
from tocsin.wording.chat_event_replies import ONLY_READS

LONGEST_S = COMES_S


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, SqliteHome(tmp_path / "t.db"))
    yield made
    made.store.close()


@contextmanager
def busy_writer(world: World) -> Iterator[None]:
    """The writer is at one unit until this ends."""
    begun, over = threading.Event(), threading.Event()

    def unit(tx: Tx) -> None:
        begun.set()
        assert over.wait(LONGEST_S)

    waiting = world.store.submit(unit)
    assert begun.wait(LONGEST_S)
    try:
        yield
    finally:
        over.set()
        waiting.result(LONGEST_S)


def within_a_moment(ask: Callable[[], str]) -> str:
    """The answer, which must not wait for the writer."""
    answer: list[str] = []
    asking = threading.Thread(target=lambda: answer.append(ask()), daemon=True)
    asking.start()
    asking.join(LONGEST_S / 2)
    assert answer, "a read waited for the writer"
    return answer[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("!incident show", "INC-1"),
        ("!incident INC-1 next", "update"),
        ("!incident list", "INC-1"),
        ("!oncall", "On call, Shop"),
        ("!incident help", "Look:"),
        ("!incident showw", "There is no verb"),
    ],
)
def test_who_asks_does_not_wait_while_the_writer_is_busy(
    world: World, typed: str, said: str
) -> None:
    world.say(P1)
    with busy_writer(world):
        assert said in within_a_moment(lambda: world.say(typed).text.as_plain())


def test_nothing_is_kept_of_a_question_and_it_is_answered_anew_each_time(world: World) -> None:
    first = world.say("!incident list", message="m")
    world.say(P1)
    again = world.say("!incident list", message="m")

    assert "INC-1" not in first.text.as_plain()
    assert "INC-1" in again.text.as_plain()
    assert world.store.read(lambda tx: tx.inbox("chat/irc", "m")) is None


def test_while_nothing_can_be_written_what_stands_is_read_and_that_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_unit: object, **_how: object) -> None:
        raise StoreUnavailable("the disk is full")

    world.say(P1)
    before = world.say("!incident show")
    monkeypatch.setattr(world.store, "write", full)
    with pytest.raises(StoreUnavailable):
        world.say("!incident note it grows")

    assert world.say("!incident show").text.as_plain() == f"{before.text.as_plain()}\n{ONLY_READS}"
