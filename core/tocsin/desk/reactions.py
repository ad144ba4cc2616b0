"""The command that an emoji under a message in an incident's room stands for, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from tocsin.chat.events import Reacted
from tocsin.domain.calendar import local_text
from tocsin.domain.incident import Incident
from tocsin.wording.clean import TEXT, clean

NAMES: Final[Mapping[str, str]] = {
    "pushpin": "📌",
    "round_pushpin": "📌",
    "star": "⭐",
    "white_check_mark": "✅",
    "heavy_check_mark": "✅",
    "✔": "✅",
    "eyes": "👀",
}
"""What platforms call them, and what looks the same."""
_VARIANTS: Final = "\ufe0e\ufe0f"
_RINGING: Final = ("queued", "sent", "failed")


def emoji_of(heard: Reacted) -> str:
    """The emoji itself, however the platform names it."""
    name = heard.emoji.strip(":").rstrip(_VARIANTS)
    return NAMES.get(name, name)


def may_say_command(heard: Reacted) -> bool:
    """Whether it may say a command; one that is taken away takes nothing back."""
    return heard.added and emoji_of(heard) in _SAYS


def reaction_key(heard: Reacted) -> str:
    """The key under which a noted message or one made a task is remembered; "" = nothing.

    Who puts the emoji there again, or besides somebody else, says nothing new of the same words.
    """
    emoji = emoji_of(heard)
    if emoji not in _ONCE:
        return ""
    told = "\0".join((emoji, heard.platform, heard.message.room, heard.message.id, heard.text))
    return f"marked:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def reaction_command(heard: Reacted, incident: Incident, author: str) -> str:
    """The command it says of this incident, without prefix; "" = none.

    Args:
        author: The name of whoever wrote the message, "" = not known.
    """
    return _SAYS[emoji_of(heard)](heard, incident, author) if may_say_command(heard) else ""


def _note(heard: Reacted, incident: Incident, author: str) -> str:
    """The message as it stands, with whose it is and its own time."""
    at = heard.written_at
    when = f"{local_text(at, incident.timezone)} " if at is not None else ""
    said = clean(heard.text, TEXT)
    return f"incident {incident.key} note {when}{author + ': ' if author else ''}{said}"


def _task(heard: Reacted, incident: Incident, author: str) -> str:
    return f"incident {incident.key} task add {clean(heard.text, TEXT)}"


def _ack(heard: Reacted, incident: Incident, author: str) -> str:
    """While somebody is called; else a tick is only a tick."""
    rings = any(page.state in _RINGING for page in incident.pages.values())
    return f"incident {incident.key} ack" if rings else ""


_ONCE: Final = frozenset({"📌", "⭐"})
_SAYS: Final[Mapping[str, Callable[[Reacted, Incident, str], str]]] = {
    "📌": _note,
    "⭐": _task,
    "✅": _ack,
}
