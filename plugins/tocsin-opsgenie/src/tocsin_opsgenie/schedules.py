"""Who is on call at a moment, and the shifts to come as the final timeline has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import (
    Call,
    Finding,
    OnCallEntry,
    Person,
    ProviderContext,
    ScheduleCapability,
    Window,
    read_moment,
)
from tocsin.providers.http import Deadline, Object, Param, objects_in, segment, text_at
from tocsin_opsgenie.client import leased
from tocsin_opsgenie.config import OnCallConfig
from tocsin_opsgenie.responders import is_id

ABLE: Final[frozenset[ScheduleCapability]] = frozenset({"shifts"})
MOST_DAYS: Final = 100
DEEPEST: Final = 4
"""A team within an escalation within a schedule, and one more."""


class OnCall:
    """Reads who is on call. Any number of threads may call."""

    def __init__(self, config: OnCallConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the key."""
        self._config = config
        via, email = config.via(), config.email
        self._lease = leased(config.url, config.tool, config.key, context, via, email=email)
        self._api = self._lease.one

    @property
    def capabilities(self) -> frozenset[ScheduleCapability]:
        """It tells what is to come."""
        return ABLE

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call at a moment; whoever is behind a team or an escalation too.

        Raises:
            ProviderError: `not_found`: the account has no such schedule.
        """
        told = self._read(schedule, "on-calls", at, call)
        found = (_entry(one) for one in _participants(told, DEEPEST))
        return tuple({one.user: one for one in found if one}.values())

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call within a window, forwardings and overrides included."""
        days = min(ceil((window.end - window.start) / timedelta(days=1)) + 1, MOST_DAYS)
        told = self._read(
            schedule, "timeline", window.start, call, interval=days, intervalUnit="days"
        )
        found = _shifts(told, window)
        return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.start, one.user)))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether schedules may be read; each is read by `check` itself."""
        self._api.http.get("/schedules", deadline=call.deadline_s).object()
        return (Finding(what="schedules can be read", verdict="ok"),)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _read(self, schedule: str, what: str, at: datetime, call: Call, **more: Param) -> Object:
        of_jsm = self._config.product == "jsm"
        asked = {"date": at.astimezone(UTC).isoformat(timespec="seconds"), **more}
        if not of_jsm:
            by = "scheduleIdentifierType" if what == "on-calls" else "identifierType"
            asked[by] = "id" if is_id(schedule) else "name"
        can_be = bool(schedule.strip()) and (is_id(schedule) or not of_jsm)
        place, until = f"/schedules/{segment(schedule)}/{what}", Deadline(call.deadline_s)
        told = self._api.found(place, until, asked) if can_be else None
        if told is None:
            fix = "write its id" if of_jsm else "write its id or its name"
            raise ProviderError("not_found", f"{self._config.tool} has no such schedule: {fix}.")
        return told


def _participants(told: Object, deep: int) -> Iterator[Object]:
    """The people of a list of participants, those within teams and escalations too."""
    for one in objects_in(told.get("onCallParticipants")):
        if text_at(one, "type") == "user":
            yield one
        elif deep:
            yield from _participants(one, deep - 1)


def _shifts(told: Object, window: Window) -> Iterator[OnCallEntry]:
    final = told.get("finalTimeline")
    rotations = objects_in(final.get("rotations")) if isinstance(final, dict) else []
    for period in (one for rotation in rotations for one in objects_in(rotation.get("periods"))):
        start, end = (read_moment(text_at(period, one)) for one in ("startDate", "endDate"))
        if start and end and start < window.end and end > window.start:
            found = (_entry(one) for one in _behind(period))
            yield from (replace(one, start=start, end=end) for one in found if one)


def _behind(period: Object) -> Iterator[Object]:
    """Whoever a period rings: the people behind a team or an escalation, where they are told."""
    flat = period.get("flattenedRecipients") or period.get("flattenedResponders")
    named = period.get("recipient") or period.get("responder")
    every = objects_in(flat) if flat else objects_in([named])
    return (one for one in every if text_at(one, "type") == "user")


def _entry(told: Object) -> OnCallEntry | None:
    name = text_at(told, "name")
    email = name if "@" in name else ""
    user = text_at(told, "id") or email
    return OnCallEntry(user=user, email=email) if user else None
