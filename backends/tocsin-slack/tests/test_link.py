"""The connection: what is told comes in its order, and one that is deaf is made anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tests.counterparts.slack import Slack
from tests.patience import COMES_S
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin_slack.api import SlackApi
from tocsin_slack.link import Envelope, Link

ENV = "TOCSIN_SLACK_TEST_APP"
QUICK_S = 0.9


@pytest.fixture(scope="module")
def workspace() -> Iterator[Slack]:
    with Slack() as made:
        yield made


@pytest.fixture
def slack(workspace: Slack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    monkeypatch.setenv(ENV, workspace.app_token)
    yield workspace
    workspace.silence(on=False)
    workspace.mend()


@pytest.fixture
def link(slack: Slack) -> Iterator[Link]:
    app = SlackApi(Secret(ENV), slack.url)
    made = Link(
        lambda: str(app.call("apps.connections.open")["url"]),
        lambda _: False,
        lambda: datetime.now(UTC),
        QUICK_S,
    )
    yield made
    made.close()


def following(link: Link) -> Envelope | None:
    """As whoever listens does: after a failure it is tried again, a little later."""
    try:
        return link.next(0.05)
    except ProviderError:
        time.sleep(0.05)
        return None


def told(link: Link, wanted: Callable[[Envelope], bool], seconds: float = COMES_S) -> Envelope:
    for _ in range(int(seconds / 0.05)):
        found = following(link)
        if found is not None and wanted(found):
            return found
    raise AssertionError("it was not told")


def hello(link: Link) -> Envelope:
    return told(link, lambda one: one.kind == "hello")


def is_message(envelope: Envelope) -> bool:
    event = envelope.payload.get("event", {})
    return event.get("type") == "message" and "subtype" not in event


def test_what_is_told_comes_in_its_order_and_is_acknowledged_by_hand(
    slack: Slack, link: Link
) -> None:
    hello(link)
    ana = slack.person("ana")
    room = slack.room("order", ana)
    for n in range(30):
        slack.say(ana, room, f"line {n}")
    found = [told(link, is_message) for _ in range(30)]
    assert [one.payload["event"]["text"] for one in found] == [f"line {n}" for n in range(30)]
    mine = {one.id for one in found}
    assert mine <= {one.id for one in slack.unacknowledged()}
    for one in found:
        link.ack(one.id)
    slack.until(lambda: not mine & {one.id for one in slack.unacknowledged()})


def test_a_long_envelope_and_its_answer_come_through(slack: Slack, link: Link) -> None:
    hello(link)
    ana = slack.person("ana")
    room = slack.room("long", ana)
    slack.say(ana, room, "é" * 30_000)
    assert told(link, is_message).payload["event"]["text"] == "é" * 30_000


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_slack_asks_for_another_connection(slack: Slack, link: Link, reason: str) -> None:
    hello(link)
    slack.disconnect(reason)
    hello(link)
    slack.until(lambda: slack.sockets() == 1)
    assert link.fitness().ok


def test_a_line_that_is_cut_is_made_anew(slack: Slack, link: Link) -> None:
    hello(link)
    slack.drop()
    hello(link)
    assert link.fitness().ok


def test_a_socket_that_stays_open_and_silent_is_left(slack: Slack, link: Link) -> None:
    hello(link)
    heard = link.fitness().heard_at
    slack.silence()
    slack.until(lambda: following(link) is None and not link.fitness().ok)
    assert "says nothing" in link.fitness().detail
    assert heard is not None
    slack.silence(on=False)
    hello(link)
    slack.until(lambda: slack.sockets() == 1)
    assert link.fitness().ok


def test_a_quiet_socket_is_alive_as_long_as_it_answers(slack: Slack, link: Link) -> None:
    hello(link)
    for _ in range(30):
        assert link.next(0.05) is None
    assert link.fitness().ok
    assert slack.sockets() == 1


def test_without_a_greeting_there_is_no_connection(slack: Slack, link: Link) -> None:
    slack.silence()
    slack.until(lambda: following(link) is None and "since" in link.fitness().detail)
    assert not link.fitness().ok
    slack.until(lambda: slack.sockets() <= 1)


def test_a_token_that_is_refused_is_said_without_it(slack: Slack, link: Link) -> None:
    slack.fail("apps.connections.open", "invalid_auth", times=2)
    with pytest.raises(ProviderError):
        link.next(0.01)
    found = link.fitness()
    assert not found.ok
    assert "invalid_auth" in found.detail
    assert slack.app_token not in found.detail
    hello(link)


def test_socket_mode_switched_off_is_said_and_tried_again(slack: Slack, link: Link) -> None:
    hello(link)
    slack.disconnect("link_disabled")
    slack.until(lambda: following(link) is None and "Socket Mode is off" in link.fitness().detail)
    hello(link)


def test_another_process_with_the_same_token_is_told(slack: Slack, link: Link) -> None:
    other = SlackApi(Secret(ENV), slack.url)
    second = Link(
        lambda: str(other.call("apps.connections.open")["url"]),
        lambda _: False,
        lambda: datetime.now(UTC),
    )
    hello(second)
    hello(link)
    assert link.fitness().ok
    assert "another process" in link.fitness().detail
    second.close()


def test_what_is_taken_aside_does_not_wait_in_line(slack: Slack) -> None:
    app = SlackApi(Secret(ENV), slack.url)
    aside: list[str] = []

    def taken(one: Envelope) -> bool:
        if one.kind == "slash_commands":
            aside.append(one.id)
        return one.kind == "slash_commands"

    link = Link(
        lambda: str(app.call("apps.connections.open")["url"]),
        taken,
        lambda: datetime.now(UTC),
    )
    hello(link)
    ana = slack.person("ana")
    sent = slack.slash(ana, slack.room("aside", ana), "/incident", "")
    slack.until(lambda: aside == [sent.id])
    link.close()


def test_closing_leaves_no_thread_and_may_be_done_twice(slack: Slack, link: Link) -> None:
    before = threading.active_count()
    hello(link)
    link.close()
    link.close()
    assert threading.active_count() <= before
    slack.until(lambda: slack.sockets() == 0)
    hello(link)


def test_an_address_that_leads_nowhere_is_a_trouble(slack: Slack) -> None:
    link = Link(
        lambda: "ws://127.0.0.1:1/link/?ticket=s3cret", lambda _: False, lambda: datetime.now(UTC)
    )
    with pytest.raises(ProviderError):
        link.next(0.01)
    assert not link.fitness().ok
    assert "s3cret" not in link.fitness().detail


def test_a_wait_ends_at_once_when_it_is_woken(link: Link) -> None:
    hello(link)
    link.stop()
    assert link.next(60) is None
