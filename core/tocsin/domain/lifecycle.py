"""The status of an incident and the one table that moves it.

Nothing else changes a status: `evolve` looks every event type up in `TRANSITIONS`, and
`decide` refuses a command whose event has no row for the present status.
"""

from __future__ import annotations

from typing import Literal, get_args

Status = Literal[
    "triage",
    "investigating",
    "mitigating",
    "monitoring",
    "resolved",
    "closed",
    "declined",
    "merged",
]
STATUSES: tuple[Status, ...] = get_args(Status)
ENDED: frozenset[Status] = frozenset({"closed", "declined", "merged"})
WORKING: frozenset[Status] = frozenset({"investigating", "mitigating", "monitoring"})
ACTIVE: frozenset[Status] = WORKING | {"triage"}

# event type -> present status -> next status
TRANSITIONS: dict[str, dict[Status, Status]] = {
    "accepted": {"triage": "investigating"},
    "declined": {"triage": "declined"},
    "merged": {
        "triage": "merged",
        "investigating": "merged",
        "mitigating": "merged",
        "monitoring": "merged",
    },
    "mitigation-approved": {"investigating": "mitigating"},
    "mitigated": {"investigating": "monitoring", "mitigating": "monitoring"},
    "alert-fired": {"monitoring": "mitigating"},
    "relapsed": {"mitigating": "investigating", "monitoring": "investigating"},
    "resolved": {
        "investigating": "resolved",
        "mitigating": "resolved",
        "monitoring": "resolved",
    },
    "reopened": {"resolved": "investigating", "closed": "investigating"},
    "closed": {"resolved": "closed"},
}


def next_status(event_type: str, status: Status) -> Status:
    """The status after an event of this type; unchanged where the table has no row."""
    return TRANSITIONS.get(event_type, {}).get(status, status)


def may_happen(event_type: str, status: Status) -> bool:
    """Whether the table has a row for this event in this status."""
    return status in TRANSITIONS.get(event_type, {})
