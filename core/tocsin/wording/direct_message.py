"""The direct message and the mail that one person gets of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from tocsin.chat import Text, Words
from tocsin.domain.event import Event
from tocsin.domain.immutable_update import replace
from tocsin.domain.incident import Incident
from tocsin.domain.meeting import MeetingPlanned
from tocsin.domain.people import Person
from tocsin.domain.titles import PRIVATE_TITLE, is_private, neutral_room
from tocsin.wording import timeline
from tocsin.wording.composing import as_plain, lines, say, with_drill_mark
from tocsin.wording.names import names_of
from tocsin.wording.notify import says_nothing
from tocsin.wording.nouns import DIRECT
from tocsin.wording.sentence_context import SentenceContext


def text(
    event: Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> Text:
    """The private message of an event whose effect is `direct`.

    Of a private incident it holds nothing that people typed: a telephone shows it on its lock.

    Args:
        event: `notified`, `reminded`, `role-assigned`, `handoff-offered` or `declined`.
        incident: The state after the event.
        people: Everybody of the deployment by id.
        now: The present moment; times are also written relative to it.
        prefix: The bot's command prefix.
    """
    event, incident = quiet_event(event, incident), quiet(incident)
    context = SentenceContext(incident=incident, people=people, now=now, prefix=prefix)
    says = DIRECT.get(event.type)
    if says is None:
        said = f"{incident.key}: {timeline.text(event, names_of(people), incident.timezone)}"
        return say(with_drill_mark(said, incident))
    return say(with_drill_mark(says(event, context), incident))


def mail(
    event: Event,
    incident: Incident,
    people: Mapping[str, Person],
    now: datetime,
    *,
    prefix: str = "!",
) -> tuple[str, str]:
    """Subject and text of the same message as a mail, which others may read on its way.

    Of a private incident it says that there is one, and where those who are in it read on.
    """
    said = as_plain(text(event, incident, people, now, prefix=prefix))
    first, _, more = said.partition("\n")
    if not is_private(incident):
        return first, more or first
    subject = with_drill_mark(f"{incident.key} {PRIVATE_TITLE}", incident)
    if isinstance(event, MeetingPlanned) or says_nothing(event):
        return subject, more or first  # they say nothing of what is private
    context = SentenceContext(incident=incident, people=people, now=now, prefix=prefix)
    return subject, as_plain(with_drill_mark(_hidden(context), incident))


def _hidden(context: SentenceContext) -> Words:
    ic = context.incident.holder("ic")
    return lines(
        f"{context.severity} · {context.incident.key} {PRIVATE_TITLE}",
        "You are told of it as one of those who are in it. A mail says no more.",
        f"The Incident Commander is {context.name(ic)}." if ic else "",
        say("Where it stands, in a direct message to the bot: ", context.anywhere("show")),
    )


E = TypeVar("E", bound=Event)
# What people typed stands in these fields of the events that are told directly.
_TYPED: Final = ("text", "message", "reason", "title")


def quiet(incident: Incident) -> Incident:
    """The incident without what people typed, if it is private; what is owed stays owed."""
    if not is_private(incident):
        return incident
    return replace(
        incident,
        title=PRIVATE_TITLE,
        text="",
        updates=tuple(replace(update, impact="", action="") for update in incident.updates),
        actions={n: replace(item, text="") for n, item in incident.actions.items()},
        room_name=neutral_room(incident.room_name),
        rooms={name: room for name, room in incident.rooms.items() if neutral_room(room.name)},
    )


def quiet_event(event: E, incident: Incident) -> E:
    """The event without what people typed, if the incident is private."""
    if not is_private(incident):
        return event
    typed: dict[str, Any] = {
        name: "" for name in _TYPED if isinstance(getattr(event, name, None), str)
    }
    return replace(event, **typed)
