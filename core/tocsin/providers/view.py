"""The `IncidentView` that plugins get. Fields are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """A snapshot of an incident for strategies and observers.

    Args:
        version: The incident's event count at that moment.
        title: Of a private incident only a neutral name.
        changed: When it last changed; None where that is not told.
    """

    schema: int = 1
    id: str
    number: str
    version: int
    team: str
    title: str
    status: str
    severity: str
    flags: tuple[str, ...]
    roles: Mapping[str, str]
    milestones: Mapping[str, datetime]
    service: str = ""
    is_open: bool = True
    changed: datetime | None = None
