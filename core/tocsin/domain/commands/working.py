"""The work: updates, notes, changes, milestones, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from tocsin.domain.commands.base import Base
from tocsin.domain.events import Strategy


@dataclass(frozen=True, kw_only=True)
class PostUpdate(Base):
    """The four fields; None = unchanged."""

    status: str | None = None
    impact: str | None = None
    action: str | None = None
    eta: str | None = None
    verb: ClassVar[str] = "update"


@dataclass(frozen=True, kw_only=True)
class Note(Base):
    """A line for the timeline."""

    text: str
    kind: Literal["note", "decision", "finding"] = "note"
    verb: ClassVar[str] = "note"


@dataclass(frozen=True, kw_only=True)
class Decide(Note):
    """A decision of the IC."""

    kind: Literal["note", "decision", "finding"] = "decision"
    verb: ClassVar[str] = "decide"


@dataclass(frozen=True, kw_only=True)
class Finding(Note):
    """A finding for the IC."""

    kind: Literal["note", "decision", "finding"] = "finding"
    verb: ClassVar[str] = "finding"


@dataclass(frozen=True, kw_only=True)
class Mitigate(Base):
    """Propose a change; the IC approves it before it is made."""

    strategy: Strategy
    what: str
    verb: ClassVar[str] = "mitigate"


@dataclass(frozen=True, kw_only=True)
class Approve(Base):
    """Approve change `n` (None = the only one waiting)."""

    n: int | None = None
    reason: str = ""
    verb: ClassVar[str] = "approve"


@dataclass(frozen=True, kw_only=True)
class Reject(Base):
    """Say no to change `n`, and why."""

    reason: str
    n: int | None = None
    verb: ClassVar[str] = "reject"


@dataclass(frozen=True, kw_only=True)
class Done(Base):
    """Change `n` has been made (None = the only one open)."""

    n: int | None = None
    verb: ClassVar[str] = "done"


@dataclass(frozen=True, kw_only=True)
class Mitigated(Base):
    """The impact is stopped; a reason is needed while a linked alert fires."""

    reason: str = ""
    verb: ClassVar[str] = "mitigated"


@dataclass(frozen=True, kw_only=True)
class SetMilestone(Base):
    """Correct a milestone."""

    milestone: str
    when: datetime
    verb: ClassVar[str] = "milestone"


@dataclass(frozen=True, kw_only=True)
class Snooze(Base):
    """Move reminders of an obligation; never a page, never the due time."""

    obligation: str
    by: timedelta
    verb: ClassVar[str] = "snooze"
