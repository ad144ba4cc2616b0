"""Topics: two changes in ten minutes go out, of those between the last one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.errors import ProviderError
from tocsin_discord.topics import SPAN_S, Topics


class Channels:
    """Channels with topics, and time that goes by as it is told."""

    def __init__(self) -> None:
        self.now, self.put = 0.0, list[tuple[str, str]]()
        self.due = list[tuple[float, Callable[[], object]]]()
        self.refuses: list[ProviderError] = []
        self.topics = Topics(self.take, later=self.later, monotonic=lambda: self.now)

    def take(self, channel: str, words: str) -> None:
        if self.refuses:
            raise self.refuses.pop()
        self.put.append((channel, words))

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
def channels() -> Channels:
    return Channels()


def test_two_go_out_at_once_and_of_the_rest_the_last_later(channels: Channels) -> None:
    for words in ("a", "b", "c", "d"):
        channels.topics.set("1", words)
        channels.now += 1
    assert channels.put == [("1", "a"), ("1", "b")]
    channels.passes(SPAN_S)
    assert channels.put[2:] == [("1", "d")]


def test_another_channel_does_not_wait(channels: Channels) -> None:
    for words in ("a", "b", "c"):
        channels.topics.set("1", words)
    channels.topics.set("2", "x")
    assert channels.put[-1] == ("2", "x")


def test_a_limit_of_discords_own_is_waited_for_and_holds_nobody_up(channels: Channels) -> None:
    channels.refuses = [ProviderError("rate_limited", "wait", retry_after=300.0)]
    channels.topics.set("1", "a")
    channels.topics.set("1", "b")
    channels.passes(299.0)
    assert not channels.put
    channels.passes(1.0)
    assert channels.put == [("1", "b")]


def test_another_refusal_is_told(channels: Channels) -> None:
    channels.refuses = [ProviderError("not_found", "gone")]
    with pytest.raises(ProviderError):
        channels.topics.set("1", "a")
    channels.topics.set("1", "b")
    assert channels.put == [("1", "b")]


def test_one_that_waited_and_is_refused_is_logged_and_no_more(
    channels: Channels, caplog: pytest.LogCaptureFixture
) -> None:
    for words in ("a", "b", "c"):
        channels.topics.set("1", words)
    channels.refuses = [ProviderError("not_found", "the channel is gone")]
    channels.passes(SPAN_S)
    assert "the channel is gone" in caplog.text
    channels.topics.set("1", "d")
    assert channels.put[-1] == ("1", "d")
