"""Whether the rooms that the team files name are there on a chat platform."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import Final

from tocsin.chat import Backend, Finding
from tocsin.config.values import Team, Teams
from tocsin.deadlines import run_once
from tocsin.errors import ProviderError

ROOMS_S: Final = 30.0
ONE_S: Final = 10.0
ITS_OWN: Final = frozenset({"not_found", "forbidden", "invalid", "conflict"})
"""What is wrong with one room; whatever else fails would fail for the next one too."""


def rooms(name: str, backend: Backend, teams: Teams, seconds: float = ROOMS_S) -> Iterator[Finding]:
    """Each room where a team announces or takes reports here, looked for as the bot does."""
    until = time.monotonic() + seconds
    for room, team in _wanted(name, teams).items():
        what, left = f"the room {room} of {team}", min(ONE_S, until - time.monotonic())
        if left <= 0:
            yield Finding(what=what, verdict="warning", detail="the time for it was over")
            return
        try:
            run_once(partial(backend.chat.find_room, room), left, f"room.{name}")
        except ProviderError as error:
            yield Finding(what=what, verdict="fault", detail=str(error))
            if error.code not in ITS_OWN:
                return
        except Exception as error:  # noqa: BLE001 - a backend may raise anything, with a secret in it
            raised = f"it raised {type(error).__name__}; tell its author"
            yield Finding(what=what, verdict="fault", detail=raised)
            return
        else:
            yield Finding(what=what, verdict="ok")


def _wanted(name: str, teams: Teams) -> dict[str, str]:
    """Room -> the first team that names it."""
    found: dict[str, str] = {}
    for team in teams.teams.values():
        for room in (team.announce, team.triage) if _is_on(name, team) else ():
            found.setdefault(room, team.id)
    return found


def _is_on(name: str, team: Team) -> bool:
    return not team.platforms or name in team.platforms
