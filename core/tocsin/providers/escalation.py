"""The kind `escalation`: plans whom to call and when."""

from __future__ import annotations

from typing import Protocol

from tocsin.domain.escalation.ladders import Ladder
from tocsin.providers.view import IncidentView


class EscalationStrategy(Protocol):
    """Protocol of a strategy, configured by `[escalation.<policy>]`."""

    def plan(self, incident: IncidentView) -> Ladder:
        """Return the steps for this incident. Pure; on an error the built-in ladder is used.

        The answer is written into the incident and never asked for again.
        """
        ...
