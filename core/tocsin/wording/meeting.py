"""The review meeting: every sentence about it, its title and its invitation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Words
from tocsin.domain.calendar import local_text
from tocsin.domain.meeting import MeetingPlanned, MeetingScheduled
from tocsin.domain.titles import display_title, is_hidden
from tocsin.wording.clean import TITLE, clean
from tocsin.wording.composing import comma_list, lines, say, with_drill_mark
from tocsin.wording.names import Names, TimelineSentence
from tocsin.wording.sentence_context import Sentence, SentenceContext
from tocsin.wording.templates import span


def _timeline_planned(event: MeetingPlanned, names: Names, zone: str) -> str:
    starts = local_text(event.starts, zone, now=event.at)
    attendees = comma_list(map(names, event.attendees))
    return f"The review meeting was planned for {starts}, with {attendees}."


def _timeline_scheduled(event: MeetingScheduled, names: Names, _zone: str) -> str:
    return f"{names(event.provider)} took the review meeting."


SPIRIT: Final = (
    "We look at systems and processes, not at people. Everybody did their best with what they "
    "knew then. We are here to learn; nobody is blamed for what they did or say."
)


def title(context: SentenceContext) -> str:
    """`Review of INC-4 checkout returns 500s`; of a private incident only its number."""
    return with_drill_mark(f"Review of {_what(context)}", context.incident)


def _what(context: SentenceContext) -> str:
    """`INC-4 checkout returns 500s`, or `INC-4`."""
    incident = context.incident
    if is_hidden(incident, "calendar"):
        return incident.key
    return f"{incident.key} {clean(display_title(incident, 'calendar', mark=False), TITLE)}"


def invitation(context: SentenceContext) -> Words:
    """The text of the invitation."""
    return lines(
        SPIRIT,
        f"We review {_what(context)} together.",
        say("Please read the draft before: ", context.anywhere("postmortem show")),
        "Agenda: what happened, what went well, what we change, who does it until when.",
    )


def planned(event: MeetingPlanned, context: SentenceContext) -> Words:
    """The room's message that the review meeting has a time."""
    who = ", ".join(context.name(person) for person in event.attendees) or "nobody yet"
    return lines(
        say("Review meeting: ", context.when(event.starts), f", with {who}."),
        _late(event, context),
        "It is about systems, not people. Please bring what you saw.",
    )


def _late(event: MeetingPlanned, context: SentenceContext) -> str:
    """Why it is later than the process says."""
    within = context.incident.policy.meeting_within
    if event.ends <= event.at + within:
        return ""
    return f"That is later than {span(within)} after the end: nobody works before."


def invited(event: MeetingPlanned, context: SentenceContext) -> Words:
    """The invitation as a direct message; its first line is the subject of the mail."""
    return lines(title(context), say("When: ", context.when(event.starts)), invitation(context))


def cancelled(context: SentenceContext) -> tuple[str, str]:
    """Subject and text for whoever was invited by mail, when it is off."""
    return (
        f"Cancelled: {title(context)}",
        f"{context.incident.key} is open again, so there is nothing to review yet. "
        "A new time comes when it is resolved.",
    )


ROOM: Final[Mapping[str, Sentence]] = {
    "meeting-planned": planned,
}

DIRECT: Final[Mapping[str, Sentence]] = {
    "meeting-planned": invited,
}

TIMELINE: Final[Mapping[str, TimelineSentence]] = {
    "meeting-planned": _timeline_planned,
    "meeting-scheduled": _timeline_scheduled,
}
