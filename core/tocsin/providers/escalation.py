"""Escalation strategies: who is called, when, as a pure function asked once when paging starts."""

from __future__ import annotations

from typing import Protocol

from tocsin.domain.escalation.ladders import Ladder
from tocsin.providers.view import IncidentView


class EscalationStrategy(Protocol):
    """A policy of a team file's `[escalation.<policy>]` section."""

    def plan(self, incident: IncidentView) -> Ladder:
        """The steps to climb for this incident. Pure; an error falls back to the built-in ladder.

        The answer is written into the incident and never asked for again.
        """
        ...
