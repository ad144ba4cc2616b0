"""Limits guests, who are in no team file: lines answered, and reports that count."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from tocsin.chat import Text
from tocsin.config.operations import GuestLimits
from tocsin.domain.incident import Incident
from tocsin.domain.people import GUEST
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.store.contract import ReadTx, Tx
from tocsin.wording.guests import too_many_lines

REPORTS: Final = "guest-reports"
"""Space of facts: a guest -> when their latest reports came, within the last hour."""
WITHIN: Final = timedelta(hours=1)


_BEHIND: Final = "guest:"
"""What the keys of all begin with that goes behind what people caused."""


def guest_key(key: str) -> str:
    """Return the key of a post that a guest caused."""
    return f"{_BEHIND}{key}"


def is_guest_key(key: str) -> bool:
    """Return whether a post was caused by a guest and goes after all others."""
    return key.startswith(_BEHIND)


def is_guest(speaker: str) -> bool:
    """Return whether the person is in no team file."""
    return speaker.startswith(GUEST)


def recent_reports(tx: ReadTx, guest: str, now: datetime) -> int:
    """Return how many reports of a guest opened an incident within the last hour."""
    return len(_recent(tx.fact(REPORTS, guest), now))


def note_report(tx: Tx, guest: str, now: datetime) -> None:
    """Keep that a report of a guest opened an incident."""
    recent = [*_recent(tx.fact(REPORTS, guest), now), now]
    tx.set_fact(REPORTS, guest, json.dumps([at.isoformat() for at in recent]))


def reports_expired(text: str, now: datetime) -> bool:
    """Return whether none of a guest's kept reports counts any more."""
    return not _recent(text, now)


def is_unjudged_report(incident: Incident) -> bool:
    """Return whether a guest opened it and its severity is not decided yet."""
    return is_guest(incident.reporter) and incident.severity is None


def _recent(text: str | None, now: datetime) -> list[datetime]:
    every = (datetime.fromisoformat(at) for at in json.loads(text or "[]"))
    return [at for at in every if now - at < WITHIN]


MINUTE: Final = timedelta(minutes=1)
MOST_KNOWN: Final = 10_000
MANY_LINES: Final = "too many lines of one guest"
MANY_REPORTS: Final = "too many reports of one guest"
Turn = Literal["answered", "told", "silent"]


@dataclass(kw_only=True)
class _Seen:
    """The latest lines of a guest; of their reports those that came on top of too many lines."""

    lines: deque[datetime]
    reports: deque[datetime]
    told: bool = False


class Guests:
    """Counts the lines of each guest; at most so many guests, the longest quiet are dropped."""

    def __init__(
        self, limits: GuestLimits, clock: Callable[[], datetime], refused_requests: RefusedRequests
    ) -> None:
        """Nobody has said anything yet; `refused_requests` counts what is not answered."""
        self._limits = limits
        self._clock = clock
        self._refused_requests = refused_requests
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._lock = threading.Lock()

    def turn(self, speaker: str, platform: str, *, opens: bool) -> Turn:
        """Return whether a new line is answered; `told` = the refusal is said once.

        Args:
            opens: Whether it would open an incident.
        """
        if not is_guest(speaker):
            return "answered"
        turn = self._counted(speaker, self._clock(), opens=opens)
        if turn != "answered":
            self.refused(platform, MANY_LINES)
        return turn

    def too_many(self, prefix: str) -> Text:
        """Return the sentence for a guest who is not answered any more."""
        return too_many_lines(self._limits.lines_per_minute, prefix)

    def refused(self, platform: str, why: str) -> None:
        """Count what a guest is refused because it is too much."""
        self._refused_requests.refused(f"chat.{platform}", why, self._clock())

    def _counted(self, speaker: str, now: datetime, *, opens: bool) -> Turn:
        with self._lock:
            seen = self._of(speaker)
            if not _is_over(seen.lines, now, MINUTE):
                seen.told = False
                return "answered"
            if opens and not _is_over(seen.reports, now, WITHIN):
                return "answered"
            first, seen.told = not seen.told, True
            return "told" if first else "silent"

    def _of(self, speaker: str) -> _Seen:
        seen = self._seen.pop(speaker, None) or _Seen(
            lines=deque(maxlen=self._limits.lines_per_minute),
            reports=deque(maxlen=self._limits.reports_per_hour),
        )
        self._seen[speaker] = seen
        while len(self._seen) > MOST_KNOWN:
            self._seen.popitem(last=False)
        return seen


def _is_over(latest: deque[datetime], now: datetime, within: timedelta) -> bool:
    """Whether as many as are allowed came shortly before this one, which counts from now on."""
    over = len(latest) == latest.maxlen and now - latest[0] < within
    latest.append(now)
    return over
