"""Checks, resolution, and what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened


@dataclass(frozen=True, kw_only=True)
class Checked(Happened):
    """An item of the resolution checklist is ticked."""

    item: str
    audience: ClassVar[Audience] = "room"
    type: Literal["checked"] = "checked"


@dataclass(frozen=True, kw_only=True)
class Resolved(Happened):
    """The incident is over for customers. `skipped` lists unticked items of an override."""

    reason: str = ""
    skipped: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "room"
    type: Literal["resolved"] = "resolved"


@dataclass(frozen=True, kw_only=True)
class Reopened(Happened):
    """It is not over after all."""

    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, kw_only=True)
class Closed(Happened):
    """Nothing is owed any more."""

    audience: ClassVar[Audience] = "room"
    type: Literal["closed"] = "closed"


@dataclass(frozen=True, kw_only=True)
class Redacted(Happened):
    """The text of an earlier event was removed; the chain of hashes still verifies."""

    seq: int
    reason: str
    type: Literal["redacted"] = "redacted"
