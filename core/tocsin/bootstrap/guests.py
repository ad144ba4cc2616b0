"""How often somebody who is in no team file is answered: so many lines a minute, then not.

Beyond that they are told once, and nothing more until they have been quiet for a minute. A report
is heard all the same, as often as one may be made; people of the team files are never counted.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from tocsin.bootstrap.strangers import Strangers
from tocsin.chat import Text
from tocsin.config.operations import GuestLimits
from tocsin.engine.guests import WITHIN, is_guest
from tocsin.wording.guests import too_many_lines

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
    """Counts lines by account. Of so many accounts at once; the longest quiet are forgotten."""

    def __init__(
        self, limits: GuestLimits, clock: Callable[[], datetime], strangers: Strangers
    ) -> None:
        """Nobody has said anything yet; `strangers` counts what is not answered."""
        self._limits = limits
        self._clock = clock
        self._strangers = strangers
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._lock = threading.Lock()

    def turn(self, speaker: str, platform: str, *, opens: bool) -> Turn:
        """Whether a line that has just come in is answered; `told` = it is said that it is not.

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
        """What is said once to whoever is not answered any more."""
        return too_many_lines(self._limits.lines_per_minute, prefix)

    def refused(self, platform: str, why: str) -> None:
        """Count what a guest is refused because it is too much."""
        self._strangers.refused(f"chat.{platform}", why, self._clock())

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
