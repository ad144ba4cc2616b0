"""A ladder was begun, a step had nobody, the end was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.escalation.ladders import Ladder
from tocsin.domain.event import ASKS, CALLS, Audience, Event, Surface, Voice, along, surfaces
from tocsin.domain.immutable_update import Evolve, replace, unchanged
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import RunningLadder


@dataclass(frozen=True, kw_only=True)
class LadderStarted(Event):
    """Calling began; the steps are written down and cannot change under a running incident."""

    name: str
    ladder: Ladder
    paging: tuple[str, ...]
    reason: str = ""
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["ladder-started"] = "ladder-started"


@dataclass(frozen=True, kw_only=True)
class PlanFailed(Event):
    """A plugin's strategy gave no plan that can be used: the built-in ladder calls."""

    name: str
    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along(
        "the built-in ladder calls; the team file is mended in the morning"
    )
    type: Literal["plan-failed"] = "plan-failed"


@dataclass(frozen=True, kw_only=True)
class LadderExhausted(Event):
    """Every call of the ladder went unanswered: a standing alarm with phone numbers."""

    people: tuple[str, ...]
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["ladder-exhausted"] = "ladder-exhausted"


@dataclass(frozen=True, kw_only=True)
class StepUnfilled(Event):
    """Nobody stands behind a target of the ladder; the next one is called all the same.

    `unread`: its schedule could not be read so far.
    """

    target: str
    step: int
    round: int
    unread: bool = False
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = CALLS
    type: Literal["step-unfilled"] = "step-unfilled"


def _ladder_started(incident: Incident, event: LadderStarted) -> Incident:
    running = RunningLadder(
        name=event.name,
        ladder=event.ladder,
        paging=event.paging,
        started=event.at,
        seq=incident.version,
    )
    return replace(incident, ladder=running)


def _ladder_exhausted(incident: Incident, _event: LadderExhausted) -> Incident:
    if incident.ladder is None:
        return incident
    return replace(incident, ladder=replace(incident.ladder, exhausted=True))


EVOLVE: dict[type[Event], Evolve] = {
    LadderStarted: _ladder_started,
    PlanFailed: unchanged,
    LadderExhausted: _ladder_exhausted,
    StepUnfilled: unchanged,
}
