"""The post-mortem: which incidents need one, how far it got, what was promised outside."""

from __future__ import annotations

from datetime import datetime
from typing import Final, get_args

from tocsin.domain.flags import CUSTOMERS
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import SectionKey
from tocsin.domain.severity import PAGING

SECTIONS: Final[tuple[SectionKey, ...]] = get_args(SectionKey)
# What is told once, as a whole; each new line of the other sections is added to what stands there.
WHOLE: Final[frozenset[SectionKey]] = frozenset(
    {"summary", "impact", "detection", "response", "cause"}
)
NEVER: Final = frozenset({"declined", "merged"})
OVER: Final = frozenset({"resolved", "closed"})


def reasons(incident: Incident) -> tuple[str, ...]:
    """Why a post-mortem is required, in words; empty when it is not."""
    if incident.status in NEVER or "drill" in incident.flags:
        return ()
    severe = incident.severity if incident.severity in PAGING else None
    felt = bool(incident.flags & CUSTOMERS)
    gaps = bool(incident.gaps) or "process-gap" in incident.flags
    found = (
        (severe, f"it was a {severe}"),
        (felt, "customers felt it"),
        (gaps, "the process had a gap"),
    )
    return tuple(words for holds, words in found if holds)


def required(incident: Incident) -> bool:
    """All P0 and P1, any customer impact, any process gap; never a drill or what was none."""
    return bool(reasons(incident))


def is_settled(incident: Incident) -> bool:
    """Whether it is published, or skipped with a reason."""
    return incident.postmortem.published is not None or bool(incident.postmortem.skipped)


def resolved_at(incident: Incident) -> datetime | None:
    """The moment its clocks count from; None while the incident is not over."""
    return incident.milestones.get("resolved") if incident.status in OVER else None


def promised(incident: Incident) -> bool:
    """Whether readers of a status page were told that one will be published."""
    return bool(incident.status_posts) and "drill" not in incident.flags


def is_told_outside(incident: Incident) -> bool:
    """Whether the status page has spoken of the published post-mortem."""
    since = resolved_at(incident)
    if since is None or incident.postmortem.published is None:
        return False
    return any(post.phase == "postmortem" and post.at >= since for post in incident.status_posts)
