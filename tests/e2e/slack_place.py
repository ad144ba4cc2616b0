"""A deployment whose one chat is the Slack of the tests, and Ana who types there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pytest

from tests.counterparts.slack import Person, Slack
from tests.e2e.chat_place import NAMES, ChatPlace, move_in
from tests.e2e.deployment import Deployment
from tocsin_slack.doctor import MANIFEST

__all__ = ["Place", "place"]
CHAT: Final = {"bot_token": {"env": "SLACK_BOT_TOKEN"}, "app_token": {"env": "SLACK_APP_TOKEN"}}


@dataclass(kw_only=True)
class Place(ChatPlace):
    """The workspace, its #incidents, and the bot's deployment in it."""

    slack: Slack
    incidents: str
    people: dict[str, Person]

    @property
    def ana(self) -> Person:
        return self.people["ana"]

    def say(self, text: str) -> str:
        return self.slack.say(self.ana, self.incidents, text)

    def told(self, words: str) -> list[str]:
        said = [one for one in self.slack.messages(self.ana, self.incidents) if one.get("bot_id")]
        texts = [f"{one.get('text', '')}\n{json.dumps(one.get('blocks', []))}" for one in said]
        return [one for one in texts if words in one]

    def connected(self) -> None:
        self.until(lambda: self.slack.sockets() == 1, "the bot opens one socket")

    def gone(self) -> None:
        self.until(lambda: not self.slack.sockets(), "its socket is gone")


@contextmanager
def place(shop: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The workspace of the README's manifest, with everybody of the team in it."""
    with Slack(manifest=MANIFEST) as slack:
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        people = {one: slack.person(one) for one in NAMES}
        incidents = slack.room("incidents", *people.values())
        ids = {name: one.id for name, one in people.items()}
        move_in(shop, "slack", {**CHAT, "base_url": slack.url}, ids)
        yield Place(slack=slack, incidents=incidents, people=people, deployment=shop)
