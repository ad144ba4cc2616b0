"""Roles and hand-offs, in words: reply, room, one person, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.command import Command
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.domain.roles import BRIEFS
from tocsin.domain.roles.decide import AcceptHandoff, Assign, Handoff, Take
from tocsin.domain.roles.events import HandoffOffered, RoleAssigned
from tocsin.wording.names import Line, Names, role_title
from tocsin.wording.notify import room_line
from tocsin.wording.parts import joined, lines, say, together
from tocsin.wording.scene import Says, Scene
from tocsin.wording.told import Say, Told, nothing_beside, rings_beside


def _reply_roles(told: Told, _command: Command) -> Words:
    made = [event for event in told.outcome.events if isinstance(event, RoleAssigned)]
    said = joined(f"{told.scene.name(event.person)} is {role_title(event.role)}" for event in made)
    return together(" ", (f"{told.key}: {said}.", told.rings()))


def _reply_handoff(told: Told, command: Handoff) -> Text:
    name = told.scene.name(command.person)
    how = told.scene.anywhere("accept-handoff")
    before = told.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    instead = f", instead of {told.scene.name(before.to)}," if before is not None and moved else ""
    return say(
        f"{told.key}: {name} is asked to be {role_title(command.role)}{instead} and types ",
        how,
        ".",
    )


def _beside_handoff(told: Told, command: Handoff) -> str:
    before = told.outcome.before.offers.get(command.role)
    moved = before is not None and before.to != command.person
    return f"{told.scene.name(before.to)} is not asked any more." if before and moved else ""


def _room_role(event: RoleAssigned, scene: Scene) -> Words:
    person, title = scene.name(event.person), role_title(event.role)
    if event.standing:
        take = scene.here(f"take {event.role}")
        return say(f"{person} stands as {title} until somebody takes it: ", take)
    theirs = event.by == event.person or is_machine(event.by)
    by = "" if theirs else f", assigned by {scene.name(event.by)}"
    alone = " Both roles are with one person until help comes." if event.alone else ""
    relieved = f" {scene.name(event.relieves)} is relieved." if event.relieves else ""
    return f"{person} is {title}{by}.{relieved}{alone}"


def _room_offered(event: HandoffOffered, scene: Scene) -> Words:
    title, to = role_title(event.role), scene.name(event.to)
    return lines(
        f"{scene.name(event.by)} offers {title} to {to}.",
        say(
            scene.mention(event.to),
            " answers with ",
            scene.here("accept-handoff"),
            "; until then nothing changes.",
        ),
    )


def _direct_role(event: RoleAssigned, scene: Scene) -> Words:
    brief = BRIEFS[event.role]
    obligation = owed(scene.incident, "update") if event.role in ("comms", "ic") else None
    return lines(
        f"You are {brief.title} of {scene.headline}",
        f"You {joined(brief.does)}.",
        brief.does_not,
        say("The next update is due ", scene.when(obligation.due), ".") if obligation else "",
        room_line(scene),
        say("To hand it over: ", scene.anywhere(f"handoff {event.role} @who")),
    )


def _direct_offered(event: HandoffOffered, scene: Scene) -> Words:
    brief, holder = BRIEFS[event.role], scene.incident.holder(event.role)
    until = scene.moment(event.at + scene.incident.policy.handoff_within)
    keeps = f" Until you answer, it stays with {scene.name(holder)}." if holder else ""
    return lines(
        f"{scene.name(event.by)} offers you {role_title(event.role)} of {scene.headline}",
        f"You would {joined(brief.does)}. {brief.does_not}",
        say("To take it, by ", until, ": ", scene.anywhere("accept-handoff"), keeps),
        room_line(scene),
    )


def _timeline_role(event: RoleAssigned, names: Names, _zone: str) -> str:
    verb = "stood as" if event.standing else "became"
    alone = ", alone for the time being" if event.alone else ""
    relieved = f"; {names(event.relieves)} was relieved" if event.relieves else ""
    return f"{names(event.person)} {verb} {role_title(event.role)}{alone}{relieved}."


def _timeline_offered(event: HandoffOffered, names: Names, _zone: str) -> str:
    return f"{names(event.by)} offered {role_title(event.role)} to {names(event.to)}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    Take: _reply_roles,
    Assign: _reply_roles,
    AcceptHandoff: _reply_roles,
    Handoff: _reply_handoff,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Take: rings_beside,
    Assign: nothing_beside,
    AcceptHandoff: nothing_beside,
    Handoff: _beside_handoff,
}

ROOM: Final[Mapping[str, Says]] = {
    "role-assigned": _room_role,
    "handoff-offered": _room_offered,
}

DIRECT: Final[Mapping[str, Says]] = {
    "role-assigned": _direct_role,
    "handoff-offered": _direct_offered,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "role-assigned": _timeline_role,
    "handoff-offered": _timeline_offered,
}
