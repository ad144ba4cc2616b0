"""Reminders, and moving them, in words: reply, room, one person, timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.calendar import local_text
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.reminders import Reminded, Snooze, Snoozed
from tocsin.domain.roles import parse_role
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names, role_title
from tocsin.wording.owed import (
    due_text,
    in_a_sentence,
    label,
    named,
    relieving,
    typed,
    ways,
    when_due,
)
from tocsin.wording.parts import joined, lines, say, stop, together
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told


def _reply_snoozed(told: Told, command: Snooze) -> Text:
    until = told.incident.snoozed[command.obligation]
    return say(
        f"{told.key}: no reminder of {in_a_sentence(command.obligation)} before ",
        told.scene.when(until),
        ".",
    )


def _room_reminded(event: Reminded, scene: Scene) -> Words:
    return nudge((event,), scene)


def _direct_reminded(event: Reminded, scene: Scene) -> Words:
    last = " This is the last reminder." if event.last else ""
    due = due_text(event.obligation, event.due, scene)
    return lines(
        say(f"{named(event.obligation, scene.incident)} ", due, f".{last}"),
        scene.headline,
        f"Why: {stop(clean(event.rule))}",
        say("Type: ", ways(event.obligation, scene)),
    )


def _timeline_reminded(event: Reminded, names: Names, zone: str) -> str:
    who = "The room" if event.hears == "room" else names(event.hears)
    due = local_text(event.due, zone, now=event.at)
    return f"{who} was reminded: {label(event.obligation)}, due {due}."


def _timeline_snoozed(event: Snoozed, names: Names, zone: str) -> str:
    until = local_text(event.until, zone, now=event.at)
    return f"{names(event.by)} moved the reminders of {in_a_sentence(event.obligation)} to {until}."


SHOWN: Final = 5
LAST: Final = " This is the last reminder."


def nudge(reminded: Sequence[Reminded], scene: Scene) -> Words:
    """What is owed, by whom, and what to type: the roles that are missing first.

    Args:
        reminded: What the room is reminded of at one time; the later of one thing counts.
    """
    each = {event.obligation: event for event in reminded}
    roles = [event for name, event in each.items() if name.startswith("role:")]
    rest = [event for event in each.values() if event not in roles]
    if len(rest) == 1 and not roles:
        return _alone(rest[0], scene)
    rows = (*_missing(roles, scene), *(_line(event, scene) for event in rest))
    more = len(rows) - SHOWN
    kept = rows if more <= 1 else (*rows[:SHOWN], say(f"and {more} more: ", scene.here("next")))
    return lines(*kept)


def _alone(event: Reminded, scene: Scene) -> Words:
    return lines(
        say(_due(event, scene), f".{(LAST if event.last else '')}"),
        f"Why: {stop(clean(event.rule))}",
        say(
            "Type: ",
            scene.here(typed(event.obligation, scene.incident)),
            relieving(event.obligation, scene, here=True),
        ),
    )


def _line(event: Reminded, scene: Scene) -> Words:
    how = scene.here(typed(event.obligation, scene.incident))
    last = LAST if event.last else ""
    return say(_due(event, scene), ": ", how, relieving(event.obligation, scene, here=True), last)


def _due(event: Reminded, scene: Scene) -> Words:
    """`Eva (Comms): The update is due 14:30 CET (now)`."""
    waits = owed(scene.incident, event.obligation)
    who = say(whom(waits.owner, scene), ": ") if waits is not None else ""
    what = named(event.obligation, scene.incident)
    return say(who, f"{what} ", due_text(event.obligation, event.due, scene))


def _missing(roles: Sequence[Reminded], scene: Scene) -> Iterable[Words]:
    """Which roles nobody has, who gives them to somebody, and how."""
    keys = [event.obligation.partition(":")[2] for event in roles]
    titles = [role_title(role) for role in map(parse_role, keys) if role is not None]
    if not titles:
        return
    first = min(roles, key=lambda event: event.due)
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


REPLIES: Final[Mapping[type[Command], Say]] = {
    Snooze: _reply_snoozed,
}

ROOM: Final[Mapping[str, Says]] = {
    "reminded": _room_reminded,
}

DIRECT: Final[Mapping[str, Says]] = {
    "reminded": _direct_reminded,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "nudged": lambda event, _n, _z: f"A moment of {in_a_sentence(event.obligation)} was reached.",
    "reminded": _timeline_reminded,
    "snoozed": _timeline_snoozed,
}
