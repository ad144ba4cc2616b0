"""Which of the teams is meant."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.config.values import Team
from tocsin.desk.normalize import normalized
from tocsin.desk.request import meant
from tocsin.domain.quoting import quoted
from tocsin.errors import NotFound


def named_team(said: str, teams: Mapping[str, Team]) -> Team:
    """The team of this id or name, in any case.

    Raises:
        NotFound: There is none; the sentence lists the teams.
    """
    wanted = normalized(said).strip().lower()
    for team in teams.values():
        if wanted in (team.id.lower(), team.name.lower()):
            return team
    listed = ", ".join(teams) or "none yet"
    raise NotFound(f"There is no team {quoted(said)}.{meant(wanted, teams)} Teams: {listed}.")


def implied_team(speaker: str, room: str, teams: Mapping[str, Team]) -> Team:
    """The team of the room, else the speaker's own, else the default.

    Raises:
        NotFound: There is no team at all.
    """
    of_room = [team for team in teams.values() if room and room in (team.announce, team.triage)]
    of_speaker = [team for team in teams.values() if speaker in team.people]
    for several in (of_room, of_speaker, list(teams.values())):
        if several:
            return next((team for team in several if team.default), several[0])
    raise NotFound("There is no team yet; add a file such as teams/shop.toml.")
