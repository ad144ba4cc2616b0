"""One nudge for what is owed at one time: who is asked by name, and what to type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tocsin.chat import Words
from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.domain.roles import parse_role
from tocsin.wording.clean import clean
from tocsin.wording.names import role_title
from tocsin.wording.owed import due_text, named, relieving, typed, when_due
from tocsin.wording.parts import joined, lines, say, stop, together
from tocsin.wording.scene import Scene

SHOWN: Final = 5
LAST: Final = " This is the last reminder."


def nudge(reminded: Sequence[e.Reminded], scene: Scene) -> Words:
    """What is owed, by whom, and what to type: the roles that are missing first.

    Args:
        reminded: What the room is reminded of at one time; the later of one thing counts.
    """
    each = {one.obligation: one for one in reminded}
    roles = [one for name, one in each.items() if name.startswith("role:")]
    rest = [one for one in each.values() if one not in roles]
    if len(rest) == 1 and not roles:
        return _alone(rest[0], scene)
    rows = (*_missing(roles, scene), *(_line(one, scene) for one in rest))
    more = len(rows) - SHOWN
    kept = rows if more <= 1 else (*rows[:SHOWN], say(f"and {more} more: ", scene.here("next")))
    return lines(*kept)


def _alone(one: e.Reminded, scene: Scene) -> Words:
    return lines(
        say(_due(one, scene), f".{(LAST if one.last else '')}"),
        f"Why: {stop(clean(one.rule))}",
        say(
            "Type: ",
            scene.here(typed(one.obligation, scene.incident)),
            relieving(one.obligation, scene, here=True),
        ),
    )


def _line(one: e.Reminded, scene: Scene) -> Words:
    how = scene.here(typed(one.obligation, scene.incident))
    last = LAST if one.last else ""
    return say(_due(one, scene), ": ", how, relieving(one.obligation, scene, here=True), last)


def _due(one: e.Reminded, scene: Scene) -> Words:
    """`Eva (Comms): The update is due 14:30 CET (now)`."""
    waits = owed(scene.incident, one.obligation)
    who = say(whom(waits.owner, scene), ": ") if waits is not None else ""
    what = named(one.obligation, scene.incident)
    return say(who, f"{what} ", due_text(one.obligation, one.due, scene))


def _missing(roles: Sequence[e.Reminded], scene: Scene) -> Iterable[Words]:
    """Which roles nobody has, who gives them to somebody, and how."""
    keys = [one.obligation.partition(":")[2] for one in roles]
    titles = [role_title(role) for role in map(parse_role, keys) if role is not None]
    if not titles:
        return
    first = min(roles, key=lambda one: one.due)
    gives = together(" · ", (scene.here(f"assign {key} @who") for key in keys if key != "ic"))
    takes = together(" · ", (scene.here(f"take {key}") for key in keys))
    names = "their names are" if len(titles) > 1 else "a name is"
    when = when_due(first.obligation, first.due, scene)
    due = say(f"{names} due " if first.due >= scene.now else "due since ", when)
    yield say(f"Still missing: {joined(titles)}; ", due, f".{LAST * first.last}")
    yield say("Take it: ", takes)
    if gives:
        yield say(whom("ic", scene), ", or give it to somebody: ", gives)


def whom(owner: str, scene: Scene) -> Words:
    """Who is asked to see to it: by name where there is one; the IC for a role nobody has."""
    role = parse_role(owner)
    if role is None or scene.incident.holder(role) or not scene.incident.holder("ic"):
        return scene.asked(owner)
    return scene.asked("ic")
