"""What a plugin may see of an incident. Versioned: fields are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """A snapshot for observers. `version` is the incident's event count at that moment."""

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
