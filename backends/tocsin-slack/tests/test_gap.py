"""What was said while nobody listened is handed on, once and in its order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.slack import Person, Slack
from tocsin.chat import ReadBack
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Secret
from tocsin_slack.api import SlackApi
from tocsin_slack.gap import CALLS, MARK, PAGE, REFUSED_S, Channels, moment

ENV = "TOCSIN_SLACK_TEST_BOT"
Gap = ReadBack[dict[str, Any]]
AT_ONCE, PAGES = ReadBack.AT_ONCE, ReadBack.PAGES


@pytest.fixture(scope="module")
def workspace() -> Iterator[Slack]:
    with Slack() as made:
        yield made


@pytest.fixture
def slack(workspace: Slack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    monkeypatch.setenv(ENV, workspace.bot_token)
    yield workspace
    workspace.mend()


@pytest.fixture
def api(slack: Slack) -> SlackApi:
    return SlackApi(Secret(ENV), slack.url)


@pytest.fixture
def ana(slack: Slack) -> Person:
    return slack.person("ana")


def read_back(api: SlackApi, folder: Path) -> Gap:
    return ReadBack(folder / "slack.read", Channels(api, {}), clock=lambda: datetime.now(UTC))


@pytest.fixture
def begin(api: SlackApi, tmp_path: Path) -> Callable[[], Gap]:
    """Another process, with the same data folder."""

    def made() -> Gap:
        found = ReadBack(
            tmp_path / "slack.read", Channels(api, {}), clock=lambda: datetime.now(UTC)
        )
        found.begin()
        return found

    return made


def due(back: Gap) -> list[str]:
    found: list[str] = []
    while channel := back.next():
        found.append(channel)
        back.read(channel, lambda *_: None)
    return found


def read(back: Gap, channel: str) -> list[str]:
    found: list[str] = []
    assert back.next(channel)
    back.read(channel, lambda _, one: found.append(one["text"]))
    return found


def test_the_first_start_reads_nothing_back(
    slack: Slack, ana: Person, begin: Callable[[], Gap]
) -> None:
    room = slack.room("before", ana)
    long_ago = slack.say(ana, room, "!incident declare long ago")
    slack.until(lambda: time.time() > int(float(long_ago)) + 1)  # its ids tell seconds alone
    assert due(begin()) == []
    slack.say(ana, room, "!incident list")
    assert read(begin(), room) == ["!incident list"]


def test_what_came_after_the_last_message_is_read_the_oldest_first(
    slack: Slack, ana: Person, begin: Callable[[], Gap]
) -> None:
    room, other = slack.room("after", ana), slack.room("other", ana)
    first = begin()
    first.handled(room, moment(slack.say(ana, room, "one")))
    for words in ("two", "three", "four"):
        slack.say(ana, room, words)
    slack.say(ana, other, "elsewhere")
    slack.say(ana, "", "to the bot alone")
    second = begin()
    assert read(second, room) == ["two", "three", "four"]
    assert read(second, other) == ["elsewhere"]
    assert read(second, slack.direct(ana)) == ["to the bot alone"]
    third = begin()
    assert read(third, room) == []


def test_rooms_of_incidents_come_first_and_direct_messages_last(
    slack: Slack, api: SlackApi, ana: Person, begin: Callable[[], Gap]
) -> None:
    slack.say(ana, "", "hello")
    api.call("conversations.create", name="zz-inc-4")
    room = slack.channel("zz-inc-4")
    assert room is not None
    api.call("conversations.setPurpose", channel=room, purpose=f"{MARK}the channel of one incident")
    begin()
    order = due(begin())
    assert order[0] == room
    assert order[-1] == slack.direct(ana)


def test_what_was_not_kept_is_read_again(
    slack: Slack, ana: Person, begin: Callable[[], Gap]
) -> None:
    room = slack.room("kept", ana)
    back = begin()
    back.handled(room, moment(slack.say(ana, room, "one")))
    two, three = slack.say(ana, room, "two"), slack.say(ana, room, "three")
    back.missed(room)
    back.handled(room, moment(three))  # that it was does not hide the other
    heard: list[str] = []

    def away(_: str, message: dict[str, Any]) -> None:
        if message["ts"] == two and not heard:
            heard.append("-")
            raise StoreUnavailable("the database is away")
        heard.append(message["text"])

    with pytest.raises(StoreUnavailable):
        back.read(room, away)
    assert back.next(room)
    back.read(room, away)
    assert heard == ["-", "two", "three"]
    assert not back.next(room)


@pytest.mark.parametrize("method", ["conversations.history", "users.conversations"])
def test_what_slack_does_not_tell_is_asked_later(
    slack: Slack, ana: Person, begin: Callable[[], Gap], method: str
) -> None:
    room = slack.room(method.replace(".", "-").lower(), ana)
    begin()
    back = begin()
    slack.fail(method, "ratelimited", status=429, retry_after=7)

    def ask() -> None:
        back.next(room)
        back.read(room, lambda *_: None)

    with pytest.raises(ProviderError):
        ask()
    slack.clear_calls()
    assert (back.next(), back.next(room)) == ("", "")
    assert not slack.calls


def test_a_channel_that_is_gone_is_let_go(
    slack: Slack, ana: Person, begin: Callable[[], Gap]
) -> None:
    room = slack.room("gone", ana)
    begin()
    back = begin()
    assert back.next(room)
    slack.fail("conversations.history", "channel_not_found")
    with pytest.raises(ProviderError):
        back.read(room, lambda *_: None)
    assert room not in back._due


class Endless:
    """A workspace where more was said than anybody reads."""

    def __init__(self) -> None:
        self.asked = 0

    def pages(self, method: str, key: str, **what: object) -> list[dict[str, str]]:
        return [{"id": f"C{n}"} for n in range(40)]

    def call(self, method: str, **what: object) -> dict[str, Any]:
        self.asked += 1
        at = 2_000_000_000 - self.asked * PAGE
        messages = [{"ts": f"{at - n}.000001", "text": "x"} for n in range(PAGE)]
        return {"messages": messages, "response_metadata": {"next_cursor": "more"}}


def test_reading_back_is_bounded(tmp_path: Path) -> None:
    api = Endless()
    known: Any = api
    for _ in range(2):
        back = ReadBack(
            tmp_path / "slack.read", Channels(known, {}), clock=lambda: datetime.now(UTC)
        )
        back.begin()
    found: dict[str, list[Any]] = {}
    while channel := back.next():
        before = len(found.setdefault(channel, []))
        back.read(channel, lambda room, one: found[room].append(one))
        assert len(found[channel]) - before == AT_ONCE
    for messages in found.values():
        assert len(messages) <= PAGE * PAGES
        assert messages == sorted(messages, key=lambda one: float(one["ts"]))
    assert api.asked == CALLS


def test_a_few_are_handed_on_at_a_time_so_that_whoever_presses_need_not_wait(
    tmp_path: Path,
) -> None:
    known: Any = Endless()
    for _ in range(2):
        back = ReadBack(
            tmp_path / "slack.read", Channels(known, {}), clock=lambda: datetime.now(UTC)
        )
        back.begin()
    told: list[Any] = []
    channel = back.next()
    for n in (1, 2):
        assert back.next(channel) == channel
        back.read(channel, lambda _, one: told.append(one))
        assert len(told) == n * AT_ONCE
    assert known.asked == PAGES, "what was read is not asked for again"


def test_a_cursor_that_cannot_be_read_is_a_first_start(
    tmp_path: Path, begin: Callable[[], Gap]
) -> None:
    (tmp_path / "slack.read").write_text('{"*": "half a nu')
    assert due(begin()) == []


def test_a_channel_that_slack_tells_nothing_of_is_asked_for_once_in_a_while(
    slack: Slack, api: SlackApi, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, channels, now = slack.room("refused", ana), Channels(api, {}), time.monotonic()
    slack.fail("conversations.info", "channel_not_found")
    assert channels.name(room) == room
    slack.clear_calls()
    assert [channels.name(room) for _ in range(5)] == [room] * 5
    assert not slack.calls
    monkeypatch.setattr("tocsin_slack.gap.time.monotonic", lambda: now + REFUSED_S + 5)
    assert channels.name(room) == "refused"
