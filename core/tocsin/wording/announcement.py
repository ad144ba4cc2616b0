"""The announcement of each event. `process.announce_here` says which first one rings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tocsin.chat import EMPTY, Text, Words
from tocsin.domain.escalation.events import LadderExhausted
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.people import Person
from tocsin.domain.titles import is_private
from tocsin.wording import timeline
from tocsin.wording.composing import lines, say, with_drill_mark
from tocsin.wording.names import names_of
from tocsin.wording.nouns import ANNOUNCE
from tocsin.wording.paging import undeliverable
from tocsin.wording.sentence_context import Sentence, SentenceContext


def text(
    event: Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> Text:
    """The announcement of an event; of a private incident no more than whom to call now.

    Args:
        event: The event whose effect is `announce`.
        incident: The state to speak of; best the one after the whole command, so that who
            stands as IC is known.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    context = SentenceContext(incident=incident, people=people, now=now, prefix=prefix)
    if is_private(incident):
        calls = ALARMS.get(event.type)
        return say(with_drill_mark(calls(event, context), incident)) if calls is not None else EMPTY
    says = ANNOUNCE.get(event.type)
    if says is None:
        return say(f"{incident.key}: {timeline.text(event, names_of(people), incident.timezone)}")
    return say(with_drill_mark(says(event, context), incident))


def _nobody_answers(event: LadderExhausted, context: SentenceContext) -> Words:
    """Whom to call, and nothing of what for: they learn it when they answer."""
    return lines(
        "ALARM: nobody has answered a page. Please call now:",
        " · ".join(context.phone(person) for person in event.people),
        say("Whoever is called types: ", context.here("ack")),
    )


# What even a private incident says here: a page that nobody hears is worse than a room that
# learns that somebody is looked for.
ALARMS: Final[Mapping[str, Sentence]] = {
    "ladder-exhausted": _nobody_answers,
    "page-undeliverable": undeliverable,
}
OPENS: Final = frozenset({"declared", "room-named", "severity-changed", "flag-cleared", "reopened"})
"""What tells that there is an incident: the first of these is edited as the incident goes on."""
