"""The front, asked by a client that is not ours: slack_sdk's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.counterparts.slack import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as made:
        yield made


@pytest.fixture
def web(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.url, retry_handlers=[])


class App:
    """An app that acknowledges everything at once, and remembers it."""

    def __init__(self, slack: Slack) -> None:
        line = WebClient(slack.app_token, base_url=slack.url, retry_handlers=[])
        self.client = SocketModeClient(slack.app_token, web_client=line)
        self.client.socket_mode_request_listeners.append(self._heard)
        self.heard: list[SocketModeRequest] = []
        self.client.connect()

    def _heard(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    def events(self) -> list[str]:
        return [one.payload["event"]["type"] for one in self.heard if one.type == "events_api"]


@pytest.fixture
def app(slack: Slack) -> Iterator[App]:
    made = App(slack)
    slack.until(lambda: slack.sockets() == 1)
    yield made
    made.client.close()


def refused(work: object) -> str:
    with pytest.raises(SlackApiError) as caught:
        work()  # type: ignore[operator]  # a lambda
    return str(caught.value.response["error"])


def test_what_is_said_reaches_the_app_once_and_is_acknowledged(slack: Slack, app: App) -> None:
    ana = slack.person("ana")
    room = slack.room("incidents", ana)
    slack.say(ana, room, "!incident list")
    slack.until(lambda: "message" in app.events())
    slack.until(lambda: not slack.unacknowledged())
    said = [one for one in app.heard if one.payload["event"].get("text") == "!incident list"]
    assert len(said) == 1
    assert said[0].payload["event"]["channel_type"] == "channel"


def test_the_bot_posts_and_ana_sees_it(slack: Slack, web: WebClient) -> None:
    room = slack.room("incidents", slack.person("ana"))
    posted = web.chat_postMessage(channel=room, text="*hello* <@U0SEAT01>")
    (seen,) = slack.messages(slack.person("ana"), room)
    assert seen["ts"] == posted["ts"]


def test_a_token_that_is_none_is_refused(slack: Slack) -> None:
    web = WebClient("xoxb-wrong", base_url=slack.url)
    assert refused(web.auth_test) == "invalid_auth"
