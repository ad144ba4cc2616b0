"""What the announce room hears. `process.announce_here` says which first announcement rings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from tocsin.domain import events as e
from tocsin.domain.calendar import format_duration
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person, is_machine
from tocsin.domain.status_page import QUIET
from tocsin.wording import templates, timeline
from tocsin.wording.clean import clean
from tocsin.wording.names import names_of
from tocsin.wording.room_alerts import reopen_proposed, reopen_withdrawn
from tocsin.wording.room_calling import Says, exhausted, undeliverable
from tocsin.wording.room_ending import thanks
from tocsin.wording.scene import PRIVATE_TITLE, Scene, because, lines, stop

TEMPLATE: Final = "announcement"


def text(
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> str:
    """What the announce room is told; of a private incident, neither title nor words of people.

    Args:
        event: The event whose effect is `announce`.
        incident: The state to speak of; best the one after the whole command, so that who
            stands as IC is known.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    shown = _hidden(incident) if "private" in incident.flags else incident
    told = _without_words(event) if "private" in incident.flags else event
    scene = Scene(incident=shown, people=people, now=now, prefix=prefix)
    says = TEXTS.get(event.type)
    if says is None:
        said = timeline.text(told, names_of(people), shown.timezone)
        return f"{shown.key}: {said}"
    return says(told, scene)


def _hidden(incident: Incident) -> Incident:
    return replace(incident, title=PRIVATE_TITLE, text="", updates=(), room_name="", rooms={})


def _without_words(event: e.Event) -> e.Event:
    """The event without its free text."""
    words = {"reason", "title", "text", "skipped", "message"} & set(event.__dataclass_fields__)
    empty: dict[str, object] = {name: () if name == "skipped" else "" for name in words}
    made: e.Event = replace(event, **empty)  # type: ignore[arg-type]  # fields known by name only
    return made


def form(what: str, scene: Scene, *, reason: str = "", here: str = "") -> str:
    """The team's announcement, by default the process document's.

    Args:
        what: `Incident declared`, `INC-4 is now P0`.
        reason: Behind the title, "" for none.
        here: What rings for everybody in the room, "" for nobody.
    """
    said = {"what": f"{_drill(scene)}{what}", "reason": clean(reason), "here": here}
    values = templates.values(TEMPLATE, scene)
    return templates.filled(TEMPLATE, scene.incident, {**values, **said})


def _here(scene: Scene) -> str:
    """Everybody is called to what is new and bad; never to a drill, nor to what is private."""
    incident = scene.incident
    rings = incident.severity in incident.policy.announce_here
    return "@here" if rings and not incident.flags & QUIET else ""


def _drill(scene: Scene) -> str:
    return "DRILL: " if "drill" in scene.incident.flags else ""


def _declared(event: e.Declared, scene: Scene) -> str:
    return _opened(scene) if event.severity else _in_triage(event, scene)


def _opened(scene: Scene) -> str:
    return form("Incident declared", scene, here=_here(scene))


def _in_triage(event: e.Declared, scene: Scene) -> str:
    what = {"report": "report", "alert": "alert"}.get(event.source, "incident without a severity")
    who = scene.name(event.by)
    ends = scene.incident.declared + scene.incident.policy.triage_within
    more = clean(event.text) if clean(event.text) != clean(event.title) else ""
    return lines(
        f"{_drill(scene)}New {what} {scene.incident.key} from {who}: {scene.title}",
        more,
        f"Triage ends {scene.when(ends)}. When uncertain, choose the higher severity.",
        f"Judge it: {scene.anywhere('triage')} asks four questions; "
        f"or {scene.anywhere('severity <p0|p1|p2|p3>')}, then {scene.anywhere('accept')}",
        f"If it is none: {scene.anywhere('decline <reason>')}",
    )


def _severity(event: e.SeverityChanged, scene: Scene) -> str:
    """The severity moved: the same form, so that nobody has to scroll up."""
    verb = "is assumed to be" if event.assumed else "is now"
    return form(f"{scene.incident.key} {verb} {event.severity}", scene, reason=event.reason)


def _declined(event: e.Declined, scene: Scene) -> str:
    said = f"{scene.incident.key} {scene.title} was declined{because(event.reason)}"
    return lines(stop(said), _thanks(scene))


def _thanks(scene: Scene) -> str:
    """Whoever reported it is thanked, whatever came of it."""
    reporter = scene.incident.reporter
    person = bool(reporter) and not is_machine(reporter)
    return f"Thank you for reporting it, {scene.name(reporter)}." if person else ""


def _merged(event: e.Merged, scene: Scene) -> str:
    said = f"{scene.incident.key} {scene.title} is the same as {event.into}, which goes on."
    return lines(said, _thanks(scene))


def _resolved(event: e.Resolved, scene: Scene) -> str:
    lasted = format_duration(event.at - scene.incident.declared)
    return lines(
        f"{_drill(scene)}Resolved: {scene.severity} {scene.incident.key} {scene.title}",
        f"Resolved at {scene.when(event.at)}, after {lasted}.",
        thanks(scene.incident, scene),
    )


def _reopened(event: e.Reopened, scene: Scene) -> str:
    return form(f"{scene.incident.key} reopened", scene, reason=event.reason)


def _undeliverable(event: e.PageUndeliverable, scene: Scene) -> str:
    return lines(scene.headline, undeliverable(event, scene))


def _room_named(_event: e.RoomNamed, scene: Scene) -> str:
    return _opened(scene)


TEXTS: Final[Mapping[str, Says]] = {
    "declared": _declared,
    "room-named": _room_named,
    "severity-changed": _severity,
    "declined": _declined,
    "merged": _merged,
    "resolved": _resolved,
    "reopened": _reopened,
    "reopen-proposed": reopen_proposed,
    "reopen-withdrawn": reopen_withdrawn,
    "ladder-exhausted": exhausted,
    "page-undeliverable": _undeliverable,
}
