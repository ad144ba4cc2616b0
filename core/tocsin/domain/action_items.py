"""Action items: what is done so that it does not come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final, Literal
from zoneinfo import ZoneInfo

from tocsin.domain.calendar import wall_to_utc
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler
from tocsin.domain.event import ASKS, Audience, Event, Surface, Voice, along, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import ActionItem
from tocsin.domain.obligation import Nudge, Obligation
from tocsin.domain.postmortem.decide import require_postmortem_possible
from tocsin.domain.quoting import without_backticks
from tocsin.errors import RejectedCommand


def open_actions(incident: Incident) -> tuple[ActionItem, ...]:
    """Action items that are not done, the earliest due first."""
    waiting = (item for item in incident.actions.values() if not item.done)
    return tuple(sorted(waiting, key=lambda item: (item.due, item.n)))


FARTHEST: Final = timedelta(days=366)


# Commands


@dataclass(frozen=True, kw_only=True)
class AddAction(Command):
    """Add an action item with owner and due day."""

    text: str
    owner: str
    due: date
    verb: ClassVar[str] = "action"


@dataclass(frozen=True, kw_only=True)
class FinishAction(Command):
    """Record that action item `n` is done."""

    n: int
    verb: ClassVar[str] = "action"


# Events


@dataclass(frozen=True, kw_only=True)
class ActionAdded(Event):
    """An action item: what, who, until when (a day in the team's time zone)."""

    n: int
    text: str
    owner: str
    due: date
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card", "members")
    type: Literal["action-added"] = "action-added"


@dataclass(frozen=True, kw_only=True)
class ActionDone(Event):
    """An action item is done."""

    n: int
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = along("the list of action items holds it")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["action-done"] = "action-done"


# Evolve


def _action_added(incident: Incident, event: ActionAdded) -> Incident:
    item = ActionItem(
        n=event.n,
        text=event.text,
        owner=event.owner,
        due=event.due,
        by=event.by,
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, actions=put(incident.actions, event.n, item))


def _action_done(incident: Incident, event: ActionDone) -> Incident:
    done = replace(incident.actions[event.n], done=True)
    return replace(incident, actions=put(incident.actions, event.n, done))


EVOLVE: dict[type[Event], Evolve] = {
    ActionAdded: _action_added,
    ActionDone: _action_done,
}


# Decide


def _add_action(context: CommandContext, command: AddAction) -> None:
    require_postmortem_possible(context)
    if not command.text.strip():
        raise RejectedCommand("Say what is to be done: `action add <text> @who <due>`.")
    if not context.roster.knows(command.owner):
        raise RejectedCommand(f"@{without_backticks(command.owner)} is in no team file.")
    today = context.at.astimezone(ZoneInfo(context.incident.timezone)).date()
    if command.due < today:
        raise RejectedCommand(f"{command.due} is past; give a day that is still to come.")
    if command.due > today + FARTHEST:
        raise RejectedCommand(f"{command.due} is more than a year away; give an earlier day.")
    context.add(
        ActionAdded,
        n=len(context.incident.actions) + 1,
        text=command.text,
        owner=command.owner,
        due=command.due,
    )


def _finish_action(context: CommandContext, command: FinishAction) -> None:
    item = context.incident.actions.get(command.n)
    if item is None or item.done:
        left = ", ".join(
            f"{item.n} ({without_backticks(item.text)})" for item in open_actions(context.incident)
        )
        raise RejectedCommand(f"There is no open action {command.n}. Open: {left or 'none'}.")
    context.add(ActionDone, n=command.n)


DECIDE: dict[type[Command], CommandHandler] = {
    AddAction: _add_action,
    FinishAction: _finish_action,
}


# Obligations
MORNING = time(9)


def action_items(incident: Incident) -> Iterable[Obligation]:
    """Each action item that is not done, whatever became of its incident."""
    for item in open_actions(incident):
        n = item.n
        yield Obligation(
            name=f"action-item:{n}",
            due=_midnight_after(item, incident.timezone),
            owner=item.owner,
            rule="Action items are done by their day, so that it does not come back",
            met_by=("action-done",),
            generation=item.seq,
            nudges=_mornings(item, incident),
            since=item.at,
            about_later=True,
        )


def _midnight_after(item: ActionItem, timezone: str) -> datetime:
    return wall_to_utc(item.due + timedelta(days=1), time(0), timezone)


def _mornings(item: ActionItem, incident: Incident) -> tuple[Nudge, ...]:
    """Its owner hears in the morning: the day before, the day itself, the day after, a week."""
    owner, offsets = (f"@{item.owner}", "em", "room"), incident.policy.reminds("action-item")
    asked = [
        (wall_to_utc(item.due + offset, MORNING, incident.timezone), hears)
        for offset, hears in zip(offsets, (owner, owner, owner, ("em", "room")), strict=False)
    ]
    return tuple(
        Nudge(at=at, act="remind", hears=hears, last=at == asked[-1][0])
        for at, hears in asked
        if at > item.at
    )
