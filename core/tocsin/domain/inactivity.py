"""Reminders of open incidents that everybody has fallen silent about (obligation `open`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.domain.calendar import BusinessCalendar
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligation import Nudge, Obligation

HEARS: Final = ("ic", "primary", "em", "room")
RULE: Final = "Nothing open is forgotten: it is asked about each working morning until it is over"
RULE_WEEKLY: Final = "Nothing open is forgotten: it is asked about each week until it is over"


def inactivity_reminder(incident: Incident, others: Sequence[Obligation]) -> Iterable[Obligation]:
    """A reminder each working morning of what is still open: to the IC, later to the EM too.

    It begins when the reminders of everything else have run out. After four weeks it is once a
    week; so it is from the start for a P3, a drill, and what is resolved and still owes something.
    Each reminder begins a new generation, with one nudge.
    """
    quick = [obligation for obligation in others if not obligation.name.startswith("action-item")]
    left = incident.status in ACTIVE or (incident.status == "resolved" and quick)
    if not incident.is_open or not left:
        return
    active = max(incident.update_since, incident.working_since, incident.moved)
    silent = max([active, *(nudge.at for obligation in quick for nudge in obligation.nudges)])
    due = incident.calendar.opening_after(silent)
    asked = incident.nudges.get("open")
    again = asked is not None and asked.at > active
    spared = incident.severity == "P3" or "drill" in incident.flags
    weekly = spared or incident.status == "resolved"
    daily = timedelta() if weekly else incident.policy.asked_daily_for
    at = _next(incident.calendar, due, asked.at, daily) if asked and again else due
    also = ("em",) if again and not spared else ()
    yield Obligation(
        name="open",
        due=due,
        owner="ic" if "ic" in incident.roles else "primary",
        rule=RULE_WEEKLY if weekly else RULE,
        met_by=("update-posted", "resolved", "closed"),
        generation=asked.seq if asked and asked.seq else 1,
        nudges=(Nudge(at=at, act="remind", hears=HEARS, also=also),),
        quiet=True,
        about_later=True,
    )


def _next(calendar: BusinessCalendar, due: datetime, asked: datetime, daily: timedelta) -> datetime:
    """The first opening after it was asked last: of any workday, later of each week's first."""
    if asked < due:
        return due
    zone = ZoneInfo(calendar.timezone)
    first, last = due.astimezone(zone).date(), asked.astimezone(zone).date()
    days = (last + timedelta(days=n) for n in count())
    asks = (day for day in days if day - first < daily or _begins_week(calendar, day))
    mornings = (calendar.opens(day) for day in asks if calendar.is_workday(day))
    return next(at for at in mornings if at > asked)


def _begins_week(calendar: BusinessCalendar, day: date) -> bool:
    """Whether it is the first workday of its week."""
    earlier = (day - timedelta(days=n) for n in range(1, day.weekday() + 1))
    return not any(calendar.is_workday(day) for day in earlier)
