"""What the room hears at the end: checks, resolution, thanks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain import events as e
from tocsin.domain.calendar import format_duration
from tocsin.domain.incident import Incident
from tocsin.domain.people import ENGINE, is_machine
from tocsin.domain.resolution import checklist, missing
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.postmortem_state import actions_line
from tocsin.wording.room_calling import Says, everyone
from tocsin.wording.scene import Scene, because


def involved(incident: Incident) -> tuple[str, ...]:
    """Everyone to thank, each once: responders, role holders, authors, the reporter."""
    found = (
        *incident.responders,
        *(held.person for held in incident.roles.values() if not held.standing),
        *(one.by for one in incident.updates),
        *(one.by for one in incident.mitigations.values()),
        *(one.approved_by for one in incident.mitigations.values()),
        incident.reporter,
    )
    return tuple(dict.fromkeys(who for who in found if who and not is_machine(who)))


def item_text(incident: Incident, key: str) -> str:
    """The words of one check of the resolution checklist."""
    return dict(incident.policy.checklist).get(key, key)


def _checked(event: e.Checked, scene: Scene) -> Words:
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


def _resolved(event: e.Resolved, scene: Scene) -> Words:
    incident = scene.incident
    lasted = format_duration(event.at - incident.declared)
    skipped = "; ".join(item_text(incident, key) for key in event.skipped)
    return lines(
        f"Incident closed: {incident.key} {scene.title}, resolved after {lasted}.",
        stop(f"Not checked: {skipped}{because(event.reason, ' — ')}") if skipped else "",
        thanks(incident, scene),
        say("If it comes back: ", scene.here("reopen <reason>")),
    )


def _reopened(event: e.Reopened, scene: Scene) -> str:
    return lines(
        stop(f"{scene.name(event.by)} reopened {scene.incident.key}{because(event.reason)}"),
        "Status: investigating. The checklist and the stable minutes begin anew.",
    )


def _closed(_event: e.Closed, scene: Scene) -> str:
    goes_on = actions_line(scene)
    if goes_on:
        return f"{scene.incident.key} is closed. {goes_on}"
    return f"{scene.incident.key} is closed: nothing is owed any more."


TEXTS: Final[Mapping[str, Says]] = {
    "checked": _checked,
    "resolved": _resolved,
    "reopened": _reopened,
    "closed": _closed,
}
