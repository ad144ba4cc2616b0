"""Errbot plugins that hang until they are let go."""

# Errbot has no types, so a subclass of its plugin and its decorators look like Any.
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

from threading import Event

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

from tests.patience import HANGS_S


class Sleeper(BotPlugin):
    """Hangs in a command until it is let go."""

    let_go = Event()

    @botcmd
    def sleep_on(self, msg: Message, args: str) -> str:
        """Sleep."""
        self.let_go.wait(HANGS_S)
        return "awake"


class Blocker(BotPlugin):
    """Starts and never returns from it, until it is let go."""

    let_go = Event()

    def activate(self) -> None:
        super().activate()
        self.let_go.wait(HANGS_S)
