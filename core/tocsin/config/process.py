"""The process of a team file: the severity table, the clocks, and escalation ladders.

What a file leaves out keeps the value of `tocsin.domain.policy.DEFAULT_POLICY`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from tocsin.config.fields import (
    Checklist,
    Climb,
    MinuteSpan,
    MinuteSpanOrNever,
    PositiveSpan,
    Reminders,
    ResponseSpan,
    Roles,
    Severities,
    Span,
    SpanOrNever,
    SpanPair,
    Spans,
    Texts,
    Word,
)
from tocsin.config.part import Part
from tocsin.domain.escalation.ladders import Manner
from tocsin.domain.policy import ABOVE, DEFAULT_POLICY, REMINDERS, FirstPost, Notification
from tocsin.domain.severity import Severity

MAX_REPEATS = 20


class SeverityPart(Part):
    """One row of the severity table; what is left out keeps its default."""

    label: Word = ""
    """Name beside the key."""
    definition: Word = ""
    """What makes an incident this severe."""
    examples: Texts = ()
    """A few, to compare with."""
    response: ResponseSpan = None
    """How long until somebody has acknowledged, or "next business day"."""
    notification: Notification = "page"
    """Page on-call, notify on-call, or create a ticket."""
    update_every: MinuteSpanOrNever = None
    """How often the room gets the four-field update, or "never"."""
    required_roles: Roles = ()
    """Roles that must be filled."""
    ladder: str = ""
    """The escalation policy that calls people; "" for a severity that makes a ticket."""
    escalate_em_after: SpanOrNever = None
    """Open this long, it notifies the Engineering Manager, or "never"."""
    notify: Texts = ()
    """Contacts notified at once, not paged."""
    paging: Texts = ()
    """Paging tools in fail-over order."""


class SeveritiesPart(Part):
    """Exactly four severities; the keys are fixed, everything in them is the team's."""

    P0: SeverityPart = SeverityPart()
    P1: SeverityPart = SeverityPart()
    P2: SeverityPart = SeverityPart()
    P3: SeverityPart = SeverityPart()

    def of(self, severity: Severity) -> SeverityPart:
        """Return the section of one severity."""
        return {"P0": self.P0, "P1": self.P1, "P2": self.P2, "P3": self.P3}[severity]


