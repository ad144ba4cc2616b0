"""A whole incident on Slack, typed and with its buttons and forms, and what people see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

import tocsin_slack
from tests.counterparts.slack import Slack
from tests.counterparts.slack.people import SlackPeople
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import Conversation, Onlookers
from tocsin_slack.backend import SlackBackend
from tocsin_slack.config import SlackConfig

MANIFEST: Final = Path(tocsin_slack.__file__).with_name("manifest.json")
TOKENS: Final = ("TALK_BOT_TOKEN", "TALK_APP_TOKEN")
MOST_CALLS: Final = {
    "chat.postMessage": 54, "chat.update": 28, "conversations.members": 12,
    "conversations.setTopic": 9,
}  # fmt: skip
MOST_OTHERS: Final = 6
"""Requests of an incident from its declaration to its published post-mortem: 115, of each other
method so many at most."""
TEAM: Final = ("ana", "bo", "cy", "dana")


class TestSlack(Conversation):
    """In #incidents are the team, and Eve, who is in no team file.

    No conversation asks more of Slack than `MOST_CALLS` and `MOST_OTHERS`.
    """

    @pytest.fixture
    def slack(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
        with Slack(manifest=MANIFEST) as made:
            for name, token in zip(TOKENS, (made.bot_token, made.app_token), strict=True):
                monkeypatch.setenv(name, token)
            made.room("incidents", *map(made.person, (*TEAM, "eve")))
            yield made
            most = dict.fromkeys(made.calls, MOST_OTHERS) | MOST_CALLS
            assert made.calls - Counter(most) == Counter(), "it asks more of Slack than it did"

    @pytest.fixture
    def accounts(self, slack: Slack) -> Mapping[str, str]:
        return {name: slack.person(name).id for name in TEAM}

    @pytest.fixture
    def backend(self, slack: Slack, tmp_path: Path) -> Backend:
        bot, app = map(Secret, TOKENS)
        config = SlackConfig(bot_token=bot, app_token=app, base_url=slack.url)
        context = ChatContext(
            name="slack", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
        )
        return SlackBackend(config, context)

    @pytest.fixture
    def people(self, slack: Slack) -> Onlookers:
        return SlackPeople(slack)
