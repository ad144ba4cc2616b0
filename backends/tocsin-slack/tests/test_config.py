"""The settings of the platform."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tocsin_slack.config import SlackConfig


def test_tokens_are_read_from_the_environment_and_nowhere_else() -> None:
    tokens = {"bot_token": {"env": "SLACK_BOT_TOKEN"}, "app_token": {"env": "SLACK_APP_TOKEN"}}

    assert SlackConfig.model_validate(tokens).bot_token.env == "SLACK_BOT_TOKEN"
    with pytest.raises(ValidationError, match="a secret is written"):
        SlackConfig.model_validate({**tokens, "bot_token": "xoxb-1-2-3"})
