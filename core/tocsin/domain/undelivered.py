"""Effects that could not be delivered: given up, or stopped until somebody has seen to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import ASKS, Audience, Event, Voice
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident

# Commands


@dataclass(frozen=True, kw_only=True)
class EffectGone(Command):
    """Record that an effect died for good, or waits for somebody and is tried `again`."""

    effect: str
    target: str
    reason: str
    again: bool = False


# Events


@dataclass(frozen=True, kw_only=True)
class EffectDied(Event):
    """Something could not be told to the world; people must know.

    Args:
        again: Whether it is tried again until somebody has seen to it; else it is given up.
    """

    effect: str
    target: str
    reason: str
    again: bool = False
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["effect-died"] = "effect-died"


# Evolve


def _effect_died(incident: Incident, event: EffectDied) -> Incident:
    """A status page that will not be told again does not show what is so."""
    if event.effect != "status-page":
        return incident
    page = event.target.removeprefix("status_page.")
    since = incident.status_failed.get(page, event.at)
    return replace(incident, status_failed=put(incident.status_failed, page, since))


EVOLVE: dict[type[Event], Evolve] = {
    EffectDied: _effect_died,
}


# Decide


def _gone(context: CommandContext, result: EffectGone) -> None:
    context.add(
        EffectDied,
        effect=result.effect,
        target=result.target,
        reason=result.reason,
        again=result.again,
    )


DECIDE: dict[type[Command], CommandHandler] = {
    EffectGone: _gone,
}
