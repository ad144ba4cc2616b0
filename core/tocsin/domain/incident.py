"""The incident: a frozen value, the fold of its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocsin.domain.calendar import BusinessCalendar, usual_hours
from tocsin.domain.incident_parts import (
    EPOCH,
    ActionItem,
    DeclarationSource,
    Holder,
    LinkedAlert,
    Mail,
    Meeting,
    Mitigation,
    NudgesDone,
    Offer,
    Page,
    Postmortem,
    Proposal,
    Room,
    RunningLadder,
    Service,
    StatusPost,
    Task,
    Ticket,
    Triage,
    Update,
)
from tocsin.domain.lifecycle import ENDED, Status
from tocsin.domain.policy import DEFAULT_POLICY, ProcessPolicy
from tocsin.domain.roles import Role
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class Incident:
    """Everything known about one incident. `version` counts its events."""

    id: str
    policy: ProcessPolicy = DEFAULT_POLICY
    policy_hash: str = ""
    version: int = 0
    number: int = 0
    team: str = ""
    title: str = ""
    text: str = ""
    timezone: str = "UTC"
    source: DeclarationSource = "command"
    reporter: str = ""
    service: str = ""
    status: Status = "triage"
    severity: Severity | None = None
    severity_since: datetime = EPOCH
    severity_seq: int = 0
    severity_by: str = ""
    working_since: datetime = EPOCH
    flags: frozenset[str] = frozenset()
    customers_since: datetime = EPOCH
    customers_seq: int = 1
    security_since: datetime = EPOCH
    security_seq: int = 0
    declared: datetime = EPOCH
    platforms: tuple[str, ...] = ()
    announce: str = "#incidents"
    ticketing: str = ""
    repeat_of: str = ""
    pages_only: tuple[str, ...] = ()
    alert_sources: tuple[str, ...] | None = None
    milestones: Mapping[str, datetime] = field(default_factory=dict)
    roles: Mapping[Role, Holder] = field(default_factory=dict)
    offers: Mapping[Role, Offer] = field(default_factory=dict)
    responders: tuple[str, ...] = ()
    brought_in: frozenset[str] = frozenset()
    room_name: str = ""
    rooms: Mapping[str, Room] = field(default_factory=dict)
    rooms_gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rooms_left: Mapping[str, tuple[Room, ...]] = field(default_factory=dict)
    left_at: Mapping[str, datetime] = field(default_factory=dict)
    outsiders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ladder: RunningLadder | None = None
    pages: Mapping[str, Page] = field(default_factory=dict)
    updates: tuple[Update, ...] = ()
    update_seq: int = 0
    update_since: datetime = EPOCH
    mitigations: Mapping[int, Mitigation] = field(default_factory=dict)
    mitigated_reason: str = ""
    stable_from: datetime | None = None
    stable_seq: int = 0
    alerts: Mapping[str, LinkedAlert] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    nudges: Mapping[str, NudgesDone] = field(default_factory=dict)
    snoozed: Mapping[str, datetime] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    ticket: Ticket | None = None
    ticket_due: datetime | None = None
    reopen_proposed: bool = False
    moved: datetime = EPOCH
    acted: datetime = EPOCH
    triage: Triage | None = None
    merged_into: str = ""
    merged_from: tuple[str, ...] = ()
    service_info: Service | None = None
    told_about: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    asked: Mapping[str, datetime] = field(default_factory=dict)
    cause: str = ""
    decision: str = ""
    finding: str = ""
    tasks: Mapping[int, Task] = field(default_factory=dict)
    status_draft: str = ""
    status_draft_by: str = ""
    status_draft_title: str = ""
    public_title: str = ""
    status_proposal: Proposal | None = None
    status_proposed: int = 0
    status_posts: tuple[StatusPost, ...] = ()
    status_seq: int = 0
    status_refs: Mapping[str, str] = field(default_factory=dict)
    status_links: Mapping[str, str] = field(default_factory=dict)
    status_failed: Mapping[str, datetime] = field(default_factory=dict)
    mails: tuple[Mail, ...] = ()
    resolved_seq: int = 0
    meeting: Meeting | None = None
    postmortem: Postmortem = field(default_factory=Postmortem)
    actions: Mapping[int, ActionItem] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id people use: `INC-42`."""
        return f"INC-{self.number}"

    @property
    def calendar(self) -> BusinessCalendar:
        """The team's working time as it was at the declaration."""
        return self.policy.calendar or usual_hours(self.timezone)

    @property
    def is_open(self) -> bool:
        """Whether the incident has not ended."""
        return self.version > 0 and self.status not in ENDED

    @property
    def firing(self) -> tuple[LinkedAlert, ...]:
        """The linked alerts that fire now."""
        return tuple(alert for alert in self.alerts.values() if alert.firing)

    def holder(self, role: Role) -> str:
        """The person holding a role, or ""."""
        return self.roles[role].person if role in self.roles else ""

    def has_commander(self) -> bool:
        """Whether somebody is IC in person (not merely standing)."""
        return "ic" in self.roles and not self.roles["ic"].standing

    def stable_until(self) -> datetime | None:
        """When the stable window ends, if it runs."""
        return None if self.stable_from is None else self.stable_from + self.policy.stable_for

    def age(self, at: datetime) -> timedelta:
        """How long ago it was declared."""
        return at - self.declared
