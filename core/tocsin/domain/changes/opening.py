"""Changes of the opening: declared, judged, accepted or declined."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, without
from tocsin.domain.flags import SECURITY
from tocsin.domain.incident import Incident, Triage
from tocsin.domain.lifecycle import Status
from tocsin.domain.revise import replace


def _declared(incident: Incident, event: e.Declared) -> Incident:
    accepted = event.severity is not None and event.source == "command"
    status: Status = "investigating" if accepted else "triage"
    return replace(
        incident,
        number=event.number,
        team=event.team,
        title=event.title,
        text=event.text,
        timezone=event.timezone,
        source=event.source,
        reporter=event.by,
        service=event.service,
        status=status,
        severity=event.severity,
        severity_since=event.at,
        severity_seq=incident.version if event.severity else 0,
        severity_by=event.by if event.severity else "",
        update_seq=incident.version,
        update_since=event.at,
        working_since=event.at,
        flags=frozenset(event.flags),
        declared=event.at,
        platforms=event.platforms,
        announce=event.announce,
        ticketing=event.ticketing,
        policy_hash=event.policy_hash,
        repeat_of=event.repeat_of,
        pages_only=event.pages_only,
        alert_sources=event.alert_sources,
        ticket_due=event.ticket_due,
        milestones={"detected": event.at, "declared": event.at},
    )


def _severity_changed(incident: Incident, event: e.SeverityChanged) -> Incident:
    silent = not incident.policy.severity(event.severity).ladder
    calling = incident.ladder if not silent or _answered(incident) else None
    return replace(
        incident,
        severity=event.severity,
        ladder=calling,
        snoozed=without(incident.snoozed, "update"),
        severity_since=event.at,
        severity_seq=incident.version,
        severity_by=event.by,
        update_seq=incident.version,
        update_since=event.at,
        ticket_due=event.ticket_due or incident.ticket_due,
    )


def _answered(incident: Incident) -> bool:
    """A ladder nobody answered ends where nobody is called; a later one begins anew."""
    return incident.ladder is not None and incident.ladder.acknowledged


def _flag_set(incident: Incident, event: e.FlagSet) -> Incident:
    flagged = replace(incident, flags=incident.flags | {event.flag})
    if event.flag == "private":
        return replace(flagged, public_title="")  # it was chosen when nothing had to be kept back
    if event.flag not in SECURITY or incident.flags & SECURITY:
        return flagged
    return replace(flagged, security_since=event.at, security_seq=incident.version)


def _flag_cleared(incident: Incident, event: e.FlagCleared) -> Incident:
    return replace(incident, flags=incident.flags - {event.flag})


def _milestone_set(incident: Incident, event: e.MilestoneSet) -> Incident:
    return replace(incident, milestones=put(incident.milestones, event.milestone, event.when))


def _accepted(incident: Incident, event: e.Accepted) -> Incident:
    return replace(
        incident, update_seq=incident.version, update_since=event.at, working_since=event.at
    )


def _triaged(incident: Incident, event: e.TriageAnswered) -> Incident:
    answers = Triage(
        customers=event.customers,
        broken=event.broken,
        data=event.data,
        security=event.security,
        proposed=event.proposed,
        by=event.by,
        at=event.at,
    )
    return replace(incident, triage=answers)


def _merged(incident: Incident, event: e.Merged) -> Incident:
    return replace(incident, merged_into=event.into, offers={}, reopen_proposed=False)


def _merged_in(incident: Incident, event: e.MergedIn) -> Incident:
    return replace(incident, merged_from=(*incident.merged_from, event.other))


def _service_set(incident: Incident, event: e.ServiceSet) -> Incident:
    return replace(incident, service=event.service.name, service_info=event.service)


CHANGES: dict[str, Change] = {
    "declared": _declared,
    "accepted": _accepted,
    "declined": lambda incident, _event: incident,
    "severity-changed": _severity_changed,
    "flag-set": _flag_set,
    "flag-cleared": _flag_cleared,
    "milestone-set": _milestone_set,
    "triage-answered": _triaged,
    "merged": _merged,
    "merged-in": _merged_in,
    "service-set": _service_set,
}
