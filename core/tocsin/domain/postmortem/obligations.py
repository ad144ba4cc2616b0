"""The post-mortem's clocks: draft, review, publication, and what was promised outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Nudge, Obligation, reminders
from tocsin.domain.plurals import duration_words
from tocsin.domain.postmortem import is_settled, is_told_outside, promised, required, resolved_at

OWNERS: Final = ("ic", "em", "room")
ROOM: Final = ("room",)


def _waits_since(incident: Incident) -> datetime | None:
    """Since when a required post-mortem is neither published nor skipped."""
    if incident.status != "resolved" or not required(incident) or is_settled(incident):
        return None
    return resolved_at(incident)


def _owner(incident: Incident) -> str:
    return "ic" if "ic" in incident.roles else "em"


def _nudges(incident: Incident, due: datetime, within: timedelta) -> tuple[Nudge, ...]:
    """Twice before it is due and three times from then on: the IC, the room, the manager."""
    early, shortly, *late = incident.policy.reminds("postmortem")
    offsets = (max(early, -within / 3), max(shortly, -within / 12), *late)
    return reminders(due, offsets, OWNERS, ROOM, OWNERS, ROOM, ("em", "ic", "room"))


def _owed(
    incident: Incident,
    since: datetime,
    within: timedelta,
    *,
    name: str,
    rule: str,
    met_by: tuple[str, ...],
    owner: str = "",
) -> Obligation:
    """What is owed that long after the resolution."""
    return Obligation(
        name=name,
        due=since + within,
        owner=owner or _owner(incident),
        rule=rule,
        met_by=met_by,
        generation=incident.resolved_seq,
        nudges=_nudges(incident, since + within, within),
        since=since,
        about_later=True,
    )


def draft(incident: Incident) -> Iterable[Obligation]:
    """A person who stands behind the draft that the record gave."""
    since, within = _waits_since(incident), incident.policy.draft_within
    if since is not None and not incident.postmortem.drafted_by:
        rule = f"The post-mortem is drafted within {duration_words(within)} of the resolution"
        yield _owed(
            incident, since, within, name="postmortem-draft", rule=rule,
            met_by=("postmortem-drafted", "postmortem-published"),
        )  # fmt: skip


def review(incident: Incident) -> Iterable[Obligation]:
    """A review by the team."""
    since, within = _waits_since(incident), incident.policy.review_within
    if since is not None and not incident.postmortem.reviews:
        rule = f"The post-mortem is reviewed with the team within {duration_words(within)}"
        yield _owed(
            incident, since, within, name="postmortem-review", rule=rule,
            met_by=("postmortem-reviewed",),
        )  # fmt: skip


def publish(incident: Incident) -> Iterable[Obligation]:
    """The publication."""
    since, within = _waits_since(incident), incident.policy.publish_within
    if since is not None:
        rule = f"The post-mortem is published within {duration_words(within)}"
        yield _owed(
            incident, since, within, name="postmortem-publish", rule=rule,
            met_by=("postmortem-published",),
        )  # fmt: skip


def public(incident: Incident) -> Iterable[Obligation]:
    """The post-mortem that the status page promised; closing breaks no promise."""
    since, within = resolved_at(incident), incident.policy.public_postmortem_within
    if since is None or not promised(incident) or incident.postmortem.skipped:
        return
    if not is_told_outside(incident):
        owner = "comms" if "comms" in incident.roles else ""
        rule = f"The status page promised a post-mortem within {duration_words(within)}"
        yield _owed(
            incident, since, within, name="public-postmortem", rule=rule, owner=owner,
            met_by=("status-page-posted",),
        )  # fmt: skip
