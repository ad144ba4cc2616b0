"""What the announce room hears. `process.announce_here` says which first announcement rings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tocsin.chat import EMPTY, Everyone, Text, Words
from tocsin.domain import events as e
from tocsin.domain.calendar import format_duration
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person, is_machine
from tocsin.domain.status_page import QUIET
from tocsin.domain.titles import is_private
from tocsin.wording import templates, timeline
from tocsin.wording.clean import clean
from tocsin.wording.names import names_of
from tocsin.wording.parts import lines, marked, say, stop
from tocsin.wording.room_alerts import reopen_proposed, reopen_withdrawn
from tocsin.wording.room_calling import Says, exhausted, undeliverable
from tocsin.wording.room_ending import thanks
from tocsin.wording.scene import Scene, because, room_span

TEMPLATE: Final = "announcement"
# They stand for `@here` and for the room while a template is filled: `clean` lets no such character
# through, so nobody else can have written one.
RING: Final = "\ue000"
ROOM: Final = "\ue001"
_MARKED: Final = re.compile(f"([{RING}{ROOM}])")


def text(
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> Text:
    """What the announce room is told; of a private incident no more than whom to call now.

    Args:
        event: The event whose effect is `announce`.
        incident: The state to speak of; best the one after the whole command, so that who
            stands as IC is known.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    scene = Scene(incident=incident, people=people, now=now, prefix=prefix)
    if is_private(incident):
        calls = ALARMS.get(event.type)
        return say(marked(calls(event, scene), incident)) if calls is not None else EMPTY
    says = TEXTS.get(event.type)
    if says is None:
        return say(f"{incident.key}: {timeline.text(event, names_of(people), incident.timezone)}")
    return say(marked(says(event, scene), incident))


def form(what: str, scene: Scene, *, reason: str = "", rings: bool = False) -> Text:
    """The team's announcement, by default the process document's.

    Args:
        what: `Incident declared`, `INC-4 is now P0`.
        reason: Behind the title, "" for none.
        rings: Whether everybody in the room is called, where the template says `here`.
    """
    marks: dict[str, Words] = {RING: Everyone() if rings else "", ROOM: scene.room}
    said = {"what": what, "reason": clean(reason)}
    said |= {"here": RING * rings, "room": ROOM if scene.room else ""}
    values = templates.values(TEMPLATE, scene)
    words = templates.filled(TEMPLATE, scene.incident, {**values, **said})
    return say(*(marks.get(part, part) for part in _MARKED.split(words)))


def _rings(scene: Scene) -> bool:
    """Everybody is called to what is new and bad; never to a drill, nor to what is private."""
    incident = scene.incident
    rings = incident.severity in incident.policy.announce_here
    return rings and not incident.flags & QUIET


def _declared(event: e.Declared, scene: Scene) -> Words:
    return _opened(scene) if event.severity else _in_triage(event, scene)


def _opened(scene: Scene) -> Text:
    return form("Incident declared", scene, rings=_rings(scene))


def _in_triage(event: e.Declared, scene: Scene) -> Words:
    what = {"report": "report", "alert": "alert"}.get(event.source, "incident without a severity")
    who = scene.name(event.by)
    ends = scene.incident.declared + scene.incident.policy.triage_within
    more = clean(event.text) if clean(event.text) != clean(event.title) else ""
    return lines(
        f"New {what} {scene.incident.key} from {who}: {scene.title}",
        more,
        say("Triage ends ", scene.when(ends), ". When uncertain, choose the higher severity."),
        say(
            "Judge it: ",
            scene.anywhere("triage"),
            " asks four questions; or ",
            scene.anywhere("severity <p0|p1|p2|p3>"),
            ", then ",
            scene.anywhere("accept"),
        ),
        say("If it is none: ", scene.anywhere("decline <reason>")),
    )


def _severity(event: e.SeverityChanged, scene: Scene) -> Text:
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


def _resolved(event: e.Resolved, scene: Scene) -> Words:
    lasted = format_duration(event.at - scene.incident.declared)
    return lines(
        f"Resolved: {scene.severity} {scene.incident.key} {scene.title}",
        say("Resolved at ", scene.when(event.at), f", after {lasted}."),
        thanks(scene.incident, scene),
    )


def _reopened(event: e.Reopened, scene: Scene) -> Text:
    return form(f"{scene.incident.key} reopened", scene, reason=event.reason)


def _undeliverable(event: e.PageUndeliverable, scene: Scene) -> str:
    return lines(scene.headline, undeliverable(event, scene))


def _room_named(_event: e.RoomNamed, scene: Scene) -> Text:
    return _opened(scene)


def _room_late(event: e.RoomOpened, scene: Scene) -> Text:
    """Where to go now; whether what it had is not there any more."""
    new = room_span(clean(event.name, 90))
    if event.platform not in scene.incident.rooms_gone:
        return say(f"{scene.incident.key} has its room now and goes on in ", new, ".")
    gone = f"The room of {scene.incident.key} on {clean(event.platform, 60)} is gone"
    return say(f"{gone} (deleted or archived); it goes on in ", new, ".")


def _no_longer_private(_event: e.FlagCleared, scene: Scene) -> Text:
    return form(f"{scene.incident.key} is no longer private", scene)


def _nobody_answers(event: e.LadderExhausted, scene: Scene) -> Words:
    """Whom to call, and nothing of what for: they learn it when they answer."""
    return lines(
        "ALARM: nobody has answered a page. Please call now:",
        " · ".join(scene.phone(person) for person in event.people),
        say("Whoever is called types: ", scene.here("ack")),
    )


# What even a private incident says here: a page that nobody hears is worse than a room that
# learns that somebody is looked for.
ALARMS: Final[Mapping[str, Says]] = {
    "ladder-exhausted": _nobody_answers,
    "page-undeliverable": undeliverable,
}
OPENS: Final = frozenset({"declared", "room-named", "severity-changed", "flag-cleared", "reopened"})
"""What tells that there is an incident: the first of these is edited as the incident goes on."""
TEXTS: Final[Mapping[str, Says]] = {
    "declared": _declared,
    "flag-cleared": _no_longer_private,
    "room-named": _room_named,
    "room-opened": _room_late,
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
