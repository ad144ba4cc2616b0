"""The review meeting: every sentence about it, its title and its invitation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.calendar import local_text
from tocsin.domain.meeting import MeetingPlanned, MeetingScheduled
from tocsin.domain.titles import called, is_hidden
from tocsin.wording.clean import TITLE, clean
from tocsin.wording.names import Line, Names
from tocsin.wording.parts import joined, lines, marked, say
from tocsin.wording.scene import Says, Scene
from tocsin.wording.templates import span


def _timeline_planned(event: MeetingPlanned, names: Names, zone: str) -> str:
    starts = local_text(event.starts, zone, now=event.at)
    return (
        f"The review meeting was planned for {starts}, with {joined(map(names, event.attendees))}."
    )


def _timeline_scheduled(event: MeetingScheduled, names: Names, _zone: str) -> str:
    return f"{names(event.provider)} took the review meeting."


SPIRIT: Final = (
    "We look at systems and processes, not at people. Everybody did their best with what they "
    "knew then. We are here to learn; nobody is blamed for what they did or say."
)


def title(scene: Scene) -> str:
    """`Review of INC-4 checkout returns 500s`; of a private incident only its number."""
    return marked(f"Review of {_what(scene)}", scene.incident)


def _what(scene: Scene) -> str:
    """`INC-4 checkout returns 500s`, or `INC-4`."""
    incident = scene.incident
    if is_hidden(incident, "calendar"):
        return incident.key
    return f"{incident.key} {clean(called(incident, 'calendar', mark=False), TITLE)}"


def invitation(scene: Scene) -> Words:
    """The text of the invitation."""
    return lines(
        SPIRIT,
        f"We review {_what(scene)} together.",
        say("Please read the draft before: ", scene.anywhere("postmortem show")),
        "Agenda: what happened, what went well, what we change, who does it until when.",
    )


def planned(event: MeetingPlanned, scene: Scene) -> Words:
    """What the room hears."""
    who = ", ".join(scene.name(person) for person in event.attendees) or "nobody yet"
    return lines(
        say("Review meeting: ", scene.when(event.starts), f", with {who}."),
        _late(event, scene),
        "It is about systems, not people. Please bring what you saw.",
    )


def _late(event: MeetingPlanned, scene: Scene) -> str:
    """Why it is later than the process says."""
    within = scene.incident.policy.meeting_within
    if event.ends <= event.at + within:
        return ""
    return f"That is later than {span(within)} after the end: nobody works before."


def invited(event: MeetingPlanned, scene: Scene) -> Words:
    """What an attendee hears in private; the first line is the subject of the mail."""
    return lines(title(scene), say("When: ", scene.when(event.starts)), invitation(scene))


def cancelled(scene: Scene) -> tuple[str, str]:
    """Subject and text for whoever was invited by mail, when it is off."""
    return (
        f"Cancelled: {title(scene)}",
        f"{scene.incident.key} is open again, so there is nothing to review yet. "
        "A new time comes when it is resolved.",
    )


ROOM: Final[Mapping[str, Says]] = {
    "meeting-planned": planned,
}

DIRECT: Final[Mapping[str, Says]] = {
    "meeting-planned": invited,
}

TIMELINE: Final[Mapping[str, Line]] = {
    "meeting-planned": _timeline_planned,
    "meeting-scheduled": _timeline_scheduled,
}
