"""Recent changes and other alerts of when an incident began: told to its room once, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import Audience, Event, Voice, now
from tocsin.domain.immutable_update import Evolve, unchanged
from tocsin.domain.lifecycle import ACTIVE


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
class IncidentContext:
    """Recent changes and other alerts that may have to do with an incident.

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


# Commands


@dataclass(frozen=True, kw_only=True)
class ContextFound(Command):
    """Record what was found to be going on when the incident began."""

    context: IncidentContext


# Events


@dataclass(frozen=True, kw_only=True)
class ContextTold(Event):
    """Recent changes and other alerts were looked up; the room is told of them once."""

    context: IncidentContext
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("where to look first")
    type: Literal["context-told"] = "context-told"


# Evolve

EVOLVE: dict[type[Event], Evolve] = {
    ContextTold: unchanged,
}


# Decide


def _found(context: CommandContext, found: ContextFound) -> None:
    if found.context.says_something and context.incident.status in ACTIVE:
        context.add(ContextTold, context=found.context)


DECIDE: dict[type[Command], CommandHandler] = {
    ContextFound: _found,
}
