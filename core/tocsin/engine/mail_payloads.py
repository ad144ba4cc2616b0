"""The words of mails and meetings, fixed when they are queued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from tocsin.domain.customers import CustomersNotified
from tocsin.domain.effect import Effect
from tocsin.domain.event import Event
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Meeting
from tocsin.domain.people import Person
from tocsin.domain.titles import is_private
from tocsin.providers import MeetingDraft
from tocsin.providers.ical import Method, ical
from tocsin.wording import direct_message, meeting
from tocsin.wording.clean import link
from tocsin.wording.composing import as_plain
from tocsin.wording.sentence_context import SentenceContext

Facts = dict[str, object]


def customer_mail(event: CustomersNotified) -> Facts:
    """Return the subject and text of a customer mail, fixed now."""
    return {"kind": event.kind, "subject": event.subject, "text": event.text}


def person_mail(
    effect: Effect,
    event: Event,
    incident: Incident,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
    place: str = "",
) -> Facts:
    """Return a direct message as a mail; an invitation has the meeting attached."""
    method = _METHODS.get(event.type)
    if method == "CANCEL":
        context = SentenceContext(incident=incident, people=people, now=at, prefix=prefix)
        subject, text = meeting.cancelled(context)
    else:
        subject, text = direct_message.mail(event, incident, people, at, prefix=prefix)
    invitation = ""
    if method is not None and incident.meeting is not None:
        draft = draft_of(incident, incident.meeting, people, at, prefix=prefix, place=place)
        invitation = ical(draft, at=at, method=method)
    return {
        "to": effect.about.to,
        "person": effect.about.person,
        "subject": subject,
        "text": text,
        "calendar": invitation,
    }


_METHODS: Final[Mapping[str, Method]] = {"meeting-planned": "REQUEST", "reopened": "CANCEL"}


def meeting_facts(
    incident: Incident,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
    place: str = "",
) -> Facts | None:
    """Return the planned meeting as facts of a payload, or None."""
    if incident.meeting is None:
        return None
    draft = draft_of(incident, incident.meeting, people, at, prefix=prefix, place=place)
    return {
        "uid": draft.uid,
        "sequence": draft.sequence,
        "title": draft.title,
        "text": draft.text,
        "starts": draft.starts.astimezone(UTC).isoformat(),
        "ends": draft.ends.astimezone(UTC).isoformat(),
        "attendees": [person.id for person in draft.attendees],
        "place": draft.place,
        "url": draft.url,
        "organizer": draft.organizer.id if draft.organizer is not None else "",
    }


def draft_of(
    incident: Incident,
    planned: Meeting,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
    place: str = "",
) -> MeetingDraft:
    """Return the meeting with its title and text in words.

    It is held where the team says, else in the incident's room; its address is that place, if it
    is one, else the post-mortem's. Of a private incident neither room nor post-mortem is named.
    """
    shown = not is_private(incident)
    room = f"#{incident.room_name}" if incident.room_name and shown else ""
    documents = incident.postmortem.links.values() if shown else ()
    context = SentenceContext(incident=incident, people=people, now=at, prefix=prefix)
    return MeetingDraft(
        incident=incident.key,
        uid=f"{incident.id}@tocsin",
        sequence=incident.version,
        title=meeting.title(context),
        text=as_plain(meeting.invitation(context)),
        starts=planned.starts,
        ends=planned.ends,
        attendees=tuple(people[attendee] for attendee in planned.attendees if attendee in people),
        place=place or room,
        url=link(place) or next(filter(None, documents), ""),
        organizer=people.get(incident.holder("ic")),
    )
