"""What was going on when an incident began: told to its room once, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class RecentChange:
    """A change in production from before the incident; whoever made it is not named."""

    at: datetime
    title: str
    service: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherAlert:
    """An alert that fires and is not linked to the incident."""

    title: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Context:
    """What may have to do with an incident.

    Args:
        changes: The newest first; `more_changes` were left out.
        firing: What began last first; `more_firing` were left out.
        presets: What may be asked about it, as it is typed: `logs errors`.
    """

    changes: tuple[RecentChange, ...] = ()
    more_changes: int = 0
    firing: tuple[OtherAlert, ...] = ()
    more_firing: int = 0
    presets: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether it is worth a message: what may be asked alone is not."""
        return bool(self.changes or self.firing)
