"""What is owed to customers, and the review meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.customers import concerns_customers
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligations.shape import Nudge, Obligation

BEFORE = timedelta(minutes=15)


def customer_notice(incident: Incident) -> Iterable[Obligation]:
    """Customers are mailed within an hour of the start of the incident.

    Where it came to concern them so late that this hour could not be kept, they have an hour from
    then. What is late from the moment it is known is asked for as often as anything else.
    """
    if not concerns_customers(incident) or incident.status not in WORKING:
        return
    if any(mail.kind == "notice" for mail in incident.mails):
        return
    due = _notice_due(incident)
    asked = max(due, max(incident.customers_since, incident.working_since) + BEFORE)
    yield Obligation(
        name="customer-notice",
        due=due,
        owner="comms",
        rule="Customers are mailed within an hour of the start: what happened, impact, status, ETA",
        generation=incident.customers_seq,
        nudges=(
            Nudge(at=asked - BEFORE, act="remind", hears=("comms", "ic")),
            Nudge(at=asked, act="remind", hears=("room",)),
            Nudge(at=asked + BEFORE, act="remind", hears=("ic",), last=True),
        ),
    )


def _notice_due(incident: Incident) -> datetime:
    within, since = incident.policy.notice_within, incident.customers_since
    began = incident.milestones.get("impact-started", incident.declared)
    if since > incident.declared + within - BEFORE:
        began = max(began, since)
    return began + within


def customer_follow_up(incident: Incident) -> Iterable[Obligation]:
    """Whoever was told that it is broken is told that it is mended."""
    resolved = incident.milestones.get("resolved")
    if incident.status in ACTIVE or resolved is None or not incident.mails:
        return
    if any(mail.kind == "follow-up" and mail.at >= resolved for mail in incident.mails):
        return
    due = resolved + incident.policy.follow_up_within
    yield Obligation(
        name="customer-follow-up",
        due=due,
        owner="comms",
        rule="Customers who were told of it are told that it is resolved",
        generation=incident.resolved_seq,
        nudges=(
            Nudge(at=due - BEFORE, act="remind", hears=("comms", "ic")),
            Nudge(at=due, act="remind", hears=("room",)),
            Nudge(at=due + timedelta(hours=3), act="remind", hears=("ic",), last=True),
        ),
    )


def meeting(incident: Incident) -> Iterable[Obligation]:
    """The post-mortem meeting is in a calendar within 48 hours of the resolution."""
    planned, resolved = incident.meeting, incident.milestones.get("resolved")
    if planned is None or planned.cancelled or planned.scheduled_by or resolved is None:
        return
    due = resolved + incident.policy.meeting_within
    yield Obligation(
        name="meeting",
        due=due,
        owner="ic",
        rule="The post-mortem meeting is held within 48 hours",
        generation=planned.seq,
        nudges=(
            Nudge(at=planned.at + timedelta(hours=1), act="remind", hears=("ic",)),
            Nudge(at=planned.starts - timedelta(hours=1), act="remind", hears=("ic",), last=True),
        ),
        since=planned.at,
    )
