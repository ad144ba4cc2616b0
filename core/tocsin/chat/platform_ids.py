"""A platform's ids of accounts, rooms and messages, as values of the port."""

from __future__ import annotations

import re

from tocsin.chat.port import Account, MessageRef, RoomRef
from tocsin.chat.web_api import digest


class OfPlatform:
    """Makes values of the platform of that name.

    Whatever is given as an id and is no text raises one of `MALFORMED`.
    """

    platform: str

    def account(self, id: str, name: str = "") -> Account:
        """Somebody, by their id; names prove nothing."""
        return Account(platform=self.platform, id=id + "", name=name)

    def room_ref(self, id: str, name: str) -> RoomRef:
        """A room, by its id and by its name without `#`."""
        return RoomRef(platform=self.platform, id=id + "", name=f"#{name}")

    def message(self, room: str, id: str) -> MessageRef:
        """A message, by the id of its room and its own."""
        return MessageRef(platform=self.platform, room=room + "", id=id + "")


def addressed(words: str, me: str, prefix: str) -> str:
    """The line that somebody said: a mention of the bot at its beginning is read as the prefix.

    Args:
        words: As they were typed.
        me: How a mention of the bot stands in them: `@U0BOT`.
        prefix: What a command begins with: `!`.
    """
    mention = re.match(rf"\s*{re.escape(me)}(?:[\s:,]+|(?={re.escape(prefix)})|\Z)", words)
    line = words[mention.end() :] if mention else words
    return line if not mention or line.startswith(prefix) else f"{prefix}{line}"


def filled_id(opened: str, values: dict[str, str], refusals: int = 0) -> str:
    """The id of a form that was sent in: sent again as it is, it is the same one.

    Args:
        opened: The platform's id of the form that was opened.
        values: What was filled in.
        refusals: How often it was refused and stayed open: then it is another one each time, as
            things may have changed.
    """
    return f"{opened}:{digest(repr((refusals, sorted(values.items()))))[:20]}"
