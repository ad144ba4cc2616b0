"""Slack as a chat of Tocsin: `TOCSIN_CHATS = {"slack": {…}}` in `config.py`."""

from __future__ import annotations

from tocsin.chat import ChatType
from tocsin.hookspecs import hookimpl
from tocsin_slack.backend import SlackBackend
from tocsin_slack.config import SlackConfig

TOCSIN_API = 1
SUMMARY = "Channels, buttons and forms of Slack, over Socket Mode"


@hookimpl
def tocsin_chats() -> tuple[ChatType[SlackConfig], ...]:
    """The platform `slack`."""
    return (ChatType(name="slack", summary=SUMMARY, config=SlackConfig, factory=SlackBackend),)
