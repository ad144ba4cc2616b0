"""The words of mails and meetings, fixed when they are queued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from tocsin.domain import events as e
from tocsin.domain.effect import Effect
from tocsin.domain.incident import Incident, Meeting
from tocsin.domain.people import Person
from tocsin.providers import MeetingDraft
from tocsin.providers.ical import ical
from tocsin.wording import direct, meeting
from tocsin.wording.scene import Scene

Facts = dict[str, object]


def customer_mail(event: e.CustomersNotified) -> Facts:
    """Subject and text as they were decided."""
    return {"kind": event.kind, "subject": event.subject, "text": event.text}


def person_mail(
    effect: Effect,
    event: e.Event,
    incident: Incident,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
) -> Facts:
    """What a direct message would say; an invitation carries the meeting."""
    subject, text = direct.mail(event, incident, people, at, prefix=prefix)
    planned = incident.meeting if isinstance(event, e.MeetingPlanned) else None
    invitation = (
        ical(draft_of(incident, planned, people, at, prefix=prefix), at=at) if planned else ""
    )
    return {
        "to": effect.about["to"],
        "person": effect.about["person"],
        "subject": subject,
        "text": text,
        "calendar": invitation,
    }


def meeting_facts(
    incident: Incident, people: Mapping[str, Person], at: datetime, *, prefix: str
) -> Facts | None:
    """The meeting as it stands; None when there is none."""
    if incident.meeting is None:
        return None
    draft = draft_of(incident, incident.meeting, people, at, prefix=prefix)
    return {
        "uid": draft.uid,
        "sequence": draft.sequence,
        "title": draft.title,
        "text": draft.text,
        "starts": draft.starts.astimezone(UTC).isoformat(),
        "ends": draft.ends.astimezone(UTC).isoformat(),
        "attendees": [person.id for person in draft.attendees],
    }


def draft_of(
    incident: Incident,
    planned: Meeting,
    people: Mapping[str, Person],
    at: datetime,
    *,
    prefix: str,
) -> MeetingDraft:
    """The meeting in the words people read."""
    scene = Scene(incident=incident, people=people, now=at, prefix=prefix)
    return MeetingDraft(
        incident=incident.key,
        uid=f"{incident.id}@tocsin",
        sequence=incident.version,
        title=meeting.title(scene),
        text=meeting.invitation(scene),
        starts=planned.starts,
        ends=planned.ends,
        attendees=tuple(people[one] for one in planned.attendees if one in people),
    )
