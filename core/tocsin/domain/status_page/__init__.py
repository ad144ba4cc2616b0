"""The status page: which incidents it shows, what it says of them, and what it says by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Phase, Proposal, StatusPost
from tocsin.domain.lifecycle import WORKING, Status
from tocsin.domain.severity import PAGING

PublicStage = Literal["working", "monitoring", "over"]
CUSTOMER_IMPACT: Final = frozenset({"customer-impact", "major-customer-impact"})
# Of these nothing goes out by itself.
QUIET: Final = frozenset({"private", "drill"})
PHASES: Final[Mapping[Status, Phase]] = MappingProxyType(
    {
        "triage": "investigating",
        "investigating": "investigating",
        "mitigating": "identified",
        "monitoring": "monitoring",
        "resolved": "resolved",
        "closed": "resolved",
        "declined": "resolved",
        "merged": "resolved",
    }
)
STAGES: Final[Mapping[Phase, PublicStage]] = MappingProxyType(
    {
        "investigating": "working",
        "identified": "working",
        "monitoring": "monitoring",
        "resolved": "over",
        "postmortem": "over",
    }
)


class Entry(NamedTuple):
    """The phase of the next entry, and the template that gives its words."""

    phase: Phase
    template: str


INVESTIGATING: Final = Entry("investigating", "status-investigating")
MONITORING: Final = Entry("monitoring", "status-monitoring")
RESOLVED: Final = Entry("resolved", "status-resolved")
WITHDRAWN: Final = Entry("resolved", "status-withdrawn")
UPDATE: Final = "status-update"
# What the page says, and where the incident now is -> what is said by itself. It is not here when
# the impact comes back while monitoring: that alarm may be a false one, so a person says it.
_BY_ITSELF: Final[Mapping[tuple[PublicStage | None, PublicStage], Entry]] = MappingProxyType(
    {
        (None, "working"): INVESTIGATING,
        (None, "monitoring"): MONITORING,
        ("working", "monitoring"): MONITORING,
        ("working", "over"): RESOLVED,
        ("monitoring", "over"): RESOLVED,
        ("over", "working"): INVESTIGATING,
    }
)


def is_public(incident: Incident) -> bool:
    """Whether customers are told: P0, P1, and a P2 that customers feel."""
    felt = incident.severity == "P2" and bool(incident.flags & CUSTOMER_IMPACT)
    return incident.severity in PAGING or felt


def publishes_automatically(incident: Incident) -> bool:
    """Whether anything may be published without a person who says so."""
    return not incident.flags & QUIET


def opens_automatically(incident: Incident) -> bool:
    """Whether the first entry may go out without a person who says so."""
    return publishes_automatically(incident) and incident.policy.first_post == "automatic"


def last_post(incident: Incident) -> StatusPost | None:
    """The entry the page shows first."""
    return incident.status_posts[-1] if incident.status_posts else None


def stage_of(incident: Incident) -> PublicStage:
    """Where the incident is, as outsiders see it."""
    return STAGES[PHASES[incident.status]]


def is_stale(incident: Incident) -> bool:
    """Whether the page says something else than is so."""
    last = last_post(incident)
    return last is not None and STAGES[last.phase] != stage_of(incident)


def automatic_entry(incident: Incident, at: datetime) -> Entry | None:
    """The entry the status page is to show now without anybody typing it; None = nothing."""
    if not publishes_automatically(incident):
        return None
    last = last_post(incident)
    first = opens_automatically(incident) and is_public(incident) and _is_known(incident, at)
    if last is None and not first:
        return None
    entry = _BY_ITSELF.get((STAGES[last.phase] if last else None, stage_of(incident)))
    return _over(incident) if entry is RESOLVED else entry


def _over(incident: Incident) -> Entry:
    """The last word: it is resolved, or it was none, or has a notice of its own elsewhere."""
    return WITHDRAWN if incident.status in ("declined", "merged") else RESOLVED


def _is_known(incident: Incident, at: datetime) -> bool:
    """Accepted; or a P0 that nobody has judged when the triage clock runs out."""
    ends = incident.declared + incident.policy.triage_within
    return incident.status in WORKING or (
        incident.status == "triage" and incident.severity == "P0" and at >= ends
    )


def default_entry(incident: Incident) -> Entry | None:
    """The entry that `publish` without words makes: the next step, else the last update.

    None of what is private, and of a post-mortem that is published where no outsider reads it.
    """
    if "private" in incident.flags:
        return None
    phase, stage = PHASES[incident.status], stage_of(incident)
    last = last_post(incident)
    said = STAGES[last.phase] if last else None
    if said == "over" == stage and incident.postmortem.published:
        linked = any(incident.postmortem.links.values())
        return Entry("postmortem", "status-postmortem") if linked else None
    if stage == "over":
        return _over(incident)
    if incident.updates:
        return Entry(phase, UPDATE)
    if stage == "monitoring" != said:
        return MONITORING
    return Entry(phase, UPDATE) if last else INVESTIGATING


def phase_now(incident: Incident) -> Phase:
    """The phase of words that somebody typed."""
    over = stage_of(incident) == "over"
    last = last_post(incident)
    after = over and last is not None and STAGES[last.phase] == "over"
    told = after and incident.postmortem.published is not None
    return "postmortem" if told else PHASES[incident.status]


def has_second_reviewer(incident: Incident, author: str) -> bool:
    """Whether anybody else is there to look at what somebody wants to publish."""
    holders = {held.person for held in incident.roles.values() if not held.standing}
    return bool({*incident.responders, *holders} - {author})


def waiting_entry(incident: Incident, n: int | None) -> Proposal | None:
    """The entry that a number means to approve or reject; without one, the only thing waiting."""
    waits = incident.status_proposal
    if waits is None or n not in (None, waits.n):
        return None
    changes = incident.mitigations.values()
    return waits if n or all(change.state != "proposed" for change in changes) else None


def next_number(incident: Incident) -> int:
    """The number of the next thing that waits for an approval; changes and entries share them."""
    return max(0, incident.status_proposed, *incident.mitigations) + 1
