"""How an incident opens, and what it is judged to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened
from tocsin.domain.services import Service
from tocsin.domain.severity import Severity

Answer = Literal["yes", "no", "unknown"]
Source = Literal["command", "report", "alert"]


@dataclass(frozen=True, kw_only=True)
class Declared(Happened):
    """The opening of an incident, whatever the source. Without a severity it is in triage.

    `alert_sources`: the team's sources of alerts then; None = from before this was kept.
    """

    number: int
    team: str
    title: str
    timezone: str
    source: Source
    severity: Severity | None = None
    service: str = ""
    flags: tuple[str, ...] = ()
    text: str = ""
    platforms: tuple[str, ...] = ()
    announce: str = "#incidents"
    ticketing: str = ""
    policy_hash: str = ""
    repeat_of: str = ""
    pages_only: tuple[str, ...] = ()
    ticket_due: datetime | None = None
    alert_sources: tuple[str, ...] | None = None
    type: Literal["declared"] = "declared"


@dataclass(frozen=True, kw_only=True)
class Accepted(Happened):
    """Triage is over: this is an incident."""

    audience: ClassVar[Audience] = "room"
    type: Literal["accepted"] = "accepted"


@dataclass(frozen=True, kw_only=True)
class Declined(Happened):
    """Not an incident; never reaches the metrics."""

    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["declined"] = "declined"


@dataclass(frozen=True, kw_only=True)
class SeverityChanged(Happened):
    """The severity was set, raised, lowered, or assumed when the triage clock ran out."""

    severity: Severity
    reason: str = ""
    assumed: bool = False
    ticket_due: datetime | None = None
    audience: ClassVar[Audience] = "room"
    type: Literal["severity-changed"] = "severity-changed"


@dataclass(frozen=True, kw_only=True)
class FlagSet(Happened):
    """A flag of the closed list stands."""

    flag: str
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["flag-set"] = "flag-set"


@dataclass(frozen=True, kw_only=True)
class FlagCleared(Happened):
    """A flag no longer stands."""

    flag: str
    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["flag-cleared"] = "flag-cleared"


@dataclass(frozen=True, kw_only=True)
class MilestoneSet(Happened):
    """A milestone was corrected or set by hand."""

    milestone: str
    when: datetime
    type: Literal["milestone-set"] = "milestone-set"


@dataclass(frozen=True, kw_only=True)
class TriageAnswered(Happened):
    """The four questions of triage, and the severity the answers propose."""

    customers: str
    broken: str
    data: Answer
    security: Answer
    proposed: Severity
    audience: ClassVar[Audience] = "room"
    type: Literal["triage-answered"] = "triage-answered"


@dataclass(frozen=True, kw_only=True)
class Merged(Happened):
    """It is the same as another incident, which goes on; `into` is that one's `INC-` key."""

    into: str
    audience: ClassVar[Audience] = "room"
    type: Literal["merged"] = "merged"


@dataclass(frozen=True, kw_only=True)
class MergedIn(Happened):
    """Another incident is the same as this one; `other` is its `INC-` key."""

    other: str
    title: str
    audience: ClassVar[Audience] = "room"
    type: Literal["merged-in"] = "merged-in"


@dataclass(frozen=True, kw_only=True)
class ServiceSet(Happened):
    """The service in trouble, with the places to look as they were then."""

    service: Service
    audience: ClassVar[Audience] = "room"
    type: Literal["service-set"] = "service-set"
