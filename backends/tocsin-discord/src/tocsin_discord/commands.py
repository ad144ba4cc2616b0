"""The commands that stand in Discord's own menus, and how the server comes to have them."""

from __future__ import annotations

from typing import Final

from tocsin.chat import LIST, Answer
from tocsin_discord.api import DiscordApi

NOUNS: Final = {"incident": "Declare an incident, or say what is to be done about one",
                "oncall": "Who is on call, and who stands in"}  # fmt: skip
HINT: Final = "What you would type: sev1, take ic"
LINE: Final[Answer] = {"type": 3, "name": "line", "description": HINT, "required": False,
                       "autocomplete": True, "max_length": 1000}  # fmt: skip
COMMANDS: Final[list[Answer]] = [
    *({"type": 1, "name": name, "description": words, "options": [LINE]}
      for name, words in NOUNS.items()),
    {"type": 3, "name": "Declare incident"},
]  # fmt: skip


def sync(api: DiscordApi, application: str, server: str) -> bool:
    """Have the server show these commands and no others of ours; whether they were changed.

    Raises:
        ProviderError: Discord does not take them.
    """
    path = f"/applications/{application}/guilds/{server}/commands"
    if changed := not is_synced(api.call("GET", path).get(LIST)):
        api.call("PUT", path, COMMANDS)
    return changed


def is_synced(there: object) -> bool:
    """Whether what the server has are these; Discord adds fields of its own."""
    named = {one["name"]: one for one in (there if isinstance(there, list) else ())}
    return len(named) == len(COMMANDS) and _holds(named, {one["name"]: one for one in COMMANDS})


def _holds(there: object, ours: object) -> bool:
    """Whether all of ours is there; a choice that is off is left out at times."""
    if isinstance(ours, dict):
        return isinstance(there, dict) and all(_holds(there.get(name, False), one)
                                               for name, one in ours.items())  # fmt: skip
    if isinstance(ours, list):
        return (isinstance(there, list) and len(there) == len(ours)
                and all(map(_holds, there, ours)))  # fmt: skip
    return there == ours
