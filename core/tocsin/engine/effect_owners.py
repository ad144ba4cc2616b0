"""The owner of an effect: an incident's id, `team:<id>`, or the replies of a chat platform."""

from __future__ import annotations

from typing import Final

from tocsin.store.contract import EffectRow

_TEAM: Final = "team:"
_CHAT: Final = "chat:"


def owner_of_team(team: str) -> str:
    """Return the owner of a team's effects."""
    return f"{_TEAM}{team}"


def owner_of_replies(platform: str) -> str:
    """Return the owner of the replies on a platform."""
    return f"{_CHAT}{platform}"


def is_no_incidents(row: EffectRow) -> bool:
    """Return whether the owner is a team or a chat platform, not an incident."""
    return row.incident.startswith((_TEAM, _CHAT))
