"""Decides which waiting syncs a put replaces: the latest wins and keeps the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.store.contract import EffectRow, NewEffect
from tocsin.store.rules import effect_row

Slot = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The effects to insert and those to replace.

    Args:
        queued: New rows, in order.
        replaced: Id of a waiting row and what takes its place.
        over: Effects that will never be sent, and when they were replaced.
    """

    queued: list[NewEffect] = field(default_factory=list)
    replaced: dict[int, NewEffect] = field(default_factory=dict)
    over: list[tuple[EffectRow, datetime]] = field(default_factory=list)


def plan(fresh: Iterable[NewEffect], waiting: Iterable[EffectRow]) -> Plan:
    """Sort new effects into inserted and replacing; `waiting` are unclaimed syncs by id."""
    planned = Plan()
    slots = {_slot(row): row for row in waiting}
    for new in fresh:
        before = slots.get(_slot(new)) if new.kind == "sync" else None
        row = effect_row(_place(planned, before, new), new)
        if new.kind == "sync":
            slots[_slot(new)] = row
    return planned


def _place(planned: Plan, before: EffectRow | None, new: NewEffect) -> int:
    """The id the effect goes under: below zero for those that have none yet."""
    if before is None:
        planned.queued.append(new)
        return -len(planned.queued)
    planned.over.append((before, new.created))
    if before.id < 0:
        planned.queued[-before.id - 1] = new
    else:
        planned.replaced[before.id] = new
    return before.id


def _slot(effect: EffectRow | NewEffect) -> Slot:
    return effect.lane, effect.op, effect.needs
