"""Slack keeps the contract of chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.counterparts.slack import Slack
from tests.counterparts.slack.people import SlackSees
from tocsin.chat import Chat, Link, RoomRef
from tocsin.testing import ChatContract, Sees
from tocsin_slack.chat import SlackChat

NOWHERE = "http://127.0.0.1:1/api/"


class TestSlack(ChatContract):
    secrets = ("xoxb-",)

    @pytest.fixture
    def chat(self, slack: Slack, process: Callable[..., SlackChat]) -> Chat:
        slack.room("incidents", slack.person("cy"), with_bot=False)
        return process()

    @pytest.fixture
    def down(self, process: Callable[..., SlackChat]) -> Chat:
        return process(NOWHERE)

    @pytest.fixture
    def sees(self, slack: Slack) -> Sees:
        return SlackSees(slack)

    @pytest.fixture
    def stranger(self, slack: Slack) -> Callable[[str], str]:
        return lambda name: slack.room(name, slack.person("cy"))

    @pytest.fixture
    def deleted(self, slack: Slack) -> Callable[[RoomRef], object]:
        return lambda room: slack.delete_channel(room.id)

    @pytest.fixture
    def linked(self, slack: Slack) -> Callable[[RoomRef], Sequence[Link]]:
        return lambda room: [Link(url, title) for title, url in slack.bookmarks(room.id)]
