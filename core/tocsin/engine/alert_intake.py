"""Turns alert groups into incidents: one group, one episode, at most one open incident."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from tocsin.domain.alerts.decide import AlertChange, RecordAlerts
from tocsin.domain.alerts.events import AlertFired
from tocsin.domain.declare import Declare
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ENDED
from tocsin.engine.alert_matching import AlertMatcher, EndedWhy, KnownAlert
from tocsin.engine.execute import CommandExecutor
from tocsin.providers import AlertEvent, AlertGroup
from tocsin.store.contract import Tx


@dataclass(frozen=True, kw_only=True)
class IntakeResult:
    """What became of a delivery of alerts.

    Args:
        incident: The incident it belongs to, or None.
        new: Whether that is a new one.
        ignored: How many firings were left alone, by why.
        left: How much else of it was left alone, by why.
    """

    incident: str | None
    new: bool
    ignored: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MatchedGroup:
    """The alerts of a group by the incident they belong to.

    Args:
        known: (incident, group there) -> those that an open incident has.
        fresh: Those that none has.
        settled: Those that an ended incident has settled, each with why.
        last: The ended incident that had one of the fresh ones.
    """

    known: Mapping[tuple[str, str], list[AlertEvent]]
    incidents: Mapping[str, Incident]
    fresh: Sequence[AlertEvent]
    settled: Sequence[tuple[KnownAlert, EndedWhy]]
    last: Incident | None


def match_group(matcher: AlertMatcher, group: AlertGroup) -> MatchedGroup:
    """Find the incident of every alert of the group."""
    known: dict[tuple[str, str], list[AlertEvent]] = {}
    incidents: dict[str, Incident] = {}
    fresh: list[AlertEvent] = []
    settled: list[tuple[KnownAlert, EndedWhy]] = []
    last = matcher.own if matcher.own is not None and not matcher.own.is_open else None
    for alert in group.alerts:
        linked = matcher.find(alert)
        if linked is not None and linked.incident.is_open:
            incidents[linked.incident.id] = linked.incident
            known.setdefault((linked.incident.id, linked.key), []).append(alert)
        elif linked is not None and (why := linked.settles(alert)) is not None:
            settled.append((linked, why))
        else:
            if linked is not None:
                matcher.note_over(linked, alert)
            fresh.append(alert)
            last = last or (linked.incident if linked is not None else None)
    return MatchedGroup(known=known, incidents=incidents, fresh=fresh, settled=settled, last=last)


class AlertIntake:
    """Turns alert groups into commands, inside the transaction of their delivery."""

    def __init__(self, execute: CommandExecutor) -> None:
        """The engine's executor."""
        self._execute = execute

    def take(
        self, tx: Tx, team: str, instance: str, groups: Sequence[AlertGroup], *, by: str
    ) -> IntakeResult:
        """Handle every group; return the first incident, a new one before others.

        Args:
            instance: The source as it is kept: a bare name for alerts.
            by: The source as an actor, `alerts.prom`.
        """
        taken = [self._group(tx, team, instance, group, by) for group in groups]
        known = sorted(
            (part for part in taken if part.incident),
            key=lambda part: not part.new,
        )
        ignored: Counter[str] = sum((Counter(part.ignored) for part in taken), Counter())
        first = known[0] if known else IntakeResult(incident=None, new=False)
        return replace(first, ignored=ignored)

    def _group(self, tx: Tx, team: str, instance: str, group: AlertGroup, by: str) -> IntakeResult:
        matcher = AlertMatcher(tx, f"{team}/{instance}", group)
        found = match_group(matcher, group)
        taken = self._place(tx, team, by, group, matcher, found)
        if taken.incident is None and found.settled:
            taken = replace(taken, incident=found.settled[0][0].incident.key)
        return replace(taken, ignored=Counter(why for _, why in found.settled))

    def _place(
        self,
        tx: Tx,
        team: str,
        by: str,
        group: AlertGroup,
        matcher: AlertMatcher,
        found: MatchedGroup,
    ) -> IntakeResult:
        own = matcher.own if matcher.own is not None and matcher.own.is_open else None
        goes_to = own or min(
            found.incidents.values(), key=lambda incident: incident.number, default=None
        )
        if goes_to is None:
            firing = any(alert.status == "firing" for alert in found.fresh)
            rest = _only(group, found.fresh)
            nothing = IntakeResult(incident=None, new=False)
            return self._open(tx, team, by, rest, matcher, found.last) if firing else nothing
        parts = {key: list(alerts) for key, alerts in found.known.items()}
        if found.fresh:
            parts.setdefault((goes_to.id, group.key), []).extend(found.fresh)
        left_out = group.truncated  # said once, wherever the alerts of the group are kept
        for (incident_id, key), alerts in parts.items():
            part = replace(_only(group, alerts), key=key, truncated=left_out)
            self._record(tx, incident_id, part, by, matcher)
            left_out = 0
        if own is None:
            matcher.link_group(goes_to)
        return IntakeResult(incident=goes_to.key, new=False)

    def _record(
        self, tx: Tx, incident_id: str, group: AlertGroup, by: str, matcher: AlertMatcher,
        *, storm: bool = False,
    ) -> None:  # fmt: skip
        """Record the alerts in the incident, and keep which of them fire."""
        outcome = self._execute.command(tx, incident_id, _said(group, storm=storm), by=by)
        for event in outcome.events:
            if isinstance(event, AlertFired):
                matcher.link_alert(outcome.incident, event.fingerprint)

    def _open(
        self,
        tx: Tx,
        team: str,
        by: str,
        group: AlertGroup,
        matcher: AlertMatcher,
        last: Incident | None,
    ) -> IntakeResult:
        storm, joins = self._storm(tx, team)
        if joins is not None:
            self._record(tx, joins.id, group, by, matcher, storm=True)
            matcher.link_group(joins)
            return IntakeResult(incident=joins.key, new=False)
        make = partial(_declaration, group, storm=storm, last=last)
        incident = self._execute.declare(tx, team, make, by=by).incident
        self._record(tx, incident.id, group, by, matcher)
        matcher.link_group(incident)
        if storm:
            _keep_storm(tx, team, incident.id)
        return IntakeResult(incident=incident.key, new=True)

    def _storm(self, tx: Tx, team: str) -> tuple[bool, Incident | None]:
        """(is this one more than the rule allows, the open storm incident to join)."""
        rule = self._execute.rosters.teams[team].storm
        if rule is None:
            return False, None
        now = self._execute.now()
        kept = json.loads(tx.fact("storm", team) or '{"at": [], "incident": ""}')
        recent = [at for at in kept["at"] if now - datetime.fromisoformat(at) < rule.within]
        if len(recent) < rule.groups:
            kept = {"at": [*recent, now.isoformat()], "incident": ""}
            tx.set_fact("storm", team, json.dumps(kept))
            return False, None
        tx.set_fact("storm", team, json.dumps({**kept, "at": [*recent[1:], now.isoformat()]}))
        joined = tx.incident(kept["incident"]) if kept["incident"] else None
        if joined is not None and joined.status not in ENDED:
            return True, joined
        return True, None


