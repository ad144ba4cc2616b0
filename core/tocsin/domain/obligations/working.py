"""What is owed while people work: triage, roles, approvals, updates, stable minutes, tickets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.counting import many
from tocsin.domain.flags import SECURITY
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE, WORKING
from tocsin.domain.obligations.shape import Act, Nudge, Obligation
from tocsin.domain.roles import BRIEFS, Role
from tocsin.domain.severity import PAGING

MINUTE = timedelta(minutes=1)
RESPONDERS = "responders"


def triage(incident: Incident) -> Iterable[Obligation]:
    """Triage takes less than five minutes; uncertain means the higher severity."""
    if incident.status != "triage":
        return
    due = incident.declared + incident.policy.triage_within
    yield Obligation(
        name="triage",
        due=due,
        owner=incident.holder("ic") or "primary",
        rule="Triage within 5 minutes; when uncertain, the higher severity",
        generation=1,
        nudges=(
            Nudge(at=due - 2 * MINUTE, act="remind", hears=("primary",)),
            Nudge(at=due, act="assume-severity", hears=("backup",)),
            Nudge(at=due + 10 * MINUTE, act="remind", hears=("room",)),
            Nudge(at=due + 25 * MINUTE, act="remind", hears=("room",), last=True),
        ),
    )


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
    """Required roles are filled by name."""
    if incident.status not in WORKING:
        return
    for role in required_roles(incident):
        if _is_filled(incident, role):
            continue
        since, generation = _needed(incident, role)
        due = since + incident.policy.role_within
        yield Obligation(
            name=f"role:{role}",
            due=due,
            owner="ic",
            rule=f"{incident.severity} needs its {BRIEFS[role].title}",
            generation=generation,
            nudges=(
                Nudge(at=due, act="remind", hears=("room",)),
                Nudge(at=due + 10 * MINUTE, act="remind", hears=("ic",), last=True),
                Nudge(at=due + 10 * MINUTE, act="record-gap", hears=("required role unfilled",)),
            ),
        )


def handoffs(incident: Incident) -> Iterable[Obligation]:
    """An offered role is accepted or refused soon; until then its holder keeps it."""
    offer = min(incident.offers.values(), key=lambda one: one.seq, default=None)
    if offer is None or incident.status not in ACTIVE:
        return
    due = offer.at + incident.policy.handoff_within
    yield Obligation(
        name="handoff",
        due=due,
        owner=offer.to,
        rule=f"The hand-off of {offer.role} waits for an answer",
        generation=offer.seq,
        nudges=(
            Nudge(at=due, act="remind", hears=(f"@{offer.to}",)),
            Nudge(at=due + 5 * MINUTE, act="remind", hears=(f"@{offer.by}",), last=True),
        ),
    )


def approvals(incident: Incident) -> Iterable[Obligation]:
    """A proposed change is approved or rejected by the IC within five minutes."""
    waiting = [one for one in incident.mitigations.values() if one.state == "proposed"]
    if not waiting or incident.status not in WORKING:
        return
    first = min(waiting, key=lambda one: one.seq)
    due = first.at + incident.policy.approval_within
    yield Obligation(
        name="approval",
        due=due,
        owner="ic",
        rule="No change without the IC's approval, and no approval left waiting",
        generation=first.seq,
        nudges=(
            Nudge(at=due, act="page-ic", hears=("ic",)),
            Nudge(at=due + 5 * MINUTE, act="remind", hears=("room",), last=True),
            *_climb(incident, due),
        ),
    )


def _climb(incident: Incident, due: datetime) -> Iterable[Nudge]:
    """While nobody decides: the responders hear that they may, then those above are paged."""
    for target, after in incident.policy.approval_climb:
        act: Act = "offer-command" if target == RESPONDERS else "page-above"
        yield Nudge(at=due + after, act=act, hears=(target,))


def update(incident: Incident) -> Iterable[Obligation]:
    """The four-field update, on the severity's cadence, until resolved."""
    if incident.severity is None or incident.status not in ACTIVE:
        return
    row = incident.policy.severity(incident.severity)
    if row.update_every is None:
        return
    due = incident.update_since + row.update_every
    minutes = int(row.update_every.total_seconds() // 60)
    ic_late, backup_late = incident.policy.update_late
    later = (due + number * row.update_every for number in range(1, incident.policy.missed_updates))
    yield Obligation(
        name="update",
        due=due,
        owner="comms",
        rule=f"An update every {many(minutes, 'minute')} until resolved",
        generation=incident.update_seq,
        nudges=(
            Nudge(at=due - incident.policy.update_lead, act="remind", hears=("comms", "ic")),
            Nudge(at=due, act="remind", hears=("room",)),
            Nudge(at=due + MINUTE, act="record-gap", hears=("missed update",)),
            Nudge(at=due + ic_late, act="remind", hears=("ic",)),
            Nudge(at=due + backup_late, act="remind", hears=("backup",)),
            *(Nudge(at=at, act="remind", hears=("room",)) for at in later),
        ),
    )


def stability(incident: Incident) -> Iterable[Obligation]:
    """Thirty stable minutes; the check ticks itself."""
    until = incident.stable_until()
    if until is None or incident.status != "monitoring" or "stable" in incident.checks:
        return
    yield Obligation(
        name="stability",
        due=until,
        owner="ic",
        rule="Monitored for 30 minutes (stable) before it is resolved",
        generation=incident.stable_seq,
        nudges=(Nudge(at=until, act="hold-stable"),),
    )


def ticket(incident: Incident) -> Iterable[Obligation]:
    """A P3 is a ticket for the next business day."""
    if incident.severity != "P3" or incident.ticket_due is None:
        return
    if incident.ticket is not None and incident.ticket.done:
        return
    due = incident.ticket_due
    yield Obligation(
        name="ticket",
        due=due,
        owner="primary",
        rule="P3: a ticket, handled by the end of the next business day",
        generation=incident.severity_seq,
        nudges=(
            Nudge(at=due, act="remind", hears=("primary",)),
            Nudge(at=due + timedelta(days=1), act="remind", hears=("primary",), last=True),
        ),
        since=incident.severity_since,
    )
