"""Opening, judging, triage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tocsin.domain.commands.base import Base
from tocsin.domain.events import Answer, Source
from tocsin.domain.severity import Severity


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
    """Clear a flag, with a reason; `confirmed` says that what becomes readable is meant."""

    flag: str
    reason: str
    confirmed: bool = False
    verb: ClassVar[str] = "unflag"


@dataclass(frozen=True, kw_only=True)
class AnswerTriage(Base):
    """The four questions of triage."""

    customers: str
    broken: str
    data: Answer
    security: Answer
    verb: ClassVar[str] = "triage"


@dataclass(frozen=True, kw_only=True)
class Merge(Base):
    """It is the same as another, which goes on; the engine checks that it is open."""

    into: str
    verb: ClassVar[str] = "merge"


@dataclass(frozen=True, kw_only=True)
class SetService(Base):
    """Name the service in trouble."""

    service: str
    verb: ClassVar[str] = "service"
