"""Whose an effect is: an incident's, by its id; a team's, as `team:<id>`; or a chat's replies."""

from __future__ import annotations

from typing import Final

from tocsin.store.contract import EffectRow

_TEAM: Final = "team:"
_CHAT: Final = "chat:"


def owner_of_team(team: str) -> str:
    """The owner of what belongs to a team and to no incident."""
    return f"{_TEAM}{team}"


def owner_of_replies(platform: str) -> str:
    """The owner of what is answered on a platform: it is who asked who hears of it."""
    return f"{_CHAT}{platform}"


def is_no_incidents(row: EffectRow) -> bool:
    """Whether it is a team's or a chat's: no incident is asked about it, and none hears of it."""
    return row.incident.startswith((_TEAM, _CHAT))
