"""The facts of a team that the desk knows, and which team is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tocsin.config.values import Team
from tocsin.desk.normalize import normalized
from tocsin.desk.request import meant
from tocsin.domain.oncall import Rotation
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy
from tocsin.domain.quoting import quoted
from tocsin.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool of a team that can be asked: its section, and name -> query of its presets."""

    instance: str
    presets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """The part of a team file the desk needs.

    Args:
        rotations: Names of the on-call levels, the first one most asked for.
        turns: Those of them kept in the file itself, so that it is known until when they last.
        people: Ids of the persons of this team file.
        tools: Kind -> those that can be asked, in file order.
    """

    id: str
    name: str
    timezone: str = "UTC"
    default: bool = False
    services: tuple[str, ...] = ()
    rotations: tuple[str, ...] = ()
    turns: tuple[Rotation, ...] = ()
    announce: str = "#incidents"
    triage: str = "#incidents"
    people: frozenset[str] = frozenset()
    policy: ProcessPolicy = DEFAULT_POLICY
    owner: str = ""
    updated: str = ""
    tools: Mapping[str, tuple[Tool, ...]] = field(default_factory=dict)


def facts_of(team: Team) -> TeamFacts:
    """The facts of a configured team."""
    return TeamFacts(
        id=team.id,
        name=team.name,
        timezone=team.timezone,
        default=team.default,
        services=tuple(team.services),
        rotations=team.levels,
        turns=team.rotations,
        announce=team.announce,
        triage=team.triage,
        people=frozenset(team.people),
        policy=team.policy,
        owner=team.owner,
        updated=team.updated,
        tools={kind: _tools(team, kind) for kind in team.instances},
    )


def _tools(team: Team, kind: str) -> tuple[Tool, ...]:
    sections = team.of_kind(kind)
    return tuple(Tool(instance=section.instance, presets=section.presets) for section in sections)


def named_team(said: str, teams: Mapping[str, TeamFacts]) -> TeamFacts:
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


def implied_team(speaker: str, room: str, teams: Mapping[str, TeamFacts]) -> TeamFacts:
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
