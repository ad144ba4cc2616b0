"""Copies of frozen values with something changed: `replace`, `put`, `without`.

What `dataclasses.replace` does takes every field through the frozen class once more, which for an
incident is thirty times the work; each command makes a dozen such copies. Only for frozen
dataclasses that check nothing when they are made, as all parts of an incident are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tocsin.domain.incident import Incident

if TYPE_CHECKING:
    from dataclasses import replace  # a checker knows the fields of each class by this name
else:
    V = TypeVar("V")

    def replace(value: V, /, **changes: object) -> V:
        """The value with these fields changed.

        Raises:
            TypeError: It has no such field.
        """
        old = vars(value)
        new = {**old, **changes}
        if len(new) != len(old):
            raise TypeError(f"{type(value).__name__} has no field {', '.join(new.keys() - old)}")
        copied = object.__new__(type(value))
        vars(copied).update(new)
        return copied


# A row takes the one event type its key names, which a table of functions cannot say to a checker.
Evolve = Callable[[Incident, Any], Incident]

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with one entry set."""
    return {**mapping, key: value}


def without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """The mapping without one key."""
    return {k: v for k, v in mapping.items() if k != key}


def with_milestone(incident: Incident, milestone: str, at: datetime) -> Incident:
    """The incident with this milestone, where it had none."""
    if milestone in incident.milestones:
        return incident
    return replace(incident, milestones=put(incident.milestones, milestone, at))


def unchanged(incident: Incident, _event: object) -> Incident:
    """The incident as it is: for events that are history only."""
    return incident


__all__ = ["Evolve", "put", "replace", "unchanged", "with_milestone", "without"]
