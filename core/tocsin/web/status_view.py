"""What the status page shows, independent of its format."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tocsin.builtin.public_page import PublicPage
from tocsin.domain.calendar import zone
from tocsin.providers import StatusEntry, StatusImpact, StatusPageState
from tocsin.wording.status_page import plain
from tocsin.wording.templates import PHASE_WORDS

Indicator = Literal["none", "minor", "major", "critical"]
HISTORY: Final = timedelta(days=90)
MOST_OPEN: Final = 30
MOST_PAST: Final = 60
MOST_ENTRIES: Final = 50
MOST_COMPONENTS: Final = 200
ORDER: Final[tuple[Indicator, ...]] = ("none", "minor", "major", "critical")
DESCRIPTIONS: Final[Mapping[Indicator, str]] = {
    "none": "All Systems Operational",
    "minor": "Partially Degraded Service",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}
CONDITIONS: Final[Mapping[Indicator, str]] = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """One entry of the page."""

    n: int
    phase: str
    word: str
    at: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShownIncident:
    """One incident. `entries` are the newest first; `touch` is its impact at this moment.

    `key` is no number of ours.
    """

    key: str
    title: str
    impact: StatusImpact
    touch: Indicator
    phase: str
    word: str
    entries: tuple[ShownEntry, ...]
    components: tuple[str, ...]
    started: datetime
    updated: datetime
    resolved: datetime | None
    postmortem_url: str

    def ended_since(self, at: datetime) -> bool:
        """Return whether it was resolved after this moment; the page's template asks."""
        return self.resolved is not None and self.resolved > at

    @property
    def anchor(self) -> str:
        """Its anchor on the page."""
        return f"notice-{self.key}"


@dataclass(frozen=True, kw_only=True)
class Component:
    """One component and its state."""

    name: str
    touch: Indicator


@dataclass(frozen=True, kw_only=True)
class StatusView:
    """The whole page at a moment; `past` are the days of the last 90 on which something ended."""

    at: datetime
    title: str
    help: str
    timezone: ZoneInfo
    zone_name: str
    indicator: Indicator
    components: tuple[Component, ...]
    now: tuple[ShownIncident, ...]
    past: tuple[tuple[str, tuple[ShownIncident, ...]], ...]
    updated: datetime

    @property
    def description(self) -> str:
        """The overall status in words."""
        return DESCRIPTIONS[self.indicator]

    @property
    def notices(self) -> tuple[ShownIncident, ...]:
        """Every incident shown, open ones first."""
        return (*self.now, *(notice for _, day in self.past for notice in day))


def opaque_id(*parts: str) -> str:
    """Return a stable id of 12 hexadecimal digits that reveals nothing."""
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:12]


def status_view(page: PublicPage, at: datetime) -> StatusView:
    """Return the page at a moment."""
    here = zone(page.timezone)
    notices = [_notice(state) for state in page.incidents if state.entries]
    going = [notice for notice in notices if notice.resolved is None][:MOST_OPEN]
    over = [notice for notice in notices if notice.resolved and at - notice.resolved <= HISTORY]
    over.sort(key=_ended, reverse=True)
    days = groupby(
        over[:MOST_PAST], key=lambda notice: f"{_ended(notice).astimezone(here):%A, %d %B %Y}"
    )
    return StatusView(
        at=at,
        title=single_line(page.title),
        help=page.help,
        timezone=here,
        zone_name=page.timezone,
        indicator=_worst(going),
        components=_parts(page.components, going),
        now=tuple(going),
        past=tuple((day, tuple(found)) for day, found in days),
        updated=max((notice.updated for notice in notices), default=_midnight(at)),
    )


def _notice(state: StatusPageState) -> ShownIncident:
    last = state.entries[-1]
    entries = state.entries[-MOST_ENTRIES:]
    first = len(state.entries) - len(entries) + 1
    return ShownIncident(
        key=opaque_id("notice", state.key, state.entries[0].at.isoformat()),
        title=single_line(state.title) or "Service disruption",
        impact=state.impact,
        touch=_touch(state, last),
        phase=last.phase,
        word=PHASE_WORDS[last.phase],
        entries=tuple(_shown(n, entry) for n, entry in enumerate(entries, start=first))[::-1],
        components=tuple(
            name for component in state.components if (name := single_line(component))
        ),
        started=state.started,
        updated=last.at,
        resolved=state.resolved,
        postmortem_url=linkable_url(state.postmortem_url),
    )


def _shown(n: int, entry: StatusEntry) -> ShownEntry:
    words = paragraphs(plain(entry.text))
    return ShownEntry(
        n=n, phase=entry.phase, word=PHASE_WORDS[entry.phase], at=entry.at, paragraphs=words
    )


def _touch(state: StatusPageState, last: StatusEntry) -> Indicator:
    """The impact while it lasts; what is only being watched is no outage any more."""
    if state.resolved is not None:
        return "none"
    return "minor" if last.phase == "monitoring" else state.impact


def _worst(notices: list[ShownIncident]) -> Indicator:
    return max((notice.touch for notice in notices), key=ORDER.index, default="none")


def _parts(known: tuple[str, ...], going: list[ShownIncident]) -> tuple[Component, ...]:
    named = [
        *(single_line(part) for part in known),
        *(name for notice in going for name in notice.components),
    ]
    return tuple(
        Component(
            name=name, touch=_worst([notice for notice in going if name in notice.components])
        )
        for name in list(dict.fromkeys(named))[:MOST_COMPONENTS]
        if name
    )


def _midnight(at: datetime) -> datetime:
    """For a page on which nothing ever was: not another moment with every look."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _ended(notice: ShownIncident) -> datetime:
    return notice.resolved or notice.updated


LONGEST: Final = 5000
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# What XML 1.0 cannot hold, beside control characters and lone surrogates.
_NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
_BREAK: Final = re.compile(r"\n[ \t]*\n")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`|\\]{1,500}")


def printable(text: str) -> str:
    """Return the text without control and direction characters, at most `LONGEST` long."""
    return "".join(_kept(character) for character in text[:LONGEST]).strip()


def _kept(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = unicodedata.category(character) in ("Cc", "Cs")
    return "" if hidden or character in _BIDI or character in _NO_CHARACTERS else character


def single_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(printable(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """Return its paragraphs, each on one line; blank lines separate them."""
    found = (" ".join(part.split()) for part in _BREAK.split(printable(text)))
    return tuple(paragraph for paragraph in found if paragraph)


def linkable_url(url: str) -> str:
    """Return the URL if it can be linked, or ""."""
    return url if _ADDRESS.fullmatch(url) else ""
