"""Roles, paging, answering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.commands.base import Base
from tocsin.domain.roles import Role


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
    """Page a person, a rotation level or a contact, apart from the ladder; or several."""

    target: str
    others: tuple[str, ...] = ()
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
