"""The process as data. `DEFAULT_POLICY` is the process document; a team may change its numbers.

A policy is snapshotted when an incident is declared: an edited team file changes nothing in an
incident that is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.escalation.ladders import DEFAULT_LADDERS, Ladder
from tocsin.domain.rights import DEFAULT_RIGHTS, Right
from tocsin.domain.roles import Role
from tocsin.domain.severity import Severity

Notification = Literal["page", "notify", "ticket"]
FirstPost = Literal["automatic", "ask"]


@dataclass(frozen=True, kw_only=True)
class SeverityPolicy:
    """One row of the severity table.

    Args:
        response: How long until somebody has acknowledged; None = next business day.
        notification: Page on-call, notify on-call, or create a ticket.
        update_every: How often the room gets the four-field update; None = never.
        required_roles: Roles that must be filled, in the order they are asked for.
        ladder: Name of the ladder of `ProcessPolicy.ladders`; "" = nobody is called.
        escalate_em_after: Open this long at this severity notifies the Engineering Manager.
        notify: Contacts notified at once when the severity is known (not paged).
    """

    label: str
    definition: str
    examples: tuple[str, ...]
    response: timedelta | None
    notification: Notification
    update_every: timedelta | None = None
    required_roles: tuple[Role, ...] = ()
    ladder: str = ""
    escalate_em_after: timedelta | None = None
    notify: tuple[str, ...] = ()


_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_DUE = timedelta(0)
# Obligation -> when its reminders come, counted from when it is due: below zero is before that. Of
# `meeting` the first counts from when it was planned, the second from when it begins; `update` says
# when a missed one is noted as a gap; `postmortem` is of all four that are owed on it.
REMINDERS: dict[str, tuple[timedelta, ...]] = {
    "triage": (-2 * _MINUTE, 10 * _MINUTE, 25 * _MINUTE),
    "role": (_DUE, 10 * _MINUTE),
    "handoff": (_DUE, 5 * _MINUTE),
    "approval": (5 * _MINUTE,),
    "update": (_MINUTE,),
    "drift": (_DUE, 10 * _MINUTE, 30 * _MINUTE),
    "customer-notice": (-15 * _MINUTE, _DUE, 15 * _MINUTE),
    "customer-follow-up": (-15 * _MINUTE, _DUE, 3 * _HOUR),
    "meeting": (_HOUR, -_HOUR),
    "postmortem": (-8 * _HOUR, -_HOUR, _DUE, 12 * _HOUR, _DAY),
    "ticket": (_DUE, _DAY),
    "action-item": (-_DAY, _DUE, _DAY, 7 * _DAY),
}
ABOVE: dict[str, tuple[str, ...]] = {
    "em": ("cto", "ceo", "leadership"),
    "cto": ("ceo", "leadership"),
    "security": ("ciso",),
    "leadership": ("ceo", "cto"),
}


@dataclass(frozen=True, kw_only=True)
class ProcessPolicy:
    """Everything a team can tune about its process; see the field docs of each part.

    Args:
        triage_within: The triage clock.
        assume_unknown: Severity of a bare report when the triage clock runs out.
        stable_for: The window without a firing linked alert before `resolve`.
        approval_within: After this long an unanswered approval pages the IC again.
        answer_within: After this long somebody who was asked counts as not heard; asking for them
            again before that rings nothing.
        ring_again: When a page somebody asked for rings again, from the first; whoever asked is
            told by the last of them.
        approval_climb: Whom an approval nobody gives reaches, from when the IC was paged again:
            `responders` are told that they may take over, a contact is paged.
        takeover: Contacts who may take over from an IC who is asked and not heard, with a reason.
        above: Contact -> the next above it, where it has nobody, leads, asks, or is not heard.
        role_within: When an unfilled required role is reminded of in the room.
        handoff_within: When an unaccepted hand-off is reminded of.
        update_lead: How long before an update is due the Communications Lead hears of it.
        update_late: Delays after a missed update: the IC, then the backup, hear of it.
        missed_updates: How many further reminders the room gets while no update comes.
        reminders: Obligation -> when its reminders come, see `REMINDERS`.
        assume_response: The response time of a severity whose row has none.
        asked_daily_for: How long what nobody touches is asked about daily; then it is weekly.
        snooze_limit: Longest time a reminder can be moved.
        failover_after: Bounded wait before the next paging tool rings as well.
        ack_link_valid: How long an acknowledge link works.
        first_post: Whether the status page's first entry goes out by itself, or a person is asked.
        status_page_every: How often the status page says how it stands.
        drift_within: How soon a status page that says something else than is so is put right.
        public_postmortem_within: What the resolution entry of the status page promises.
        announce_here: Severities whose first announcement rings for everybody in the room.
        notice_within: When customers have been mailed, from the start of the incident.
        follow_up_within: When customers have been told that it is over, from the resolution.
        draft_within, review_within, publish_within: The post-mortem's clocks, from the resolution.
        meeting_within, meeting_lasts: When the review meeting is at the latest, and its length.
        insiders: Contacts of the incident's own team who are in each of its private incidents.
        calendar: The team's working time; None = Monday to Friday, 9 to 17.
        templates: Template name -> its text, where a team wrote its own.
        breach_actions: What the room is told to do at once when a breach is suspected.
        checklist: The resolution checklist, in order; `stable` is ticked by the clock and
            `alerts` by monitoring, or by a person where the team has no source of alerts.
    """

    severities: Mapping[Severity, SeverityPolicy]
    ladders: Mapping[str, Ladder] = field(default_factory=lambda: dict(DEFAULT_LADDERS))
    rights: Mapping[str, Right] = field(default_factory=lambda: dict(DEFAULT_RIGHTS))
    triage_within: timedelta = timedelta(minutes=5)
    assume_unknown: Severity = "P1"
    stable_for: timedelta = timedelta(minutes=30)
    approval_within: timedelta = timedelta(minutes=5)
    answer_within: timedelta = timedelta(minutes=5)
    ring_again: tuple[timedelta, ...] = (timedelta(minutes=5), timedelta(minutes=15))
    approval_climb: tuple[tuple[str, timedelta], ...] = (
        ("responders", timedelta(minutes=5)),
        ("em", timedelta(minutes=10)),
        ("cto", timedelta(minutes=20)),
    )
    takeover: tuple[str, ...] = ("em", "cto", "ceo", "leadership")
    above: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(ABOVE))
    role_within: timedelta = timedelta(minutes=10)
    handoff_within: timedelta = timedelta(minutes=5)
    update_lead: timedelta = timedelta(minutes=5)
    update_late: tuple[timedelta, timedelta] = (timedelta(minutes=5), timedelta(minutes=10))
    missed_updates: int = 6
    reminders: Mapping[str, tuple[timedelta, ...]] = field(default_factory=lambda: dict(REMINDERS))
    assume_response: timedelta = timedelta(minutes=15)
    asked_daily_for: timedelta = timedelta(weeks=4)
    snooze_limit: timedelta = timedelta(minutes=30)
    failover_after: timedelta = timedelta(seconds=30)
    ack_link_valid: timedelta = timedelta(hours=24)
    first_post: FirstPost = "automatic"
    status_page_every: timedelta = timedelta(minutes=30)
    drift_within: timedelta = timedelta(minutes=5)
    public_postmortem_within: timedelta = timedelta(hours=48)
    announce_here: tuple[Severity, ...] = ("P0", "P1", "P2")
    notice_within: timedelta = timedelta(hours=1)
    follow_up_within: timedelta = timedelta(hours=1)
    draft_within: timedelta = timedelta(hours=24)
    review_within: timedelta = timedelta(hours=48)
    publish_within: timedelta = timedelta(hours=72)
    meeting_within: timedelta = timedelta(hours=48)
    meeting_lasts: timedelta = timedelta(hours=1)
    insiders: tuple[str, ...] = ("em", "security", "ciso", "cto", "ceo", "leadership")
    calendar: BusinessCalendar | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    breach_actions: tuple[str, ...] = (
        "Keep evidence: save logs, access records and snapshots before anything is deleted, "
        "restarted or rolled back",
        "Limit access: end sessions, lock the accounts and hosts in question",
        "Change keys, tokens and passwords that may be known outside",
        "Speak of it need-to-know and only here; ask legal now, deadlines for notices may run "
        "from the declaration",
    )
    checklist: tuple[tuple[str, str], ...] = (
        ("fixed", "Issue fixed"),
        ("metrics", "Service health metrics returned to normal"),
        ("alerts", "No error alerts firing"),
        ("stable", "Monitored for 30 minutes (stable)"),
        ("impact", "Customer impact verified resolved"),
    )

    def severity(self, key: Severity) -> SeverityPolicy:
        """The row of one severity."""
        return self.severities[key]

    def reminds(self, obligation: str) -> tuple[timedelta, ...]:
        """When the reminders of this obligation come, counted from when it is due."""
        return self.reminders.get(obligation, REMINDERS[obligation])


DEFAULT_SEVERITIES: dict[Severity, SeverityPolicy] = {
    "P0": SeverityPolicy(
        label="Critical",
        definition="Complete outage, data loss, security breach",
        examples=("Service down", "payment processing broken", "data breach"),
        response=timedelta(minutes=5),
        notification="page",
        update_every=timedelta(minutes=15),
        required_roles=("ic", "tl", "comms", "em"),
        ladder="P0",
        notify=("leadership",),
    ),
    "P1": SeverityPolicy(
        label="High",
        definition="Major feature broken, significant degradation",
        examples=("Login broken for subset of users", "database slow"),
        response=timedelta(minutes=15),
        notification="page",
        update_every=timedelta(minutes=30),
        required_roles=("ic", "tl", "comms"),
        ladder="P1",
        escalate_em_after=timedelta(minutes=60),
    ),
    "P2": SeverityPolicy(
        label="Medium",
        definition="Minor feature broken, workaround exists",
        examples=("UI bug", "non-critical API errors"),
        response=timedelta(hours=1),
        notification="notify",
        update_every=timedelta(minutes=30),
        required_roles=("ic",),
        ladder="P2",
    ),
    "P3": SeverityPolicy(
        label="Low",
        definition="Cosmetic issue, minimal impact",
        examples=("Typo", "minor styling issue"),
        response=None,
        notification="ticket",
    ),
}

DEFAULT_POLICY = ProcessPolicy(severities=DEFAULT_SEVERITIES)
