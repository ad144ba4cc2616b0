"""Errbot plugins as somebody else would write them."""

# Errbot has no types, so a subclass of its plugin and its decorators look like Any.
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message


class Overhears(BotPlugin):
    """Sees what the bot sends, before any chat prints it."""

    def activate(self) -> None:
        super().activate()
        self.sent: list[str] = []

    def callback_botmessage(self, message: Message) -> None:
        self.sent.append(message.body)


class Elsewhere(BotPlugin):
    """Has commands."""

    @botcmd(historize=True)
    def deploy(self, msg: Message, args: str) -> str:
        """Deploys."""
        if args == "broken":
            raise ValueError("token=SECRET123")
        return f"deployed {args}"

    @botcmd
    def two_words(self, msg: Message, args: str) -> str:
        """Has two words."""
        return f"two: {len(args)}"

    @botcmd
    def incident_declare(self, msg: Message, args: str) -> str:
        """Would like to declare in our place."""
        return "mine"


class Remembers(BotPlugin):
    """Keeps one word in Errbot's storage."""

    def activate(self) -> None:
        super().activate()
        self.found = dict(self)
        self["word"] = "kept"


class Stillborn(BotPlugin):
    """Cannot start."""

    def activate(self) -> None:
        raise RuntimeError("no license")


class Unborn(BotPlugin):
    """Cannot even be made."""

    def __init__(self, bot: object, name: str) -> None:
        raise RuntimeError("no configuration")
