"""A workspace, and two apps: one by slack_sdk's Web client, one by its Socket Mode client."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

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
    """An app that remembers what it is told, and acknowledges it with what `answers` holds."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.heard: list[SocketModeRequest] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.deaf = False
        line = WebClient(slack.app_token, base_url=slack.url, retry_handlers=[])
        self.client = SocketModeClient(slack.app_token, web_client=line, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self._heard)
        self.client.connect()
        slack.until(lambda: slack.sockets() >= 1)

    def _heard(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if not self.deaf:
            payload = self.answers.get(str(request.payload.get("type") or request.type))
            client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
            )

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The events so far, of one type."""
        every = [one.payload["event"] for one in self.heard if one.type == "events_api"]
        return [one for one in every if kind in ("", one["type"])]

    def texts(self) -> list[str]:
        """The words of the messages so far that have no subtype."""
        plain = [one for one in self.events("message") if "subtype" not in one]
        return [one["text"] for one in plain]

    def interactions(self, kind: str) -> list[dict[str, Any]]:
        """What people did with views, buttons and shortcuts."""
        every = [one.payload for one in self.heard if one.type == "interactive"]
        return [one for one in every if one["type"] == kind]

    def commands(self) -> list[dict[str, Any]]:
        """The slash commands so far."""
        return [one.payload for one in self.heard if one.type == "slash_commands"]

    def heard_at(self) -> float:
        """When the last pong came, in seconds since 1970; 0 = never."""
        session = self.client.current_session
        return (session.last_ping_pong_time if session else None) or 0.0

    def close(self) -> None:
        """Let go of the socket; the SDK may stumble over one that was just renewed.

        By itself its thread waits three seconds for the next frame: the line is cut under it.
        """
        self.client.auto_reconnect_enabled = False
        self._slack.drop()
        with suppress(AttributeError):
            self.client.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # sockets that the SDK renewed
            gc.collect()


@pytest.fixture
def app(slack: Slack) -> Iterator[App]:
    made = App(slack)
    yield made
    made.close()


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], Any]:
    """The answer of a call that Slack refuses."""

    def answer(work: Callable[[], object]) -> Any:
        with pytest.raises(SlackApiError) as caught:
            work()
        return caught.value.response

    return answer
