"""Resolving, reopening, closing, in words: reply, room, announcement, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Text, Words
from tocsin.domain.calendar import format_duration
from tocsin.domain.command import Command
from tocsin.domain.incident import Incident
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.policy import DEFAULT_POLICY
from tocsin.domain.resolution import (
    Check,
    Checked,
    Close,
    Closed,
    Reopen,
    Reopened,
    Resolve,
    Resolved,
    checklist,
    missing,
)
from tocsin.wording.announcement import form
from tocsin.wording.clean import clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import joined, lines, say, stop
from tocsin.wording.postmortem.state import actions_line
from tocsin.wording.scene import Says, Scene, because
from tocsin.wording.told import Say, Told, nothing_beside, sentence


def _reply_checked(told: Told, command: Check) -> str:
    left = len(missing(told.incident, told.scene.now))
    return f"{told.key}: check {command.n} ticked, {left or 'none'} open."


def _reply_resolved(told: Told, _command: Resolve) -> Text:
    age = told.scene.when(told.incident.declared)
    return say(f"{told.key} resolved; it was declared ", age, ". Thank you, everyone.")


def _reply_reopened(told: Told, _command: Reopen) -> Words:
    return sentence(told, "reopened: investigating", told.paged())


def _reply_closed(told: Told, _command: Close) -> str:
    return f"{told.key} closed."


def everyone(persons: tuple[str, ...], scene: Scene) -> str:
    """`Ana, Bo and Cy`."""
    return joined(scene.name(person) for person in persons)


def involved(incident: Incident) -> tuple[str, ...]:
    """Everyone to thank, each once: responders, role holders, authors, the reporter."""
    found = (
        *incident.responders,
        *(held.person for held in incident.roles.values() if not held.standing),
        *(update.by for update in incident.updates),
        *(change.by for change in incident.mitigations.values()),
        *(change.approved_by for change in incident.mitigations.values()),
        incident.reporter,
    )
    return tuple(dict.fromkeys(who for who in found if who and not is_machine(who)))


def item_text(incident: Incident, key: str) -> str:
    """The words of one check of the resolution checklist."""
    return dict(incident.policy.checklist).get(key, key)


def _room_checked(event: Checked, scene: Scene) -> Words:
    left = missing(scene.incident, scene.now)
    still = "; ".join(f"{item.n} {item.text}" for item in left)
    if event.item == "stable" and event.by == ENGINE:
        minutes = int(scene.incident.policy.stable_for.total_seconds() // 60)
        return lines(
            f"{minutes} stable minutes are over.",
            say(f"Still to check: {still}. Tick with ", scene.here("check <n>")) if still else "",
            say("Then: ", scene.here("resolve"))
            if still
            else say("To finish: ", scene.here("resolve")),
        )
    total = len(checklist(scene.incident, scene.now))
    done = f"{scene.name(event.by)} ticked: {item_text(scene.incident, event.item)}."
    if still:
        return f"{done} {total - len(left)} of {total} are done; still to check: {still}."
    return say(f"{done} All {total} are done: ", scene.here("resolve"))


def thanks(incident: Incident, scene: Scene) -> str:
    """The thanks by name."""
    names = everyone(involved(incident), scene)
    return f"Thank you, {names}." if names else "Thank you, everyone."


def _room_resolved(event: Resolved, scene: Scene) -> Words:
    incident = scene.incident
    lasted = format_duration(event.at - incident.declared)
    skipped = "; ".join(item_text(incident, key) for key in event.skipped)
    return lines(
        f"Incident closed: {incident.key} {scene.title}, resolved after {lasted}.",
        stop(f"Not checked: {skipped}{because(event.reason, ' — ')}") if skipped else "",
        thanks(incident, scene),
        say("If it comes back: ", scene.here("reopen <reason>")),
    )


def _room_reopened(event: Reopened, scene: Scene) -> str:
    return lines(
        stop(f"{scene.name(event.by)} reopened {scene.incident.key}{because(event.reason)}"),
        "Status: investigating. The checklist and the stable minutes begin anew.",
    )


def _room_closed(_event: Closed, scene: Scene) -> str:
    goes_on = actions_line(scene)
    if goes_on:
        return f"{scene.incident.key} is closed. {goes_on}"
    return f"{scene.incident.key} is closed: nothing is owed any more."


def _announce_resolved(event: Resolved, scene: Scene) -> Words:
    lasted = format_duration(event.at - scene.incident.declared)
    return lines(
        f"Resolved: {scene.severity} {scene.incident.key} {scene.title}",
        say("Resolved at ", scene.when(event.at), f", after {lasted}."),
        thanks(scene.incident, scene),
    )


def _announce_reopened(event: Reopened, scene: Scene) -> Text:
    return form(f"{scene.incident.key} reopened", scene, reason=event.reason)


_CHECKS: Final[Mapping[str, str]] = dict(DEFAULT_POLICY.checklist)


def _timeline_resolved(event: Resolved, names: Names, _zone: str) -> str:
    skipped = f"; not checked: {', '.join(event.skipped)}" if event.skipped else ""
    return stop(f"{names(event.by)} resolved the incident{skipped}{because(event.reason)}")


def _timeline_checked(event: Checked, names: Names, _zone: str) -> str:
    return f"{names(event.by)} ticked: {_CHECKS.get(event.item, clean(event.item, 60))}."


REPLIES: Final[Mapping[type[Command], Say]] = {
    Check: _reply_checked,
    Resolve: _reply_resolved,
    Reopen: _reply_reopened,
    Close: _reply_closed,
}

BESIDE: Final[Mapping[type[Command], Say]] = {
    Check: nothing_beside,
    Resolve: nothing_beside,
    Reopen: nothing_beside,
    Close: nothing_beside,
}

ROOM: Final[Mapping[str, Says]] = {
    "checked": _room_checked,
    "resolved": _room_resolved,
    "reopened": _room_reopened,
    "closed": _room_closed,
}

ANNOUNCE: Final[Mapping[str, Says]] = {
    "resolved": _announce_resolved,
    "reopened": _announce_reopened,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "checked": _timeline_checked,
    "resolved": _timeline_resolved,
    "reopened": lambda event, names, _z: stop(
        f"{names(event.by)} reopened it{because(event.reason)}"
    ),
    "closed": lambda event, names, _z: f"{names(event.by)} closed it; nothing was owed any more.",
}
