"""The configuration as frozen values, independent of file formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.incident_parts import Service
from tocsin.domain.oncall import Rotation
from tocsin.domain.people import Person
from tocsin.domain.policy import ProcessPolicy
from tocsin.domain.severity import Severity
from tocsin.errors import ConfigError, NotFound, Problem
from tocsin.providers.base import ProviderConfig
from tocsin.providers.presets import Presets

ProviderModels = Mapping[tuple[str, str], type[ProviderConfig]]
"""(kind, type) -> the model of its section: what is installed."""


class Escalation(NamedTuple):
    """An `[escalation.<policy>]` section: the strategy's name and the section as written."""

    strategy: str
    section: Mapping[str, object]


class ScheduleRef(NamedTuple):
    """Where a rotation level is kept outside: the `[schedules.*]` instance and the id there."""

    instance: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """One provider instance: `[<kind>.<instance>] type = "<type>"`, its settings and presets."""

    kind: str
    instance: str
    type: str
    config: ProviderConfig
    presets: Presets = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Storm:
    """More than `groups` new incidents of a team `within` this time are one storm."""

    groups: int
    within: timedelta


@dataclass(frozen=True, kw_only=True)
class Team:
    """One team, ready to be used.

    Attributes:
        people: Those of this file by id; `Teams.people` has everybody.
        levels: Every rotation level, in file order.
        schedules: Rotation level -> where it is kept, for levels that are no `rotations`.
        contacts: `em`, `cto`, ... -> person ids; only those somebody stands behind.
        emails: `security` and `support` -> e-mail address, where one is given.
        policy: The process document with this team's changes.
        escalation: Every escalation policy of the file; those of the built-in strategy are
            ladders of `policy` too, the others have a built-in ladder there to fall back on.
        sections: (kind, instance) -> its settings, the built-in ones that are used included.
        paging: Severity -> paging instances in fail-over order.
        ticketing: Trackers in file order.
        triage: The room of reports and triage.
        platforms: Chat platforms of this team's rooms; empty = all of the deployment.
        storm: None = every alert group opens its own incident.
        meeting_place: Where reviews are held; "" = in the room of the incident.
        default: Whether this team is meant when a command names none; true for exactly one.
    """

    id: str
    name: str
    owner: str = ""
    updated: str = ""
    timezone: str
    calendar: BusinessCalendar
    people: Mapping[str, Person]
    levels: tuple[str, ...]
    rotations: tuple[Rotation, ...]
    schedules: Mapping[str, ScheduleRef]
    contacts: Mapping[str, tuple[str, ...]]
    emails: Mapping[str, str]
    services: Mapping[str, Service]
    policy: ProcessPolicy
    escalation: Mapping[str, Escalation]
    sections: Mapping[tuple[str, str], Section]
    paging: Mapping[Severity, tuple[str, ...]]
    ticketing: tuple[str, ...]
    announce: str
    triage: str
    platforms: tuple[str, ...]
    storm: Storm | None
    meeting_place: str = ""
    default: bool = False
    announce_ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def instances(self) -> Mapping[str, tuple[str, ...]]:
        """Provider kind -> its instances, in file order."""
        kinds = dict.fromkeys(kind for kind, _ in self.sections)
        return {kind: tuple(section.instance for section in self.of_kind(kind)) for kind in kinds}

    def of_kind(self, kind: str) -> tuple[Section, ...]:
        """Return the sections of one kind, in file order."""
        return tuple(section for section in self.sections.values() if section.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Teams:
    """Every team file of a deployment, and every fault found in them.

    Attributes:
        teams: Team id -> team, in the order of their ids; a file with a fault is not among them.
        people: Everybody of every file by id, joined where several files name somebody.
        problems: In file order; those with `warning` do not stop anything.
    """

    teams: Mapping[str, Team] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def default(self) -> Team:
        """The team that is meant when none is named.

        Raises:
            NotFound: There is no team.
        """
        for team in self.teams.values():
            if team.default:
                return team
        raise NotFound("There is no team yet; add a file such as teams/shop.toml.")

    def named(self, name: str) -> Team:
        """Return the team with this id; "" = the default one.

        Raises:
            NotFound: No team file has this name.
        """
        if name and name not in self.teams:
            raise NotFound(f"There is no team {name!r}. Teams: {', '.join(self.teams)}.")
        return self.teams[name] if name else self.default

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that stop nothing."""
        return tuple(problem for problem in self.problems if problem.warning)

    def raise_if_broken(self) -> None:
        """Raise ConfigError if a file has a fault that stops the bot.

        Raises:
            ConfigError: With every fault of every file; warnings are left out.
        """
        if any(problem.stops for problem in self.problems):
            raise ConfigError(tuple(problem for problem in self.problems if not problem.warning))
