"""A deployment whose one chat is the Slack of the tests, and Ana who types there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.counterparts.slack import Person, Slack
from tests.e2e.deployment import Deployment
from tocsin_slack.doctor import MANIFEST

WAIT_S: Final = 30.0
CHAT: Final = {"bot_token": {"env": "SLACK_BOT_TOKEN"}, "app_token": {"env": "SLACK_APP_TOKEN"}}
NAMES: Final = {"ana": "Ana Reyes", "bo": "Bo Lindqvist", "eva": "Eva Okafor", "cyrus": "Cyrus Tan"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """The workspace, its #incidents, and the bot's deployment in it."""

    slack: Slack
    incidents: str
    people: dict[str, Person]
    deployment: Deployment

    @property
    def ana(self) -> Person:
        return self.people["ana"]

    def say(self, text: str) -> str:
        """Ana types in #incidents; the `ts` of it."""
        return self.slack.say(self.ana, self.incidents, text)

    def told(self, words: str) -> list[str]:
        """What the bot said in #incidents that has these words in it."""
        said = [one for one in self.slack.messages(self.ana, self.incidents) if one.get("bot_id")]
        texts = [f"{one.get('text', '')}\n{json.dumps(one.get('blocks', []))}" for one in said]
        return [one for one in texts if words in one]

    def until(self, happened: Callable[[], object], what: str, seconds: float = WAIT_S) -> None:
        """Wait for something, bounded."""
        ends = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < ends, f"{what}: it did not happen; {self.told('')[-3:]}"
            time.sleep(0.02)

    def connected(self) -> None:
        """Wait until the bot's socket is there."""
        self.until(lambda: self.slack.sockets() == 1, "the bot opens one socket")

    def record(self, incident: str = "INC-1") -> dict[str, Any]:
        """The export of an incident, at rest."""
        told: dict[str, Any] = json.loads(
            self.deployment.run("export", incident, "--format", "json").stdout
        )
        return told

    def noted(self, words: str) -> int:
        """How many events have these words, by the record."""
        bodies = [json.loads(one["body"]) for one in self.record()["events"] if one["body"]]
        return sum(one.get("type") == "noted" and words in str(one) for one in bodies)


@contextmanager
def place(shop: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The workspace of the README's manifest, with everybody of the team in it."""
    with Slack(manifest=MANIFEST) as slack:
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        people = {one: slack.person(one) for one in NAMES}
        incidents = slack.room("incidents", *people.values())
        _write(shop.config, '{"console": {}}', repr({"slack": {**CHAT, "base_url": slack.url}}))
        for one, name in NAMES.items():
            accounts = f'accounts = {{ slack = "{people[one].id}" }}\n'
            _write(shop.team_file, f'name = "{name}"\n', f'name = "{name}"\n{accounts}')
        yield Place(slack=slack, incidents=incidents, people=people, deployment=shop)


def _write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
