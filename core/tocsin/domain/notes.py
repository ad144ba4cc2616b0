"""Notes, decisions and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Event, Surface, surfaces
from tocsin.domain.immutable_update import Evolve, replace
from tocsin.domain.incident import Incident

# Commands


@dataclass(frozen=True, kw_only=True)
class Note(Command):
    """Add a line to the timeline."""

    text: str
    kind: Literal["note", "decision", "finding"] = "note"
    verb: ClassVar[str] = "note"


@dataclass(frozen=True, kw_only=True)
class Decide(Note):
    """A decision of the IC."""

    kind: Literal["note", "decision", "finding"] = "decision"
    verb: ClassVar[str] = "decide"


@dataclass(frozen=True, kw_only=True)
class Finding(Note):
    """A finding for the IC."""

    kind: Literal["note", "decision", "finding"] = "finding"
    verb: ClassVar[str] = "finding"


# Events


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """A note for the timeline. `kind` tells decisions and findings from plain notes."""

    text: str
    kind: Literal["note", "decision", "finding"] = "note"
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["noted"] = "noted"


# Evolve


def _noted(incident: Incident, event: Noted) -> Incident:
    if event.kind == "decision":
        return replace(incident, decision=event.text)
    return replace(incident, finding=event.text) if event.kind == "finding" else incident


EVOLVE: dict[type[Event], Evolve] = {
    Noted: _noted,
}


# Decide


def _note(context: CommandContext, command: Note) -> None:
    context.add(Noted, text=command.text, kind=command.kind)


DECIDE: dict[type[Command], CommandHandler] = {
    Note: _note,
    Decide: _note,
    Finding: _note,
}
