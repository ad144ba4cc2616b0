"""Everything a person may ask of an incident. `decide` answers each with events or a sentence.

`verb` is the word in the rights table and in error texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from tocsin.domain.events import Source, Strategy
from tocsin.domain.roles import Role
from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class Base:
    """What every command has: the verb its right is looked up by ("" = only the engine)."""

    verb: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class Declare(Base):
    """Open an incident. `number`, `policy_hash` come from the engine in the same transaction."""

    title: str
    number: int
    policy_hash: str
    source: Source = "command"
    severity: Severity | None = None
    service: str = ""
    flags: tuple[str, ...] = ()
    text: str = ""
    repeat_of: str = ""
    pages_only: tuple[str, ...] = ()
    verb: ClassVar[str] = "declare"


@dataclass(frozen=True, kw_only=True)
class Report(Declare):
    """A report by anyone; triage decides."""

    source: Source = "report"
    verb: ClassVar[str] = "report"


@dataclass(frozen=True, kw_only=True)
class Accept(Base):
    """It is an incident."""

    verb: ClassVar[str] = "accept"


@dataclass(frozen=True, kw_only=True)
class Decline(Base):
    """It is not an incident."""

    reason: str
    verb: ClassVar[str] = "decline"


@dataclass(frozen=True, kw_only=True)
class SetSeverity(Base):
    """Set, raise or lower the severity."""

    severity: Severity
    reason: str = ""
    verb: ClassVar[str] = "raise"


@dataclass(frozen=True, kw_only=True)
class SetFlag(Base):
    """Set a flag of the closed list."""

    flag: str
    reason: str = ""
    verb: ClassVar[str] = "flag"


@dataclass(frozen=True, kw_only=True)
class ClearFlag(Base):
    """Clear a flag, with a reason."""

    flag: str
    reason: str
    verb: ClassVar[str] = "unflag"


@dataclass(frozen=True, kw_only=True)
class Take(Base):
    """Take a role oneself; `alone` is the reason for holding IC and TL in one person."""

    role: Role
    alone: str = ""
    verb: ClassVar[str] = "take"


@dataclass(frozen=True, kw_only=True)
class Assign(Base):
    """Give a role to somebody."""

    role: Role
    person: str
    verb: ClassVar[str] = "assign"


@dataclass(frozen=True, kw_only=True)
class Handoff(Base):
    """Offer a role to somebody, who accepts."""

    role: Role
    person: str
    verb: ClassVar[str] = "handoff"


@dataclass(frozen=True, kw_only=True)
class AcceptHandoff(Base):
    """Accept what was offered."""

    verb: ClassVar[str] = "accept-handoff"


@dataclass(frozen=True, kw_only=True)
class Page(Base):
    """Page a person, a rotation level or a contact, apart from the ladder."""

    target: str
    message: str = ""
    verb: ClassVar[str] = "page"


@dataclass(frozen=True, kw_only=True)
class Escalate(Base):
    """Tell the Engineering Manager, security or leadership, with a reason."""

    target: Literal["em", "security", "leadership"]
    reason: str
    verb: ClassVar[str] = "escalate"


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Base):
    """Somebody answers. `page` names one page when the answer came from it."""

    page: str = ""
    via: str = "chat"
    verb: ClassVar[str] = "ack"


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
class Check(Base):
    """Tick item `n` (from 1) of the resolution checklist."""

    n: int
    verb: ClassVar[str] = "check"


@dataclass(frozen=True, kw_only=True)
class Resolve(Base):
    """It is over for customers; `override` is the reason for skipping unticked items."""

    override: str = ""
    verb: ClassVar[str] = "resolve"


@dataclass(frozen=True, kw_only=True)
class Reopen(Base):
    """It is not over."""

    reason: str
    verb: ClassVar[str] = "reopen"


@dataclass(frozen=True, kw_only=True)
class Close(Base):
    """Nothing is owed any more; the ticket of a P3 is done."""

    verb: ClassVar[str] = "close"


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
