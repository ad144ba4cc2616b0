"""Alerts in: one group is one episode is at most one open incident; storms join into one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.commands import Declare
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ENDED
from tocsin.domain.severity import Severity
from tocsin.domain.signals import AlertChange, RecordAlerts
from tocsin.engine.execute import Execute
from tocsin.providers import AlertGroup
from tocsin.store.contract import Tx


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a delivery: the incident (or None), and whether it is new."""

    incident: str | None
    new: bool


class Intake:
    """Turns alert groups into commands, inside the transaction of their delivery."""

    def __init__(self, execute: Execute) -> None:
        """The engine's executor."""
        self._execute = execute

    def take(self, tx: Tx, team: str, instance: str, groups: Sequence[AlertGroup]) -> Taken:
        """Handle every group; the answer names the first incident, a new one before others."""
        taken = [self._group(tx, team, instance, group) for group in groups]
        known = sorted((one for one in taken if one.incident), key=lambda one: not one.new)
        return known[0] if known else Taken(incident=None, new=False)

    def _group(self, tx: Tx, team: str, instance: str, group: AlertGroup) -> Taken:
        by = f"alerts.{instance}"
        episode = f"{team}/{instance}/{hashlib.sha256(group.key.encode()).hexdigest()}"
        last_id = tx.fact("episode", episode)
        last = tx.incident(last_id) if last_id else None
        if last is not None and last.status not in ENDED:
            self._execute.command(tx, last.id, _record(group), by=by)
            return Taken(incident=last.key, new=False)
        if not any(alert.status == "firing" for alert in group.alerts):
            return Taken(incident=None, new=False)
        return self._open(tx, team, group, episode, by, last)

    def _open(
        self, tx: Tx, team: str, group: AlertGroup, episode: str, by: str, last: Incident | None
    ) -> Taken:
        storm, joins = self._storm(tx, team)
        if joins is not None:
            self._execute.command(tx, joins.id, _record(group, storm=True), by=by)
            tx.set_fact("episode", episode, joins.id)
            return Taken(incident=joins.key, new=False)
        title = f"Alert storm: {group.title}" if storm else group.title

        def make(number: int, policy_hash: str) -> Declare:
            return Declare(
                number=number,
                policy_hash=policy_hash,
                title=title,
                text=group.description,
                source="alert",
                severity=group.severity,
                service=group.service,
                repeat_of=last.key if last is not None and last.status == "closed" else "",
            )

        incident = self._execute.declare(tx, team, make, by=by).incident
        self._execute.command(tx, incident.id, _record(group), by=by)
        tx.set_fact("episode", episode, incident.id)
        if storm:
            _keep_storm(tx, team, incident.id)
        return Taken(incident=incident.key, new=True)

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


def _keep_storm(tx: Tx, team: str, incident_id: str) -> None:
    kept = json.loads(tx.fact("storm", team) or '{"at": []}')
    tx.set_fact("storm", team, json.dumps({**kept, "incident": incident_id}))


def _record(group: AlertGroup, *, storm: bool = False) -> RecordAlerts:
    severity: Severity = group.severity
    return RecordAlerts(
        key=group.key,
        title=group.title,
        severity=severity,
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
