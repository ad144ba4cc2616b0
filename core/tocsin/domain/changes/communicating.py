"""Changes of what the world outside was told."""

from __future__ import annotations

from dataclasses import replace

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, unchanged
from tocsin.domain.incident import Incident, Mail, Meeting, StatusPost


def _drafted(incident: Incident, event: e.StatusPageDrafted) -> Incident:
    return replace(incident, status_draft=event.text)


def _posted(incident: Incident, event: e.StatusPagePosted) -> Incident:
    post = StatusPost(
        at=event.at,
        by=event.by,
        phase=event.phase,
        text=event.text,
        components=event.components,
    )
    return replace(
        incident,
        status_posts=(*incident.status_posts, post),
        status_seq=incident.version,
        status_draft="",
    )


def _updated(incident: Incident, event: e.StatusPageUpdated) -> Incident:
    return replace(
        incident,
        status_refs=put(incident.status_refs, event.provider, event.ref),
        status_links=put(incident.status_links, event.provider, event.url),
    )


def _notified(incident: Incident, event: e.CustomersNotified) -> Incident:
    mail = Mail(at=event.at, by=event.by, kind=event.kind, subject=event.subject, text=event.text)
    return replace(incident, mails=(*incident.mails, mail))


def _planned(incident: Incident, event: e.MeetingPlanned) -> Incident:
    meeting = Meeting(
        starts=event.starts,
        ends=event.ends,
        attendees=event.attendees,
        seq=incident.version,
    )
    return replace(incident, meeting=meeting)


def _scheduled(incident: Incident, event: e.MeetingScheduled) -> Incident:
    if incident.meeting is None:
        return incident
    by = (*incident.meeting.scheduled_by, event.provider)
    return replace(incident, meeting=replace(incident.meeting, scheduled_by=by))


CHANGES: dict[str, Change] = {
    "status-page-drafted": _drafted,
    "status-page-posted": _posted,
    "status-page-updated": _updated,
    "customers-notified": _notified,
    "mail-sent": unchanged,
    "meeting-planned": _planned,
    "meeting-scheduled": _scheduled,
}
