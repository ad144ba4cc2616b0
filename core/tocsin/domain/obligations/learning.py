"""What is owed so that it does not happen again: the post-mortem's clocks, and action items."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from tocsin.domain.calendar import wall_to_utc
from tocsin.domain.counting import many
from tocsin.domain.incident import ActionItem, Incident
from tocsin.domain.obligations.shape import Nudge, Obligation
from tocsin.domain.postmortem import (
    is_settled,
    is_told_outside,
    open_actions,
    promised,
    required,
    resolved_at,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MORNING = time(9)
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


def _hours(span: timedelta) -> str:
    return many(span / HOUR, "hour")


def draft(incident: Incident) -> Iterable[Obligation]:
    """Within 24 hours a person stands behind the draft that the record gave."""
    since, within = _waits_since(incident), incident.policy.draft_within
    if since is None or incident.postmortem.drafted_by:
        return
    yield Obligation(
        name="postmortem-draft",
        due=since + within,
        owner=_owner(incident),
        rule=f"The post-mortem is drafted within {_hours(within)} of the resolution",
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
        rule=f"The post-mortem is reviewed with the team within {_hours(within)}",
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
        rule=f"The post-mortem is published within {_hours(within)}",
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
        rule=f"The status page promised a post-mortem within {_hours(within)}",
        generation=incident.resolved_seq,
        nudges=_asks(since, within),
        since=since,
    )


def action_items(incident: Incident) -> Iterable[Obligation]:
    """An action item is owed until it is done, whatever became of its incident."""
    for item in open_actions(incident):
        n = item.n
        yield Obligation(
            name=f"action-item:{n}",
            due=_midnight_after(item, incident.timezone),
            owner=item.owner,
            rule="Action items are done by their day, so that it does not come back",
            generation=item.seq,
            nudges=_mornings(item, incident.timezone),
            since=item.at,
        )


def _midnight_after(item: ActionItem, timezone: str) -> datetime:
    return wall_to_utc(item.due + DAY, time(0), timezone)


def _mornings(item: ActionItem, timezone: str) -> tuple[Nudge, ...]:
    """Its owner hears in the morning: the day before, the day itself, the day after, a week."""
    owner = (f"@{item.owner}", "em", "room")
    rows = ((-1, owner), (0, owner), (1, owner), (7, ("em", "room")))
    asked = (
        (wall_to_utc(item.due + days * DAY, MORNING, timezone), hears, days) for days, hears in rows
    )
    return tuple(
        Nudge(at=at, act="remind", hears=hears, last=days == rows[-1][0])
        for at, hears, days in asked
        if at > item.at
    )
