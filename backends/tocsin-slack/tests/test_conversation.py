"""A whole incident on Slack, typed and with its buttons and forms, and what people see of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

import tocsin_slack
from tests.counterparts.slack import Slack
from tests.counterparts.slack.seen import buttons, drawn
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import Conversation, Onlookers, Seen
from tocsin_slack.backend import SlackBackend
from tocsin_slack.config import SlackConfig

MANIFEST: Final = Path(tocsin_slack.__file__).with_name("manifest.json")
BOT, APP = "TOCSIN_SLACK_TEST_BOT", "TOCSIN_SLACK_TEST_APP"
WHO: Final = ("ana", "bo", "cy", "dana", "eve")


class People:
    """People with a client of Slack."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def say(self, who: str, room: str, line: str) -> None:
        self._slack.until(lambda: self._slack.sockets() == 1)
        self._slack.say(self._slack.person(who), self._channel(room), line)

    def press(self, who: str, room: str, label: str) -> None:
        under = [one for one in self._messages(who, room) if label in buttons(one)]
        channel = self._channel(room)
        self._slack.press(self._slack.person(who), channel, under[-1]["ts"], label)

    def form(self, who: str, room: str) -> Sequence[str]:
        return self._slack.fields(self._slack.person(who))

    def submit(self, who: str, room: str, values: Mapping[str, str]) -> None:
        self._slack.submit(self._slack.person(who), values)

    def react(self, who: str, room: str, words: str, emoji: str) -> None:
        meant = [one for one in self.sees_with(who, room) if words in one[1].text]
        channel, ts = self._channel(room), meant[-1][0]
        self._slack.react(self._slack.person(who), channel, ts, emoji)

    def sees(self, who: str, room: str) -> Sequence[Seen]:
        return [seen for _, seen in self.sees_with(who, room)]

    def sees_with(self, who: str, room: str) -> list[tuple[str, Seen]]:
        """With the id of each message."""
        channel, names = self._channel(room), self._slack.names()
        pinned = self._slack.pinned(channel) if channel else frozenset()
        return [(one["ts"], self._seen(one, names, pinned)) for one in self._messages(who, room)]

    def _seen(self, message: Any, names: Any, pinned: frozenset[str]) -> Seen:
        found = drawn(message, names)
        return Seen(
            text=found.text,
            does=found.does,
            buttons=buttons(message),
            pinned=message["ts"] in pinned,
            ours=message.get("user") == self._slack.bot.id,
        )

    def _messages(self, who: str, room: str) -> list[Any]:
        if room and self._slack.channel(room) is None:
            return []
        return self._slack.messages(self._slack.person(who), self._channel(room))

    def _channel(self, room: str) -> str:
        return (self._slack.channel(room) or "C0NONE") if room else ""


class TestSlack(Conversation):
    @pytest.fixture
    def slack(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
        with Slack(manifest=MANIFEST, ids=WHO) as made:
            monkeypatch.setenv(BOT, made.bot_token)
            monkeypatch.setenv(APP, made.app_token)
            for name in WHO:
                made.person(name, id=name)
            made.room("incidents", *(made.person(name) for name in WHO))
            yield made

    @pytest.fixture
    def backend(self, slack: Slack, tmp_path: Path) -> Backend:
        context = ChatContext(
            name="slack", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
        )
        bot, app = Secret(BOT), Secret(APP)
        return SlackBackend(SlackConfig(bot_token=bot, app_token=app, base_url=slack.url), context)

    @pytest.fixture
    def people(self, slack: Slack) -> Onlookers:
        return People(slack)
