"""What a client makes of what somebody types: it escapes, and resolves names and addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_URL: Final = re.compile(r"https?://[^\s<>|]+")
_AT: Final = re.compile(r"(?<![\w@.])@([a-z0-9_.-]+)")
_ROOM: Final = re.compile(r"(?<![\w#&])#([a-z0-9_-]+)")
_EVERYBODY: Final = ("here", "channel", "everyone")


def typed(line: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """The text of the message; `people` and `channels` are ids by name, without sign."""
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _URL.sub(lambda found: f"<{found[0]}>", escaped)
    named = _AT.sub(lambda found: _person(found, people), linked)
    return _ROOM.sub(
        lambda found: f"<#{channels[found[1]]}|{found[1]}>" if found[1] in channels else found[0],
        named,
    )


def slashed(
    line: str, people: Mapping[str, str], channels: Mapping[str, str], *, names: bool
) -> str:
    """The text of a slash command: with `names`, those of people and channels come as ids."""
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not names:
        return escaped
    told = _AT.sub(
        lambda found: f"<@{people[found[1]]}|{found[1]}>" if found[1] in people else found[0],
        escaped,
    )
    return _ROOM.sub(
        lambda found: f"<#{channels[found[1]]}|{found[1]}>" if found[1] in channels else found[0],
        told,
    )


def _person(found: re.Match[str], people: Mapping[str, str]) -> str:
    name = found[1]
    if name in _EVERYBODY:
        return f"<!{name}>"
    return f"<@{people[name]}>" if name in people else found[0]
