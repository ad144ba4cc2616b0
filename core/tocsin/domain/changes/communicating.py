"""Changes of what the world outside was told."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, unchanged, without
from tocsin.domain.incident import Incident, Mail, Meeting, Proposal, StatusPost
from tocsin.domain.revise import replace


def _drafted(incident: Incident, event: e.StatusPageDrafted) -> Incident:
    return replace(
        incident,
        status_draft=event.text,
        status_draft_by=event.by,
        status_draft_title=event.title,
    )


def _proposed(incident: Incident, event: e.StatusPageProposed) -> Incident:
    waits = Proposal(
        n=event.n,
        text=event.text,
        by=event.by,
        at=event.at,
        seq=incident.version,
        title=event.title,
    )
    return replace(
        incident,
        status_proposal=waits,
        status_proposed=event.n,
        status_draft="",
        status_draft_by="",
        status_draft_title="",
    )


def _rejected(incident: Incident, _event: e.StatusPageRejected) -> Incident:
    return replace(incident, status_proposal=None)


def _posted(incident: Incident, event: e.StatusPagePosted) -> Incident:
    post = StatusPost(
        at=event.at,
        by=event.by,
        phase=event.phase,
        text=event.text,
        components=event.components,
        providers=event.providers,
        template=event.template,
    )
    return replace(
        incident,
        status_posts=(*incident.status_posts, post),
        status_seq=incident.version,
        status_draft="",
        status_draft_by="",
        status_draft_title="",
        public_title=event.title or incident.public_title,
        status_proposal=None,
        snoozed=without(without(incident.snoozed, "status-page"), "drift"),
    )


def _updated(incident: Incident, event: e.StatusPageUpdated) -> Incident:
    return replace(
        incident,
        status_refs=put(incident.status_refs, event.provider, event.ref),
        status_links=put(incident.status_links, event.provider, event.url),
        status_failed=without(incident.status_failed, event.provider),
    )


def _failed(incident: Incident, event: e.StatusPageFailed) -> Incident:
    since = incident.status_failed.get(event.provider, event.at)
    return replace(incident, status_failed=put(incident.status_failed, event.provider, since))


def _notified(incident: Incident, event: e.CustomersNotified) -> Incident:
    mail = Mail(at=event.at, by=event.by, kind=event.kind, subject=event.subject, text=event.text)
    return replace(incident, mails=(*incident.mails, mail))


def _planned(incident: Incident, event: e.MeetingPlanned) -> Incident:
    meeting = Meeting(
        at=event.at,
        starts=event.starts,
        ends=event.ends,
        attendees=event.attendees,
        invites=event.invites,
        mail=event.mail,
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
    "status-page-proposed": _proposed,
    "status-page-rejected": _rejected,
    "status-page-posted": _posted,
    "status-page-updated": _updated,
    "status-page-failed": _failed,
    "customers-notified": _notified,
    "mail-sent": unchanged,
    "mail-refused": unchanged,
    "meeting-planned": _planned,
    "meeting-scheduled": _scheduled,
}
