"""What is learned from an incident: cause, tasks, the post-mortem and its actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from tocsin.domain.events.base import Audience, Happened

Section = Literal[
    "summary", "impact", "detection", "response", "cause", "went-well", "went-wrong", "lucky",
    "lessons",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CauseLabelled(Happened):
    """A short label of the cause; the same label again is a repeat. "" takes it back."""

    label: str
    audience: ClassVar[Audience] = "room"
    type: Literal["cause-labelled"] = "cause-labelled"


@dataclass(frozen=True, kw_only=True)
class TaskAdded(Happened):
    """Something to do while the incident runs. `owner` is a person id, or ""."""

    n: int
    text: str
    owner: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["task-added"] = "task-added"


@dataclass(frozen=True, kw_only=True)
class TaskDone(Happened):
    """A task is done."""

    n: int
    audience: ClassVar[Audience] = "room"
    type: Literal["task-done"] = "task-done"


@dataclass(frozen=True, kw_only=True)
class PostmortemDrafted(Happened):
    """A draft exists: the engine's at the resolution, then a person's who stands behind it."""

    audience: ClassVar[Audience] = "room"
    type: Literal["postmortem-drafted"] = "postmortem-drafted"


@dataclass(frozen=True, kw_only=True)
class PostmortemWritten(Happened):
    """Somebody wrote a section of the post-mortem; it replaces the section as it was."""

    section: Section
    text: str
    type: Literal["postmortem-written"] = "postmortem-written"


@dataclass(frozen=True, kw_only=True)
class PostmortemReviewed(Happened):
    """Somebody reviewed the post-mortem, with or without a comment."""

    comment: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["postmortem-reviewed"] = "postmortem-reviewed"


@dataclass(frozen=True, kw_only=True)
class PostmortemPublished(Happened):
    """The post-mortem is published; handing it to each of `providers` is an effect.

    `reason`: why it goes out with lines of the record that put a fault on a person.
    """

    providers: tuple[str, ...] = ()
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["postmortem-published"] = "postmortem-published"


@dataclass(frozen=True, kw_only=True)
class PostmortemFiled(Happened):
    """A place for post-mortems took the document."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "room"
    type: Literal["postmortem-filed"] = "postmortem-filed"


@dataclass(frozen=True, kw_only=True)
class PostmortemSkipped(Happened):
    """There will be no post-mortem, and why."""

    reason: str
    audience: ClassVar[Audience] = "room"
    type: Literal["postmortem-skipped"] = "postmortem-skipped"


@dataclass(frozen=True, kw_only=True)
class ActionAdded(Happened):
    """An action item: what, who, until when (a day in the team's time zone)."""

    n: int
    text: str
    owner: str
    due: date
    audience: ClassVar[Audience] = "room"
    type: Literal["action-added"] = "action-added"


@dataclass(frozen=True, kw_only=True)
class ActionDone(Happened):
    """An action item is done."""

    n: int
    audience: ClassVar[Audience] = "room"
    type: Literal["action-done"] = "action-done"
