"""People and the roster: who exists, who is on call, who stands behind a contact, now.

The roster is live data (people, rotations and contacts are never snapshotted); it is handed to
`decide` with every command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.escalation.ladders import Ladder, Unplanned
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Service
from tocsin.domain.severity import Severity

ENGINE = "engine"
GUEST = "guest-"
OPEN_AGAIN = "open-again"  # what somebody is told who was told that it is over
OVER = "over"  # what somebody is told when an incident they were called to has ended
SUPPORT = "support"  # the contact who hears that there is something, for customers who ask


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of a team file. `id` is deployment-wide; `accounts` is platform -> user id."""

    id: str
    name: str
    email: str = ""
    phone: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The last reading of a level whose schedule is kept in a tool.

    Args:
        as_of: When it was read last; None = it never was.
        stale: Whether that is too long ago.
        until: When the turn ends, where the tool told.
        stranger: Who is on call there and in no team file, as the tool calls them.
    """

    as_of: datetime | None
    stale: bool
    until: datetime | None = None
    stranger: str = ""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """One team's live facts.

    Args:
        people: Every person of the deployment by id (people are deployment-wide).
        admins: Ids that may do anything with a reason.
        on_call: Rotation level (`primary`, `backup`, …) -> person id, at `as_of`.
        contacts: `em`, `cto`, `ceo`, `leadership`, `security`, `ciso`, `support` -> person ids.
        paging: Paging tools by severity, in fail-over order (provider instances).
        platforms: Chat platforms the team's rooms are opened on.
        room_taken: Whether a room name belongs to an incident already.
        plan: The escalation strategy, asked once when calling starts; None = the policy's ladder,
            `Unplanned` likewise, and the room hears why.
        services: The team's services by name.
        instances: Provider kind -> instances of the team, in file order.
        emails: `security` and `support` -> e-mail address, where one is given.
        recipients: Customers instance -> the addresses it mails, where it tells them.
        mail: The instance that can mail people of the team, "" when there is none.
        words: `words(template, incident, at)` fills a template of the team: the words of a status
            page entry or a mail are fixed in the event that decides them.
        recorders: The instances of `changes` that are told of changes responders made.
        context: Whether the team has tools that can tell what is going on when one begins.
        stale: True when the team's file is gone.
        readings: What is known of the levels whose schedules are kept elsewhere.
    """

    team: str
    timezone: str
    calendar: BusinessCalendar
    as_of: datetime
    people: Mapping[str, Person] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()
    on_call: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paging: Mapping[Severity, tuple[str, ...]] = field(default_factory=dict)
    ticketing: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    announce: str = "#incidents"
    room_taken: Callable[[str], bool] = lambda _name: False
    plan: Callable[[Incident], Ladder | Unplanned | None] = lambda _incident: None
    services: Mapping[str, Service] = field(default_factory=dict)
    instances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mail: str = ""
    words: Callable[[str, Incident, datetime], str] = lambda _name, _incident, _at: ""
    recorders: tuple[str, ...] = ()
    context: bool = False
    stale: bool = False
    readings: Mapping[str, Reading] = field(default_factory=dict)

    def knows(self, person: str) -> bool:
        """Whether this id is in a team file."""
        return person in self.people

    def resolve(self, target: str) -> tuple[str, ...]:
        """The persons behind a ladder target; empty when nobody stands there."""
        if target.startswith("@"):
            return (target[1:],) if self.knows(target[1:]) else ()
        if target in self.on_call:
            return (self.on_call[target],)
        return self.contacts.get(target, ())

    def read_at(self, target: str) -> datetime | None:
        """When a target's schedule was read last, if that is too long ago; else None."""
        found = self.readings.get(target)
        return found.as_of if found is not None and found.stale else None

    def is_unread(self, target: str) -> bool:
        """Whether a target's schedule could not be read at all so far."""
        found = self.readings.get(target)
        return found is not None and found.as_of is None

    def name(self, person: str) -> str:
        """The name people know this id by."""
        return self.people[person].name if person in self.people else person


def is_machine(actor: str) -> bool:
    """Whether an actor is the engine or a provider instance (`alerts.prom`), not a person.

    A guest's name comes from outside and may hold anything, a dot too.
    """
    return actor == ENGINE or ("." in actor and not actor.startswith(GUEST))
