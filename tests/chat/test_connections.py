"""One connection at a time: what comes is handled in its order; one that is deaf is made anew."""

from __future__ import annotations

import threading
from asyncio import CancelledError
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.chat import ConnectionSupervisor, EventQueue, ThreadedConnection
from tocsin.errors import ProviderError

START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
WAIT_S = 5.0


class Wire:
    """A connection, ended and refused by hand."""

    def __init__(
        self, lines: Callable[[], ConnectionSupervisor[str, Wire]], *, greets: bool = True
    ) -> None:
        self._lines, self._greets = lines, greets
        self.greeted = self.over = self.started = self.closed = False
        self.refused: ProviderError | None = None

    def start(self) -> None:
        self.started = True
        if self._greets:
            self.greeted = True
            self._lines().pulse.heard()
            self._lines().pulse.well()

    def close(self) -> None:
        self.closed = True


class Paper:
    """A platform: what is said there, the wires to it, and a clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wires: list[Wire] = []
        self.greets = True
        self.fails: ProviderError | None = None
        self.lines: ConnectionSupervisor[str, Wire] = ConnectionSupervisor(
            "Paper", self.now, self._open, silent_s=60, monotonic=lambda: self.seconds
        )

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def next(self) -> str | None:
        return self.lines.next(0.0)

    def _open(self) -> Wire:
        if self.fails is not None:
            raise self.fails
        assert all(one.closed for one in self.wires), "the old one goes first"
        self.wires.append(Wire(lambda: self.lines, greets=self.greets))
        return self.wires[-1]


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_a_line_is_made_when_something_is_to_be_heard(paper: Paper) -> None:
    assert not paper.lines.fitness().ok
    assert paper.next() is None
    assert [one.started for one in paper.wires] == [True]
    assert paper.lines.fitness().ok
    assert paper.lines.fitness().heard_at == START
    paper.lines.waiting.put("one")
    paper.lines.waiting.put("two")
    assert [paper.next(), paper.next(), paper.next()] == ["one", "two", None]
    assert len(paper.wires) == 1


def test_one_that_is_over_is_not_well_and_there_is_another_one(paper: Paper) -> None:
    paper.next()
    paper.wires[0].over = True
    told = paper.lines.fitness()
    assert (told.ok, told.detail) == (False, "The connection to Paper went away.")
    paper.lines.waiting.put("heard before")
    assert paper.next() == "heard before", "what was heard is handled first"
    paper.next()
    assert [one.closed for one in paper.wires] == [True, False]
    assert paper.lines.fitness().ok


def test_one_that_falls_silent_is_left(paper: Paper) -> None:
    paper.next()
    paper.seconds = 61
    assert "says nothing any more" in paper.lines.fitness().detail
    paper.next()
    assert len(paper.wires) == 2
    assert paper.lines.fitness().ok


def test_one_that_was_never_greeted_is_left_and_said(paper: Paper) -> None:
    paper.greets = False
    paper.next()
    assert "not connected yet" in paper.lines.fitness().detail
    paper.seconds = 11
    paper.lines.pulse.heard()  # a pong is no greeting
    with pytest.raises(ProviderError, match="Paper's socket is open and says nothing"):
        paper.next()
    assert paper.wires[0].closed
    assert paper.lines.fitness().detail.endswith("says nothing. (since 14:30 UTC)")
    paper.greets = True
    paper.next()
    assert paper.lines.fitness().ok


def test_one_that_is_refused_says_why(paper: Paper) -> None:
    paper.next()
    paper.wires[0].refused, paper.wires[0].over = ProviderError("auth", "No such token."), True
    with pytest.raises(ProviderError, match="No such token"):
        paper.next()
    assert "No such token." in paper.lines.fitness().detail


def test_one_that_cannot_be_made_is_as_old_a_trouble_as_the_first_try(paper: Paper) -> None:
    paper.fails = ProviderError("unavailable", "It is out.")
    for paper.seconds in (0.0, 600.0):
        with pytest.raises(ProviderError):
            paper.next()
    assert paper.lines.fitness().detail == "It is out. (since 14:30 UTC)"


def test_what_is_followed_is_handled_in_its_order_until_the_stop(paper: Paper) -> None:
    done: list[str] = []
    stopped: list[bool] = []

    def handle(one: str) -> None:
        done.append(one)
        if one == "the last":
            paper.lines.stop()
            paper.lines.waiting.put("too late")
        stopped.append(paper.lines.stopped)  # what takes long may look

    rest = ["idle", "idle again"]

    def idle() -> bool:
        done.append(rest.pop(0))
        if not rest:
            paper.lines.waiting.put("the last")
        return True

    for one in ("one", "two"):
        paper.lines.waiting.put(one)
    paper.lines.follow(handle, idle)
    assert done == ["one", "two", "idle", "idle again", "the last"]
    assert stopped == [False, False, True]
    assert paper.lines.connection is None
    assert not paper.lines.waiting
    assert not paper.lines.fitness().ok


def test_a_stop_ends_a_wait_and_it_may_be_followed_again(paper: Paper) -> None:
    ended = threading.Event()

    def follow() -> None:
        paper.lines.follow(lambda _: None, lambda: False)
        ended.set()

    for _ in range(2):
        ended.clear()
        threading.Thread(target=follow, daemon=True).start()
        while not ended.wait(0.02):
            paper.lines.stop()
    assert [one.closed for one in paper.wires if one.started] == [True] * len(paper.wires)


def test_whatever_a_handler_raises_leaves_no_line_behind(paper: Paper) -> None:
    def handle(one: str) -> None:
        raise ValueError(one)

    paper.next()
    paper.lines.waiting.put("one")
    with pytest.raises(ValueError, match="one"):
        paper.lines.follow(handle, lambda: False)
    assert [one.closed for one in paper.wires] == [True]


def test_only_so_much_waits() -> None:
    waiting = EventQueue[int](2)
    assert not waiting
    assert [waiting.put(n) for n in range(3)] == [True, True, False]
    waiting.wake()
    assert waiting
    assert [waiting.next(0.0), waiting.next(1.0), waiting.next(0.0)] == [0, 1, None]
    waiting.put(4)
    waiting.clear()
    assert waiting.next(0.0) is None


class Sheet(ThreadedConnection):
    """A line that is read until it is let go, or fails by itself."""

    def __init__(self, fails: BaseException | None = None) -> None:
        super().__init__("paper")
        self._fails, self._end = fails, threading.Event()

    def _read(self) -> None:
        if self._fails is not None:
            raise self._fails
        self._end.wait(WAIT_S)

    def _let_go(self) -> None:
        self._end.set()


def test_a_line_that_is_read_is_over_when_it_is_closed() -> None:
    line = Sheet()
    line.start()
    assert not line.over
    line.close()
    line.close()
    assert line.over


@pytest.mark.parametrize("error", [OSError("gone"), KeyError("id"), CancelledError()])
def test_whatever_ends_reading_the_line_is_over(error: BaseException) -> None:
    line = Sheet(error)
    line.start()
    line.close()
    assert line.over
