"""The sections of a team file as pydantic models: what may be written, and its default."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tocsin.config.fields import (
    Account,
    Day,
    Days,
    DayText,
    Email,
    Handoff,
    Hours,
    Name,
    PersonId,
    PositiveSpan,
    Room,
    ServiceName,
    Texts,
    Weekdays,
    Word,
    ZoneName,
)
from tocsin.config.part import Part
from tocsin.config.process import ProcessPart, SeveritiesPart
from tocsin.domain.oncall import Every
from tocsin.domain.rights import Right

LONG_AGO = date(2000, 1, 3)


class StormPart(Part):
    """When many new incidents are one storm."""

    groups: int = Field(default=10, ge=1, le=1000)
    """So many new incidents ..."""
    within: PositiveSpan = timedelta(minutes=5)
    """... within this time: further alert groups join one storm incident, paged once."""


def _storm(value: object) -> object:
    if value is True:
        raise ValueError('this must be a table or false; write { groups = 10, within = "5m" }')
    return None if value is False else value


StormField = Annotated[StormPart | None, BeforeValidator(_storm, StormPart | Literal[False])]


class TeamPart(Part):
    """The team and its working time."""

    name: Word | None = None
    """The name people know the team by; the file's name without it."""
    owner: str = ""
    """Who looks after this file."""
    updated: DayText = ""
    """When somebody last went through it."""
    timezone: ZoneName = "UTC"
    """IANA zone of the business hours and of every time shown to the team."""
    business_hours: Hours = (time(9), time(17))
    """For what is due with the next business day."""
    workdays: Weekdays = (0, 1, 2, 3, 4)
    """Weekdays the team works."""
    holidays: Days = ()
    """Dates it does not."""
    default: bool = False
    """Whether this team is meant when a command names none."""
    storm: StormField = StormPart()
    """When further alert groups join one incident; `false` turns that off."""
    meeting_place: str = ""
    """Where reviews are held: a room, or the address of a call; "" = the incident's room."""


class PersonPart(Part):
    """Somebody who takes part in incidents. The id is the same in every team file."""

    name: str = ""
    """Full name; the id without it."""
    email: Email = ""
    """For notices beside the direct message."""
    phone: str = ""
    """Shown in the standing alarm when nobody answers."""
    accounts: dict[Name, Account] = Field(default_factory=dict)
    """Chat platform = the user's id there."""


class OnCallPart(Part):
    """Who is on call: a rotation kept here, or a schedule kept in a paging tool."""

    people: Texts | None = None
    """Person ids in the order of their turns."""
    rotation: Every = "weekly"
    """How long a turn lasts."""
    handoff: Handoff = (0, time(9))
    """Weekday and time at which a turn ends."""
    start: Day = LONG_AGO
    """From that day on the first of `people` is on call."""
    timezone: ZoneName | None = None
    """Zone of `handoff` and `start`; the team's without it."""
    schedule: Word | None = None
    """A `[schedules.<instance>]` section that knows who is on call."""
    id: Word | None = None
    """The schedule's id there."""


class ContactsPart(Part):
    """Who stands behind each word of the escalation path."""

    em: Word | None = None
    """Engineering Manager."""
    cto: Word | None = None
    """Chief Technology Officer."""
    ceo: Word | None = None
    """Chief Executive Officer."""
    leadership: Texts | None = None
    """Who hears of a P0 at once; the cto and ceo without it."""
    security: Texts | None = None
    """Security Team: person ids, and at most one e-mail address."""
    ciso: Word | None = None
    """Chief Information Security Officer."""
    support: Texts | None = None
    """Support: person ids, and at most one e-mail address."""


class ServicePart(Part):
    """Where to look first when this service is in trouble."""

    dashboards: Texts = ()
    """Links to health dashboards."""
    changes: Texts = ()
    """Where its deployments and configuration changes are seen."""
    dependencies: Texts = ()
    """What it needs: databases, external APIs."""
    logs: Texts = ()
    """Where its logs are."""
    runbook: str = ""
    """Link to the runbook."""
    components: Texts = ()
    """Its components on the status page."""
    public: Word = ""
    """What customers call it; its components without it."""


class ChatPart(Part):
    """Rooms and platforms."""

    announce: Room = "#incidents"
    """Where incidents are announced."""
    announce_id: dict[Name, Account] = Field(default_factory=dict)
    """Platform = the platform's own id of the announce room; without it, found by its name."""
    triage: Room | None = None
    """Where reports and triage happen; the announce room without it."""
    platforms: Texts = ()
    """Platforms of the deployment on which rooms are opened; all without it."""


class TeamFile(Part):
    """One `teams/<team>.toml`, apart from its provider sections and escalation policies."""

    team: TeamPart = TeamPart()
    people: dict[PersonId, PersonPart] = Field(default_factory=dict)
    oncall: dict[Name, OnCallPart] = Field(default_factory=dict)
    contacts: ContactsPart = ContactsPart()
    services: dict[ServiceName, ServicePart] = Field(default_factory=dict)
    severities: SeveritiesPart = SeveritiesPart()
    process: ProcessPart = ProcessPart()
    templates: dict[str, str] = Field(default_factory=dict)
    """Name = the team's own words for the announcement, the status page and customers."""
    rights: dict[str, Right] = Field(default_factory=dict)
    """Verb = who may do it."""
    chat: ChatPart = ChatPart()


CORE_SECTIONS = frozenset(TeamFile.model_fields)
