"""The post-mortem's clocks: draft, review, publication, and what was promised outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.counting import lasting
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import DAY, HOUR, Nudge, Obligation
from tocsin.domain.postmortem import is_settled, is_told_outside, promised, required, resolved_at

OWNERS = ("ic", "em", "room")


def _waits_since(incident: Incident) -> datetime | None:
    """Since when a required post-mortem is neither published nor skipped."""
    if incident.status != "resolved" or not required(incident) or is_settled(incident):
        return None
    return resolved_at(incident)


def _owner(incident: Incident) -> str:
    return "ic" if "ic" in incident.roles else "em"


def _asks(since: datetime, within: timedelta) -> tuple[Nudge, ...]:
    """Twice before it is due and three times from then on: the IC, the room, the manager."""
    due = since + within
    return (
        Nudge(at=due - min(8 * HOUR, within / 3), act="remind", hears=OWNERS),
        Nudge(at=due - min(HOUR, within / 12), act="remind", hears=("room",)),
        Nudge(at=due, act="remind", hears=OWNERS),
        Nudge(at=due + 12 * HOUR, act="remind", hears=("room",)),
        Nudge(at=due + DAY, act="remind", hears=("em", "ic", "room"), last=True),
    )


def draft(incident: Incident) -> Iterable[Obligation]:
    """Within 24 hours a person stands behind the draft that the record gave."""
    since, within = _waits_since(incident), incident.policy.draft_within
    if since is None or incident.postmortem.drafted_by:
        return
    yield Obligation(
        name="postmortem-draft",
        due=since + within,
        owner=_owner(incident),
        rule=f"The post-mortem is drafted within {lasting(within)} of the resolution",
        generation=incident.resolved_seq,
        nudges=_asks(since, within),
        since=since,
    )


def review(incident: Incident) -> Iterable[Obligation]:
    """Within 48 hours the team has reviewed it."""
    since, within = _waits_since(incident), incident.policy.review_within
    if since is None or incident.postmortem.reviews:
        return
    yield Obligation(
        name="postmortem-review",
        due=since + within,
        owner=_owner(incident),
        rule=f"The post-mortem is reviewed with the team within {lasting(within)}",
        generation=incident.resolved_seq,
        nudges=_asks(since, within),
        since=since,
    )


def publish(incident: Incident) -> Iterable[Obligation]:
    """Within 72 hours it is published."""
    since, within = _waits_since(incident), incident.policy.publish_within
    if since is None:
        return
    yield Obligation(
        name="postmortem-publish",
        due=since + within,
        owner=_owner(incident),
        rule=f"The post-mortem is published within {lasting(within)}",
        generation=incident.resolved_seq,
        nudges=_asks(since, within),
        since=since,
    )


def public(incident: Incident) -> Iterable[Obligation]:
    """The status page promised its readers a post-mortem; closing breaks no promise."""
    since, within = resolved_at(incident), incident.policy.public_postmortem_within
    if since is None or not promised(incident) or incident.postmortem.skipped:
        return
    if is_told_outside(incident):
        return
    yield Obligation(
        name="public-postmortem",
        due=since + within,
        owner="comms" if "comms" in incident.roles else _owner(incident),
        rule=f"The status page promised a post-mortem within {lasting(within)}",
        generation=incident.resolved_seq,
        nudges=_asks(since, within),
        since=since,
    )
