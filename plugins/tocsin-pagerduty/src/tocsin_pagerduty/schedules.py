"""Who is on call, by `/oncalls`: it knows schedules of both kinds, and escalation policies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
from tocsin.providers.http import Deadline, Object, text_at
from tocsin_pagerduty.client import MOST_PAGES, TOOL, leased
from tocsin_pagerduty.config import OnCallConfig
from tocsin_pagerduty.wording import written

_PLACE: Final = re.compile(r"(?:(policy:)([A-Z0-9]{4,40})(?:/([1-9]))?|([A-Z0-9]{4,40}))")
_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a level of `[oncall]` names: a schedule, or one level of an escalation policy."""

    key: str
    is_policy: bool = False
    level: int = 1

    @property
    def asked(self) -> dict[str, str]:
        """The filter of `/oncalls`."""
        name = "escalation_policy_ids[]" if self.is_policy else "schedule_ids[]"
        return {name: self.key}

    def holds(self, entry: Object) -> bool:
        """Whether an entry is of this level; a schedule stands in several policies."""
        return not self.is_policy or entry.get("escalation_level") == self.level


def place_of(words: str) -> Place:
    """Read `PSCHED1`, `policy:PPOLICY` or `policy:PPOLICY/2`.

    Raises:
        ProviderError: `not_found`: it is none of these.
    """
    found = _PLACE.fullmatch(words)
    if found is None:
        fix = "write the id of a schedule, or policy:<id> and /<level> of an escalation policy"
        raise ProviderError("not_found", f"{TOOL} has no such schedule: {fix}.")
    if found.group(1):
        return Place(key=found.group(2), is_policy=True, level=int(found.group(3) or 1))
    return Place(key=found.group(4))


class OnCall:
    """Reads who is on call, now and ninety days ahead. Any number of threads may call."""

    capabilities: frozenset[ScheduleCapability] = frozenset({"shifts"})

    def __init__(self, config: OnCallConfig, context: ProviderContext) -> None:
        """The client is shared with whatever else of the team uses the token."""
        self._lease = leased(config.rest_url, config.token, context, config.via())
        self._rest = self._lease.one

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call at a moment.

        Raises:
            ProviderError: `not_found`: the account has no such schedule or policy.
        """
        window = Window(start=at, end=at + _MOMENT)
        found = self._entries(place_of(schedule), window, Deadline(call.deadline_s))
        now = [one for one in found if _holds(one, at)]
        return tuple({one.user: one for one in reversed(now)}.values())[::-1]

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        """Who is on call within a window; who has no end there is on call until the window's."""
        found = self._entries(place_of(schedule), window, Deadline(call.deadline_s))
        whole = (
            replace(one, start=one.start or window.start, end=one.end or window.end)
            for one in found
        )
        return tuple(sorted(dict.fromkeys(whole), key=lambda one: (one.start, one.user)))

    def examine(self, people: Sequence[Person], call: Call) -> tuple[Finding, ...]:
        """Whether the token may read who is on call; each schedule is read by `check` itself."""
        asked = {"limit": 1}
        self._rest.http.get("/oncalls", deadline=call.deadline_s, params=asked).object()
        return (Finding(what="the token reads who is on call", verdict="ok"),)

    def close(self) -> None:
        """Give the client back."""
        self._lease.close()

    def _entries(self, place: Place, window: Window, until: Deadline) -> list[OnCallEntry]:
        asked = {
            **place.asked,
            "since": written(window.start),
            "until": written(window.end),
            "include[]": "users",
        }
        every = self._rest.many("/oncalls", "oncalls", until, asked, pages=MOST_PAGES)
        if not every:
            self._there(place, until)
        ours = sorted(filter(place.holds, every), key=_level)
        read_ones = (_entry(one) for one in ours)
        return [one for one in dict.fromkeys(read_ones) if one and _overlaps(one, window)]

    def _there(self, place: Place, until: Deadline) -> None:
        """Raise ProviderError `not_found` for what is not there: `/oncalls` says nothing of it."""
        kinds = ("escalation_policies",) if place.is_policy else ("schedules", "v3/schedules")
        for kind in kinds:
            try:
                self._rest.http.get(f"/{kind}/{place.key}", deadline=until, polite=True).object()
            except ProviderError as error:
                if error.code != "not_found":
                    raise
            else:
                return
        what = "escalation policy" if place.is_policy else "schedule"
        raise ProviderError("not_found", f"{TOOL} has no {what} {place.key}: check the id.")


def _entry(told: Object) -> OnCallEntry | None:
    user = text_at(told, "user", "id")
    start, end = read_moment(text_at(told, "start")), read_moment(text_at(told, "end"))
    email = text_at(told, "user", "email")
    return OnCallEntry(user=user, email=email, start=start, end=end) if user else None


def _level(told: Object) -> int:
    level = told.get("escalation_level")
    return level if isinstance(level, int) else 1


def _holds(one: OnCallEntry, at: datetime) -> bool:
    return (one.start is None or one.start <= at) and (one.end is None or at < one.end)


def _overlaps(one: OnCallEntry, window: Window) -> bool:
    begun = one.start is None or one.start < window.end
    return begun and (one.end is None or one.end > window.start)
