"""Checks, resolution, and what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tocsin.domain.commands.base import Base


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
