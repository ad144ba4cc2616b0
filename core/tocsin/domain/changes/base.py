"""Helpers shared by the changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from tocsin.domain.incident import Incident
from tocsin.domain.revise import replace

# A row takes the one event type its key names, which a table of functions cannot say to a checker.
Change = Callable[[Incident, Any], Incident]

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with one entry set."""
    return {**mapping, key: value}


def without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """The mapping without one key."""
    return {k: v for k, v in mapping.items() if k != key}


def reached(incident: Incident, milestone: str, at: datetime) -> Incident:
    """Set a milestone that is not yet set."""
    if milestone in incident.milestones:
        return incident
    return replace(incident, milestones=put(incident.milestones, milestone, at))


def unchanged(incident: Incident, _event: object) -> Incident:
    """For events that are history only."""
    return incident