def _declaration(
    group: AlertGroup, number: int, policy_hash: str, *, storm: bool, last: Incident | None
) -> Declare:
    return Declare(
        number=number,
        policy_hash=policy_hash,
        title=f"Alert storm: {group.title}" if storm else group.title,
        text=group.description,
        source="alert",
        severity=group.severity,
        service=group.service,
        repeat_of=last.key if last is not None and last.status == "closed" else "",
    )


def _keep_storm(tx: Tx, team: str, incident_id: str) -> None:
    kept = json.loads(tx.fact("storm", team) or '{"at": []}')
    tx.set_fact("storm", team, json.dumps({**kept, "incident": incident_id}))


def _only(group: AlertGroup, alerts: Sequence[AlertEvent]) -> AlertGroup:
    """Return the group with only these alerts, and the severity of the worst of them."""
    if len(alerts) == len(group.alerts):
        return group
    telling = [alert for alert in alerts if alert.status == "firing"]
    worst = min((alert.severity or group.severity for alert in telling), default=group.severity)
    return replace(group, alerts=tuple(alerts), severity=worst)


def _said(group: AlertGroup, *, storm: bool) -> RecordAlerts:
    return RecordAlerts(
        key=group.key,
        title=group.title,
        severity=group.severity,
        truncated=group.truncated,
        storm=storm,
        alerts=tuple(
            AlertChange(
                fingerprint=alert.fingerprint,
                title=alert.title,
                firing=alert.status == "firing",
                started=alert.starts_at,
                link=next(iter(alert.links.values()), ""),
                severity=alert.severity,
                ended=alert.ends_at,
            )
            for alert in group.alerts
        ),
    )
