"""Cause, tasks, the post-mortem and its actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tocsin.domain.commands.base import Base
from tocsin.domain.events import Section


@dataclass(frozen=True, kw_only=True)
class LabelCause(Base):
    """A short label of the cause; "" takes it back."""

    label: str
    verb: ClassVar[str] = "cause"


@dataclass(frozen=True, kw_only=True)
class AddTask(Base):
    """Something to do while it runs."""

    text: str
    owner: str = ""
    verb: ClassVar[str] = "task"


@dataclass(frozen=True, kw_only=True)
class FinishTask(Base):
    """Task `n` is done."""

    n: int
    verb: ClassVar[str] = "task"


@dataclass(frozen=True, kw_only=True)
class DraftPostmortem(Base):
    """Stand behind the draft."""

    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class WriteSection(Base):
    """Write a section of the post-mortem."""

    section: Section
    text: str
    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class ReviewPostmortem(Base):
    """Review it, with or without a comment."""

    comment: str = ""
    verb: ClassVar[str] = "postmortem"


@dataclass(frozen=True, kw_only=True)
class PublishPostmortem(Base):
    """Publish it."""

    verb: ClassVar[str] = "postmortem-publish"


@dataclass(frozen=True, kw_only=True)
class SkipPostmortem(Base):
    """There will be none, and why."""

    reason: str
    verb: ClassVar[str] = "postmortem-skip"


@dataclass(frozen=True, kw_only=True)
class AddAction(Base):
    """An action item with owner and due day."""

    text: str
    owner: str
    due: date
    verb: ClassVar[str] = "action"


@dataclass(frozen=True, kw_only=True)
class FinishAction(Base):
    """Action item `n` is done."""

    n: int
    verb: ClassVar[str] = "action"
