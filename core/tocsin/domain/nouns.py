"""Every noun of the process, listed once; their tables `EVOLVE`, `DECIDE` and `ACTS` put together.

A noun that is a folder is listed by its modules that hold a table.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

from tocsin.domain import (
    action_items,
    approvals,
    cause,
    context,
    customers,
    declare,
    gaps,
    meeting,
    merge,
    milestones,
    mitigation,
    notes,
    notify,
    redaction,
    reminders,
    resolution,
    services,
    tasks,
    tickets,
    triage,
    undelivered,
    updates,
)
from tocsin.domain.alerts import decide as alerts_decide
from tocsin.domain.alerts import events as alerts_events
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandHandler, NudgeHandler
from tocsin.domain.escalation import decide as escalation_decide
from tocsin.domain.escalation import events as escalation_events
from tocsin.domain.event import Event
from tocsin.domain.flags import decide as flags_decide
from tocsin.domain.flags import events as flags_events
from tocsin.domain.immutable_update import Evolve
from tocsin.domain.obligation import Act
from tocsin.domain.paging import answers as paging_answers
from tocsin.domain.paging import decide as paging_decide
from tocsin.domain.paging import events as paging_events
from tocsin.domain.postmortem import decide as postmortem_decide
from tocsin.domain.postmortem import events as postmortem_events
from tocsin.domain.roles import decide as roles_decide
from tocsin.domain.roles import events as roles_events
from tocsin.domain.rooms import decide as rooms_decide
from tocsin.domain.rooms import events as rooms_events
from tocsin.domain.severity import decide as severity_decide
from tocsin.domain.severity import events as severity_events
from tocsin.domain.status_page import decide as status_page_decide
from tocsin.domain.status_page import events as status_page_events

NOUNS: Final[tuple[ModuleType, ...]] = (
    declare, triage, severity_events, severity_decide, flags_events, flags_decide, services, merge,
    milestones, alerts_events, alerts_decide, rooms_events, rooms_decide, context, tickets,
    undelivered, escalation_events, escalation_decide, paging_events, paging_decide, paging_answers,
    notify, roles_events, roles_decide, updates, notes, mitigation, approvals, reminders, gaps,
    resolution, customers, status_page_events, status_page_decide, meeting, postmortem_events,
    postmortem_decide, cause, tasks, action_items, redaction,
)  # fmt: skip


def _joined(table: str) -> dict[Any, Any]:  # what a module's table holds is typed where it stands
    """The rows of this table of every noun that has one."""
    return {key: row for noun in NOUNS for key, row in getattr(noun, table, {}).items()}


EVOLVE: Final[dict[type[Event], Evolve]] = _joined("EVOLVE")
DECIDE: Final[dict[type[Command], CommandHandler]] = _joined("DECIDE")
ACTS: Final[dict[Act, NudgeHandler]] = _joined("ACTS")
EVENTS: Final[dict[str, type[Event]]] = {str(kind.type): kind for kind in EVOLVE}
"""The class of every event, by the type it is stored under."""
