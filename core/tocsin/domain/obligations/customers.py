"""What is owed to customers, and the review meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tocsin.domain.flags import CUSTOMERS
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligations.shape import Nudge, Obligation
from tocsin.domain.severity import PAGING

BEFORE = timedelta(minutes=15)


def concerns_customers(incident: Incident) -> bool:
    """P0, P1, and a P2 that customers notice; never a drill."""
    noticed = incident.severity == "P2" and bool(incident.flags & CUSTOMERS)
    return (incident.severity in PAGING or noticed) and "drill" not in incident.flags


def customer_notice(incident: Incident) -> Iterable[Obligation]:
    """Customers are mailed within an hour of the start of the incident."""
    if not concerns_customers(incident) or incident.status not in WORKING:
        return
    if any(mail.kind == "notice" for mail in incident.mails):
        return
    started = incident.milestones.get("impact-started", incident.declared)
    due = started + incident.policy.notice_within
    yield Obligation(
        name="customer-notice",
        due=due,
        owner="comms",
        rule="Customers are mailed within an hour of the start: what happened, impact, status, ETA",
        generation=1,
        nudges=(
            Nudge(at=due - BEFORE, act="remind", hears=("comms", "ic")),
            Nudge(at=due, act="remind", hears=("room",)),
            Nudge(at=due + BEFORE, act="remind", hears=("ic",), last=True),
        ),
    )


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
