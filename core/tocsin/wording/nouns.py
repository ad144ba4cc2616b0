"""Every noun's sentences, put together: which of them the room, the timeline and people hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from tocsin.domain import commands as c
from tocsin.wording import (
    actions,
    alerts,
    approvals,
    cause,
    context,
    customers,
    declare,
    escalation,
    flags,
    gaps,
    meeting,
    merge,
    milestones,
    mitigation,
    notes,
    notify,
    paging,
    redaction,
    reminders,
    resolution,
    roles,
    rooms,
    services,
    severity,
    status_page,
    tasks,
    tickets,
    triage,
    undelivered,
    updates,
)
from tocsin.wording.names import Line
from tocsin.wording.postmortem import said as postmortem
from tocsin.wording.scene import Says
from tocsin.wording.told import Say

K = TypeVar("K")
V = TypeVar("V")


def disjoint(*tables: Mapping[K, V]) -> Mapping[K, V]:
    """All of them as one.

    Raises:
        ValueError: Two of them know the same key.
    """
    found: dict[K, V] = {}
    for table in tables:
        if both := found.keys() & table.keys():
            raise ValueError(f"two nouns word {both}")
        found.update(table)
    return found


REPLIES: Final[Mapping[type[c.Base], Say]] = disjoint(
    actions.REPLIES,
    approvals.REPLIES,
    cause.REPLIES,
    customers.REPLIES,
    declare.REPLIES,
    escalation.REPLIES,
    flags.REPLIES,
    merge.REPLIES,
    milestones.REPLIES,
    mitigation.REPLIES,
    notes.REPLIES,
    paging.REPLIES,
    postmortem.REPLIES,
    reminders.REPLIES,
    resolution.REPLIES,
    roles.REPLIES,
    services.REPLIES,
    severity.REPLIES,
    status_page.REPLIES,
    tasks.REPLIES,
    triage.REPLIES,
    updates.REPLIES,
)
BESIDE: Final[Mapping[type[c.Base], Say]] = disjoint(
    actions.BESIDE,
    approvals.BESIDE,
    cause.BESIDE,
    customers.BESIDE,
    escalation.BESIDE,
    flags.BESIDE,
    merge.BESIDE,
    mitigation.BESIDE,
    paging.BESIDE,
    postmortem.BESIDE,
    resolution.BESIDE,
    roles.BESIDE,
    services.BESIDE,
    severity.BESIDE,
    status_page.BESIDE,
    tasks.BESIDE,
    triage.BESIDE,
    updates.BESIDE,
)
ROOM: Final[Mapping[str, Says]] = disjoint(
    actions.ROOM,
    alerts.ROOM,
    approvals.ROOM,
    cause.ROOM,
    context.ROOM,
    customers.ROOM,
    escalation.ROOM,
    flags.ROOM,
    meeting.ROOM,
    merge.ROOM,
    mitigation.ROOM,
    paging.ROOM,
    postmortem.ROOM,
    reminders.ROOM,
    resolution.ROOM,
    roles.ROOM,
    rooms.ROOM,
    services.ROOM,
    severity.ROOM,
    status_page.ROOM,
    tasks.ROOM,
    triage.ROOM,
    undelivered.ROOM,
    updates.ROOM,
)
DIRECT: Final[Mapping[str, Says]] = disjoint(
    actions.DIRECT,
    meeting.DIRECT,
    merge.DIRECT,
    notes.DIRECT,
    notify.DIRECT,
    paging.DIRECT,
    reminders.DIRECT,
    roles.DIRECT,
    rooms.DIRECT,
    triage.DIRECT,
)
TIMELINE: Final[Mapping[str, Line]] = disjoint(
    actions.TIMELINE,
    alerts.TIMELINE,
    approvals.TIMELINE,
    cause.TIMELINE,
    context.TIMELINE,
    customers.TIMELINE,
    declare.TIMELINE,
    escalation.TIMELINE,
    flags.TIMELINE,
    gaps.TIMELINE,
    meeting.TIMELINE,
    merge.TIMELINE,
    milestones.TIMELINE,
    mitigation.TIMELINE,
    notes.TIMELINE,
    notify.TIMELINE,
    paging.TIMELINE,
    postmortem.TIMELINE,
    redaction.TIMELINE,
    reminders.TIMELINE,
    resolution.TIMELINE,
    roles.TIMELINE,
    rooms.TIMELINE,
    services.TIMELINE,
    severity.TIMELINE,
    status_page.TIMELINE,
    tasks.TIMELINE,
    tickets.TIMELINE,
    triage.TIMELINE,
    undelivered.TIMELINE,
    updates.TIMELINE,
)
ANNOUNCE: Final[Mapping[str, Says]] = disjoint(
    alerts.ANNOUNCE,
    declare.ANNOUNCE,
    escalation.ANNOUNCE,
    flags.ANNOUNCE,
    merge.ANNOUNCE,
    paging.ANNOUNCE,
    resolution.ANNOUNCE,
    rooms.ANNOUNCE,
    severity.ANNOUNCE,
    triage.ANNOUNCE,
)
