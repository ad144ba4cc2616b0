"""Required roles are filled, and an offered one is accepted or refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tocsin.domain.flags import SECURITY
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligation import Nudge, Obligation, reminders
from tocsin.domain.roles import BRIEFS, Role
from tocsin.domain.severity import PAGING


def required_roles(incident: Incident) -> tuple[Role, ...]:
    """The roles this incident must fill, from its severity and its flags."""
    if incident.severity is None:
        return ()
    roles = incident.policy.severity(incident.severity).required_roles
    return (*roles, "security") if incident.flags & SECURITY else roles


def _needed(incident: Incident, role: Role) -> tuple[datetime, int]:
    """Since when a role is needed, and the event that made it so."""
    since = max(incident.severity_since, incident.working_since)
    required = incident.policy.severity(incident.severity or "P0").required_roles
    if role != "security" or role in required:
        return since, incident.severity_seq
    return max(since, incident.security_since), max(incident.severity_seq, incident.security_seq)


def _is_filled(incident: Incident, role: Role) -> bool:
    """Whether somebody has the role, and on P0 and P1 does not lead and fix at once."""
    held, ic = incident.roles.get(role), incident.roles.get("ic")
    if held is None:
        return False
    if role == "ic":  # one who only stands and does not answer is what `ack` is about
        answered = incident.ladder is not None and incident.ladder.acknowledged
        return not (held.standing and answered)
    both = role == "tl" and ic is not None and ic.person == held.person and not ic.standing
    apart = not both or incident.severity not in PAGING or held.alone or (ic and ic.alone)
    return not held.standing and bool(apart)


def roles(incident: Incident) -> Iterable[Obligation]:
    """A name for each required role that nobody has."""
    if incident.status not in WORKING:
        return
    for role in required_roles(incident):
        if _is_filled(incident, role):
            continue
        since, generation = _needed(incident, role)
        due = since + incident.policy.role_within
        asked = reminders(due, incident.policy.reminds("role"), ("room",), ("ic",))
        yield Obligation(
            name=f"role:{role}",
            due=due,
            owner="ic",
            rule=f"{incident.severity} needs its {BRIEFS[role].title}",
            met_by=("role-assigned",),
            generation=generation,
            nudges=(
                *asked,
                Nudge(at=asked[-1].at, act="record-gap", hears=("required role unfilled",)),
            ),
        )


def handoffs(incident: Incident) -> Iterable[Obligation]:
    """The answer to the role that was offered first; until then its holder keeps it."""
    offer = min(incident.offers.values(), key=lambda offer: offer.seq, default=None)
    if offer is None or incident.status not in ACTIVE:
        return
    due = offer.at + incident.policy.handoff_within
    offsets = incident.policy.reminds("handoff")
    yield Obligation(
        name="handoff",
        due=due,
        owner=offer.to,
        rule=f"The hand-off of {offer.role} waits for an answer",
        met_by=("role-assigned",),
        generation=offer.seq,
        nudges=reminders(due, offsets, (f"@{offer.to}",), (f"@{offer.by}",)),
    )
