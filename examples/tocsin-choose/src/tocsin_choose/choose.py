"""`!choose Ana | Bo | Kim`: the bot chooses, so that nobody has to."""

# Errbot has no types, so a subclass of its plugin and its decorators look like Any.
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

import random

from errbot import BotPlugin, botcmd
from errbot.backends.base import Message

USAGE = "Say what to choose from, as in `choose Ana | Bo | Kim`."


class Choose(BotPlugin):
    """Chooses one of several: who takes the notes, which lead to follow first."""

    @botcmd
    def choose(self, msg: Message, args: str) -> str:
        """Choose one of several, as in `choose Ana | Bo | Kim`."""
        found = options(args)
        return f"{random.choice(found)} it is." if found else USAGE


def options(text: str) -> list[str]:
    """What there is to choose from, each once; empty when it is fewer than two."""
    found = list(dict.fromkeys(one.strip() for one in text.split("|") if one.strip()))
    return found if len(found) > 1 else []
