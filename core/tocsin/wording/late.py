"""One nudge for several things that are owed at one time: who is asked, and what each types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.domain.roles import parse_role
from tocsin.wording.names import joined, role_title
from tocsin.wording.owed import due_text, named, typed
from tocsin.wording.scene import Scene, lines

SHOWN: Final = 4


def several(reminded: Sequence[e.Reminded], scene: Scene) -> str:
    """What is owed, each with who owes it and what to type; the missing roles in one line."""
    each = {one.obligation: one for one in reminded}
    roles = [one for name, one in each.items() if name.startswith("role:")]
    rest = [one for one in each.values() if one not in roles]
    rows = (*_missing(roles, scene), *(_line(one, scene) for one in rest))
    more = len(rows) - SHOWN
    shown = rows if more <= 1 else (*rows[:SHOWN], f"and {more} more: {scene.here('next')}")
    return lines(*shown)


def _missing(roles: Sequence[e.Reminded], scene: Scene) -> Iterable[str]:
    """`Bo (IC): nobody is Technical Lead and Communications Lead yet, due …`, and what to type."""
    keys = [one.obligation.partition(":")[2] for one in roles]
    titles = [role_title(role) for role in map(parse_role, keys) if role is not None]
    if not titles:
        return
    due = due_text(roles[0].obligation, min(one.due for one in roles), scene)
    takes = " · ".join(scene.here(f"take {key}") for key in keys)
    gives = " · ".join(scene.here(f"assign {key} @who") for key in keys if key != "ic")
    yield f"Still missing: {joined(titles)}; naming them {due}."
    yield f"Take one: {takes}"
    if gives:
        yield f"{scene.owner('ic')} gives one to somebody: {gives}"


def _line(one: e.Reminded, scene: Scene) -> str:
    waits = owed(scene.incident, one.obligation)
    who = f"{scene.owner(waits.owner)}: " if waits is not None else ""
    what = named(one.obligation, scene.incident)
    due = due_text(one.obligation, one.due, scene)
    return f"{who}{what} {due}: {scene.here(typed(one.obligation, scene.incident))}"
