"""Whose an effect is: an incident's, by its id, or a team's, as `team:<id>`."""

from __future__ import annotations

from typing import Final

from tocsin.store.contract import EffectRow

_TEAM: Final = "team:"


def owner_of_team(team: str) -> str:
    """The owner of what belongs to a team and to no incident."""
    return f"{_TEAM}{team}"


def is_a_teams(row: EffectRow) -> bool:
    """Whether it belongs to a team: no incident is asked about it, and none hears of it."""
    return row.incident.startswith(_TEAM)
