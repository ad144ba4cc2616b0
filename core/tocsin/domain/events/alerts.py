"""What monitoring says about the incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class AlertFired(Happened):
    """A linked alert fires, or fires worse. `key` is the group, `fingerprint` the single alert."""

    key: str
    fingerprint: str
    title: str
    started: datetime
    link: str = ""
    severity: Severity | None = None
    audience: ClassVar[Audience] = "room"
    type: Literal["alert-fired"] = "alert-fired"


@dataclass(frozen=True, kw_only=True)
class AlertResolved(Happened):
    """A linked alert stopped firing. Never resolves the incident by itself.

    `started`: when the firing that is over began, where that is later than the one we heard of.
    """

    key: str
    fingerprint: str
    title: str
    remaining: int
    started: datetime | None = None
    audience: ClassVar[Audience] = "room"
    type: Literal["alert-resolved"] = "alert-resolved"


@dataclass(frozen=True, kw_only=True)
class AlertsTruncated(Happened):
    """The sender left alerts of the group out; we cannot know their state."""

    key: str
    missing: int
    audience: ClassVar[Audience] = "room"
    type: Literal["alerts-truncated"] = "alerts-truncated"


@dataclass(frozen=True, kw_only=True)
class ReopenProposed(Happened):
    """An alert of this incident fires again after it was resolved; or `still` fires."""

    title: str
    still: bool = False
    audience: ClassVar[Audience] = "room"
    type: Literal["reopen-proposed"] = "reopen-proposed"


@dataclass(frozen=True, kw_only=True)
class ReopenWithdrawn(Happened):
    """What fired after the resolution is over and nobody had answered: nobody is called on."""

    title: str
    audience: ClassVar[Audience] = "room"
    type: Literal["reopen-withdrawn"] = "reopen-withdrawn"


@dataclass(frozen=True, kw_only=True)
class GroupJoined(Happened):
    """A further alert group joined this incident (same episode, or the storm rule)."""

    key: str
    title: str
    storm: bool = False
    audience: ClassVar[Audience] = "room"
    type: Literal["group-joined"] = "group-joined"
