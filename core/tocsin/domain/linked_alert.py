"""An alert as its incident knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.severity import Severity


@dataclass(frozen=True, kw_only=True)
class LinkedAlert:
    """One alert linked to the incident."""

    key: str
    title: str
    firing: bool
    started: datetime
    changed: datetime
    severity: Severity | None = None

    def is_another(self, started: datetime) -> bool:
        """Whether a firing that began then is another one than the last we heard of.

        A start we could not have heard of yet came from a clock that runs ahead, and proves
        nothing but for itself.
        """
        return started != self.started and started > min(self.started, self.changed)
