"""The label of the cause; the same label again is a repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import LEARNS, Audience, Event, Surface, Voice, surfaces
from tocsin.domain.guards import status_text
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident
from tocsin.errors import RejectedCommand

# Commands


@dataclass(frozen=True, kw_only=True)
class LabelCause(Command):
    """Set the short label of the cause; "" takes it back."""

    label: str
    verb: ClassVar[str] = "cause"


# Events


@dataclass(frozen=True, kw_only=True)
class CauseLabelled(Event):
    """A short label of the cause; the same label again is a repeat. "" takes it back."""

    label: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = LEARNS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["cause-labelled"] = "cause-labelled"


# Evolve


def _labelled(incident: Incident, event: CauseLabelled) -> Incident:
    return replace(incident, cause=event.label)


EVOLVE: dict[type[Event], Evolve] = {
    CauseLabelled: _labelled,
}


# Decide


def _cause(context: CommandContext, command: LabelCause) -> None:
    if context.incident.status in ("declined", "merged"):
        raise RejectedCommand(f"{status_text(context.incident)}; it has no cause.")
    context.add(CauseLabelled, label=command.label)


DECIDE: dict[type[Command], CommandHandler] = {
    LabelCause: _cause,
}
