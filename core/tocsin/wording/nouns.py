"""Every noun's sentences, put together by who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, TypeVar

from tocsin.domain.command import Command
from tocsin.wording import (
    action_items,
    alerts,
    approvals,
    cause,
    context,
    customers,
    declare,
    escalation,
    flags,
    gaps,
    meeting,
    merge,
    milestones,
    mitigation,
    notes,
    notify,
    paging,
    redaction,
    reminders,
    resolution,
    roles,
    rooms,
    services,
    severity,
    status_page,
    tasks,
    tickets,
    triage,
    undelivered,
    updates,
)
from tocsin.wording.names import TimelineSentence
from tocsin.wording.postmortem import sentences as postmortem
from tocsin.wording.reply_context import ReplySentence
from tocsin.wording.sentence_context import Sentence

K = TypeVar("K")
V = TypeVar("V")


def disjoint(*tables: Mapping[K, V]) -> Mapping[K, V]:
    """The rows of all these tables as one table.

    Raises:
        ValueError: Two of them know the same key.
    """
    found: dict[K, V] = {}
    for table in tables:
        if both := found.keys() & table.keys():
            raise ValueError(f"two nouns word {both}")
        found.update(table)
    return found


NOUNS: Final[tuple[ModuleType, ...]] = (
    action_items, alerts, approvals, cause, context, customers, declare, escalation, flags, gaps,
    meeting, merge, milestones, mitigation, notes, notify, paging, postmortem, redaction,
    reminders, resolution, roles, rooms, services, severity, status_page, tasks, tickets, triage,
    undelivered, updates,
)  # fmt: skip


def _joined(table: str) -> Mapping[Any, Any]:  # what a table holds is typed where it stands
    """The rows of this table of every noun that has one."""
    return disjoint(*(getattr(noun, table, {}) for noun in NOUNS))


REPLIES: Final[Mapping[type[Command], ReplySentence]] = _joined("REPLIES")
BESIDE: Final[Mapping[type[Command], ReplySentence]] = _joined("BESIDE")
ROOM: Final[Mapping[str, Sentence]] = _joined("ROOM")
DIRECT: Final[Mapping[str, Sentence]] = _joined("DIRECT")
TIMELINE: Final[Mapping[str, TimelineSentence]] = _joined("TIMELINE")
ANNOUNCE: Final[Mapping[str, Sentence]] = _joined("ANNOUNCE")
