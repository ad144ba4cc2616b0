"""Which reminders are about now, and which can wait for business hours.

What is about an incident that runs is said at once, at any hour. What is about learning from it
rings nobody's bell at night: its reminders keep to workdays and business hours.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.obligations.shape import Nudge, Obligation

# The kinds that are about later; every other one is about now.
SNOOZE_LATER: Final = timedelta(days=7)
LATER: Final = frozenset(
    {
        "action-item",
        "meeting",
        "open",
        "postmortem-draft",
        "postmortem-publish",
        "postmortem-review",
        "public-postmortem",
        "ticket",
    }
)


def in_business_hours(owed: Obligation, calendar: BusinessCalendar) -> Obligation:
    """The obligation with its reminders in business hours if it is about later; `due` stays."""
    if is_about_now(owed.name):
        return owed
    moved: list[Nudge] = []
    for nudge in owed.nudges:
        at = _moment(nudge.at, owed, calendar)
        if moved and at <= moved[-1].at:
            at = moved[-1].at
            if nudge.at > owed.due or at > owed.due:  # late: each of them is heard by itself
                at = calendar.opening_after(at)
        moved.append(replace(nudge, at=at))
    return replace(owed, nudges=tuple(moved))


def resumes(
    until: datetime | None, owed: Obligation, calendar: BusinessCalendar
) -> datetime | None:
    """When the reminders of a snoozed obligation go on; about later, that is in business hours."""
    if until is None or is_about_now(owed.name) or calendar.is_open(until):
        return until
    return calendar.opening_after(until)


def is_about_now(name: str) -> bool:
    """Whether reminders of this obligation come at any hour."""
    return name.partition(":")[0] not in LATER


def _moment(at: datetime, owed: Obligation, calendar: BusinessCalendar) -> datetime:
    """The next business hour; the one before, where the next would pass what is due."""
    if calendar.is_open(at):
        return at
    following = calendar.opening_after(at)
    if at > owed.due or following <= owed.due:
        return following
    before = calendar.last_hour_before(at)
    return before if owed.since is None or before >= owed.since else following
