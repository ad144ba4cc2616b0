"""Changes of the work: roles, updates, mitigations."""

from __future__ import annotations

from tocsin.domain import events as e
from tocsin.domain.changes.base import Change, put, without
from tocsin.domain.incident import Holder, Incident, Mitigation, Offer, Update
from tocsin.domain.revise import replace


def _role_assigned(incident: Incident, event: e.RoleAssigned) -> Incident:
    """Whoever had the role before knows it all, and stays in."""
    holder = Holder(person=event.person, since=event.at, standing=event.standing, alone=event.alone)
    before = {incident.holder(event.role)} - {"", event.person}
    return replace(
        incident,
        brought_in=incident.brought_in | before,
        roles=put(incident.roles, event.role, holder),
        offers=without(incident.offers, event.role),
    )


def _handoff_offered(incident: Incident, event: e.HandoffOffered) -> Incident:
    offer = Offer(role=event.role, to=event.to, by=event.by, at=event.at, seq=incident.version)
    return replace(incident, offers=put(incident.offers, event.role, offer))


def _update_posted(incident: Incident, event: e.UpdatePosted) -> Incident:
    update = Update(
        at=event.at,
        by=event.by,
        status=event.status,
        impact=event.impact,
        action=event.action,
        eta=event.eta,
    )
    return replace(
        incident,
        updates=(*incident.updates, update),
        snoozed=without(incident.snoozed, "update"),
        update_seq=incident.version,
        update_since=event.at,
    )


def _relapsed(incident: Incident, _event: e.Relapsed) -> Incident:
    milestones = without(incident.milestones, "mitigated")
    return replace(incident, stable_from=None, checks={}, milestones=milestones)


def _noted(incident: Incident, event: e.Noted) -> Incident:
    if event.kind == "decision":
        return replace(incident, decision=event.text)
    return replace(incident, finding=event.text) if event.kind == "finding" else incident


def _proposed(incident: Incident, event: e.MitigationProposed) -> Incident:
    mitigation = Mitigation(
        n=event.n,
        strategy=event.strategy,
        what=event.what,
        by=event.by,
        at=event.at,
        seq=incident.version,
    )
    return replace(incident, mitigations=put(incident.mitigations, event.n, mitigation))


def _approved(incident: Incident, event: e.MitigationApproved) -> Incident:
    old = incident.mitigations[event.n]
    new = replace(old, state="approved", approved_by=event.by)
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _rejected(incident: Incident, event: e.MitigationRejected) -> Incident:
    new = replace(incident.mitigations[event.n], state="rejected")
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _done(incident: Incident, event: e.MitigationDone) -> Incident:
    new = replace(incident.mitigations[event.n], state="done")
    return replace(incident, mitigations=put(incident.mitigations, event.n, new))


def _mitigated(incident: Incident, event: e.Mitigated) -> Incident:
    return replace(
        incident,
        stable_from=event.at,
        stable_seq=incident.version,
        mitigated_reason=event.reason,
        milestones=put(incident.milestones, "mitigated", event.at),
    )


CHANGES: dict[str, Change] = {
    "role-assigned": _role_assigned,
    "handoff-offered": _handoff_offered,
    "update-posted": _update_posted,
    "relapsed": _relapsed,
    "noted": _noted,
    "mitigation-proposed": _proposed,
    "mitigation-approved": _approved,
    "mitigation-rejected": _rejected,
    "mitigation-done": _done,
    "mitigated": _mitigated,
}
