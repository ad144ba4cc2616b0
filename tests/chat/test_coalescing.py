"""What changes faster than a platform takes it: here twice in ten minutes, as topics do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.chat import Latest
from tocsin.errors import ProviderError


class Topics:
    """Rooms with topics, and time that goes by as it is told."""

    def __init__(self) -> None:
        self.now, self.put = 0.0, list[tuple[str, str]]()
        self.due = list[tuple[float, Callable[[], object]]]()
        self.refuses: list[ProviderError] = []
        self.topics = Latest("paper", self.take, changes=2, span_s=600.0, later=self.later,
                             monotonic=lambda: self.now)  # fmt: skip

    def take(self, room: str, words: str) -> None:
        if self.refuses:
            raise self.refuses.pop()
        self.put.append((room, words))

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        assert seconds > 0
        self.due.append((self.now + seconds, work))

    def passes(self, seconds: float) -> None:
        self.now += seconds
        ripe = [one for one in self.due if one[0] <= self.now]
        self.due = [one for one in self.due if one not in ripe]
        for _, work in ripe:
            work()


@pytest.fixture
def rooms() -> Topics:
    return Topics()


def test_two_go_out_at_once_and_of_the_rest_the_last_later(rooms: Topics) -> None:
    for words in ("a", "b", "c", "d"):
        rooms.topics.set("1", words)
        rooms.now += 1
    assert rooms.put == [("1", "a"), ("1", "b")]
    rooms.passes(600.0)
    assert rooms.put[2:] == [("1", "d")]


def test_another_room_does_not_wait(rooms: Topics) -> None:
    for words in ("a", "b", "c"):
        rooms.topics.set("1", words)
    rooms.topics.set("2", "x")
    assert rooms.put[-1] == ("2", "x")


def test_a_limit_of_the_platforms_own_is_waited_for_and_holds_nobody_up(rooms: Topics) -> None:
    rooms.refuses = [ProviderError("rate_limited", "wait", retry_after=300.0)]
    rooms.topics.set("1", "a")
    rooms.topics.set("1", "b")
    rooms.passes(299.0)
    assert not rooms.put
    rooms.passes(1.0)
    assert rooms.put == [("1", "b")]


def test_another_refusal_is_told(rooms: Topics) -> None:
    rooms.refuses = [ProviderError("not_found", "gone")]
    with pytest.raises(ProviderError):
        rooms.topics.set("1", "a")
    rooms.topics.set("1", "b")
    assert rooms.put == [("1", "b")]


def test_one_that_waited_and_is_refused_is_logged_and_no_more(
    rooms: Topics, caplog: pytest.LogCaptureFixture
) -> None:
    for words in ("a", "b", "c"):
        rooms.topics.set("1", words)
    rooms.refuses = [ProviderError("not_found", "the channel is gone")]
    rooms.passes(600.0)
    assert "the channel is gone" in caplog.text
    rooms.topics.set("1", "d")
    assert rooms.put[-1] == ("1", "d")
