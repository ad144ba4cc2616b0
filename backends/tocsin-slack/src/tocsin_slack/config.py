"""The settings of `TOCSIN_CHATS = {"slack": {…}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from tocsin.providers import ProviderConfig, SecretField
from tocsin.providers.http import check_url


class SlackConfig(ProviderConfig):
    """The two tokens of the app, and which team each user group is."""

    bot_token: SecretField
    """`{"env": "SLACK_BOT_TOKEN"}`: begins with `xoxb-`; OAuth & Permissions shows it."""
    app_token: SecretField
    """`{"env": "SLACK_APP_TOKEN"}`: begins with `xapp-`; Basic Information makes it, with the scope
    `connections:write`."""
    base_url: Annotated[str, AfterValidator(check_url)] = "https://slack.com/api/"
    """Where the Web API is."""
    user_groups: Mapping[str, str] = {}
    """The handle of a user group -> the team of the team files, where they are not the same."""
