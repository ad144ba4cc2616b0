"""Carries out nudges that fall due. After it, nothing of that obligation is due any more."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.domain import nouns
from tocsin.domain.command import Command
from tocsin.domain.command_context import CommandContext, CommandHandler, NudgeHandler
from tocsin.domain.obligation import Act, Nudge, Obligation, undone
from tocsin.domain.obligations import obligation_or_watch
from tocsin.domain.people import ENGINE
from tocsin.domain.reminders import Nudged


@dataclass(frozen=True, kw_only=True)
class FallDue(Command):
    """A nudge's time has come."""

    name: str
    nudge: int
    generation: int


def _fall_due(context: CommandContext, command: FallDue) -> None:
    """Missed while down: pages and other acts go at once, in order; reminders coalesce."""
    obligation = obligation_or_watch(context.incident, command.name)
    if obligation is None or obligation.generation != command.generation:
        return
    rows = [row for row in undone(context.incident, obligation) if row[1] <= context.at]
    if not rows:
        return
    reminded = [index for index, _, nudge in rows if nudge.act == "remind"]
    context.add(
        Nudged,
        by=ENGINE,
        obligation=obligation.name,
        generation=obligation.generation,
        done=tuple(index for index, _, _ in rows),
    )
    for index, _, nudge in rows:
        if nudge.act != "remind" or index == reminded[-1]:
            ACTS[nudge.act](context, obligation, nudge)


def _gap(context: CommandContext, obligation: Obligation, nudge: Nudge) -> None:
    for gap in nudge.hears:
        context.gap(gap, obligation.rule)


ACTS: dict[Act, NudgeHandler] = {"record-gap": _gap, **nouns.ACTS}
DECIDE: dict[type[Command], CommandHandler] = {FallDue: _fall_due}