class ProcessPart(Part):
    """The other numbers of the process."""

    triage_within: PositiveSpan = DEFAULT_POLICY.triage_within
    """The triage clock."""
    assume_unknown: Severity = DEFAULT_POLICY.assume_unknown
    """Severity of a bare report when the triage clock runs out."""
    stable_for: PositiveSpan = DEFAULT_POLICY.stable_for
    """Without a firing alert before `resolve`."""
    approval_within: PositiveSpan = DEFAULT_POLICY.approval_within
    """After this an unanswered approval pages the Incident Commander again."""
    answer_within: PositiveSpan = DEFAULT_POLICY.answer_within
    """After this somebody who was asked and is not heard counts as silent."""
    ring_again: Spans = DEFAULT_POLICY.ring_again
    """When a page somebody asked for rings again, counted from the first."""
    approval_climb: Climb = DEFAULT_POLICY.approval_climb
    """Whom an approval nobody gives reaches, counted from when the Commander was paged again."""
    takeover: Texts = DEFAULT_POLICY.takeover
    """Contacts who may take over from an Incident Commander who is silent, with a reason."""
    above: dict[str, Texts] = Field(default_factory=lambda: dict(ABOVE))
    """Contact = those above it, asked where it has nobody, leads, asks, or is silent."""
    role_within: PositiveSpan = DEFAULT_POLICY.role_within
    """When the room is reminded of a required role nobody has."""
    handoff_within: PositiveSpan = DEFAULT_POLICY.handoff_within
    """When an unaccepted hand-off is reminded of."""
    update_lead: PositiveSpan = DEFAULT_POLICY.update_lead
    """How long before an update is due the Communications Lead hears of it."""
    update_late: SpanPair = DEFAULT_POLICY.update_late
    """Delays after a missed update: the Incident Commander, then the backup, hear of it."""
    missed_updates: Annotated[int, Field(ge=0, le=100)] = DEFAULT_POLICY.missed_updates
    """How many further reminders the room gets while no update comes."""
    reminders: Reminders = Field(default_factory=lambda: dict(REMINDERS))
    """When reminders come, counted from when it is due; with a minus sign before that."""
    assume_response: PositiveSpan = DEFAULT_POLICY.assume_response
    """The response time of a severity that has none."""
    asked_daily_for: PositiveSpan = DEFAULT_POLICY.asked_daily_for
    """How long what nobody touches is asked about each working day; then it is each week."""
    snooze_limit: PositiveSpan = DEFAULT_POLICY.snooze_limit
    """Longest time a reminder can be moved."""
    failover_after: PositiveSpan = DEFAULT_POLICY.failover_after
    """Wait before the next paging tool rings as well."""
    ack_link_valid: PositiveSpan = DEFAULT_POLICY.ack_link_valid
    """How long an acknowledge link works."""
    first_post: FirstPost = DEFAULT_POLICY.first_post
    """The status page's first entry: "automatic", or "ask" a person for it."""
    status_page_every: PositiveSpan = DEFAULT_POLICY.status_page_every
    """How often the status page says how it stands."""
    drift_within: PositiveSpan = DEFAULT_POLICY.drift_within
    """How soon a status page that says something else than is so is put right."""
    public_postmortem_within: PositiveSpan = DEFAULT_POLICY.public_postmortem_within
    """What the resolution entry of the status page promises."""
    announce_here: Severities = DEFAULT_POLICY.announce_here
    """Severities whose first announcement calls everybody in the room with `@here`."""
    notice_within: PositiveSpan = DEFAULT_POLICY.notice_within
    """When customers have been mailed, from the start of the incident."""
    follow_up_within: PositiveSpan = DEFAULT_POLICY.follow_up_within
    """When customers have been told that it is over, from the resolution."""
    draft_within: PositiveSpan = DEFAULT_POLICY.draft_within
    """When the post-mortem is drafted, from the resolution."""
    review_within: PositiveSpan = DEFAULT_POLICY.review_within
    """When the post-mortem is reviewed, from the resolution."""
    publish_within: PositiveSpan = DEFAULT_POLICY.publish_within
    """When the post-mortem is published, from the resolution."""
    meeting_within: PositiveSpan = DEFAULT_POLICY.meeting_within
    """When the review meeting is held at the latest, from the resolution."""
    meeting_lasts: PositiveSpan = DEFAULT_POLICY.meeting_lasts
    """How long the review meeting lasts."""
    insiders: Texts = DEFAULT_POLICY.insiders
    """Contacts who are in each private incident of the team, without being called."""
    breach_actions: Texts = DEFAULT_POLICY.breach_actions
    """What the room is told to do at once when a breach is suspected."""
    checklist: Checklist = DEFAULT_POLICY.checklist
    """The resolution checklist in order."""


class StepPart(Part):
    """One step of a ladder."""

    after: Span
    """Time since the ladder started."""
    targets: Texts
    """Rotations (`primary`), contacts (`em`) or `@person`."""
    manner: Manner = "page"
    """Ring them, or only send a message."""


class LadderPart(Part):
    """An `[escalation.<policy>]` section of the built-in strategy `ladder`."""

    strategy: Literal["ladder"] = "ladder"
    steps: list[StepPart]
    """Earliest first."""
    repeats: Annotated[int, Field(ge=0, le=MAX_REPEATS)] = 0
    """How often everyone is called again after the last step."""
    repeat_every: MinuteSpan = timedelta(minutes=15)
    """Time between the repeats, and before the alarm."""
    alarm: bool = False
    """Whether a standing alarm with phone numbers ends the ladder."""
