"""Finds the incident an alert belongs to: by its group, or its fingerprint in any group."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from tocsin.domain.alerts.events import alert_id, fingerprint_of
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import LinkedAlert
from tocsin.providers import AlertEvent, AlertGroup
from tocsin.store.contract import Tx

EPISODES = "episode"
FIRINGS = "firing"
OVER = "alert-over"
EndedWhy = Literal["declined", "over"]


@dataclass(frozen=True, kw_only=True)
class KnownAlert:
    """The incident that has an alert, and the group it is kept under there.

    Args:
        over: Whether the source has said, after the incident ended, that the alert is over.
    """

    incident: Incident
    key: str
    alert: LinkedAlert
    over: bool = False

    def goes_on(self, told: AlertEvent) -> bool:
        """Return whether the incident knows this already: it still fires, ends, or has ended."""
        return self.alert.firing or not self.alert.is_another(told.starts_at)

    def settles(self, told: AlertEvent) -> EndedWhy | None:
        """Return why an incident that has ended ignores this firing, or None for a new one.

        What fired on when its incident was closed counts as new: there it is missed by nobody.
        """
        goes_on = told.repeats and self.alert.firing and not self.over
        if told.status != "firing" or (self.alert.is_another(told.starts_at) and not goes_on):
            return None
        if self.incident.status == "declined":
            return "declined"
        return None if self.alert.firing else "over"


class AlertMatcher:
    """Looks up the incidents of one group's alerts, in the transaction of the delivery."""

    def __init__(self, tx: Tx, place: str, group: AlertGroup) -> None:
        """`place` is the source: `<team>/<instance>`."""
        self._tx = tx
        self._place = place
        self._group = group
        self._read: dict[str, Incident | None] = {}
        self._kept: dict[str, dict[str, str]] = {}
        self.own = self._going_on(tx.fact(EPISODES, self._named(group.key)) or "")

    def find(self, told: AlertEvent) -> KnownAlert | None:
        """Return the open incident of an alert, else the ended one that had it, else None.

        An open incident of the group keeps what it has, and takes what is new. An alert that
        another open incident of the source has, goes on and ends there.
        """
        mine = self._in(self.own, told) if self.own is not None else None
        if mine is not None and mine.incident.is_open:
            return mine
        found = self._elsewhere(told) or mine
        if found is None or self.own is None or not self.own.is_open:
            return found
        return found if found.goes_on(told) else None

    def link_group(self, incident: Incident) -> None:
        """Keep that the group belongs to this incident."""
        self._tx.set_fact(EPISODES, self._named(self._group.key), incident.id)

    def link_alert(self, incident: Incident, fingerprint: str) -> None:
        """Keep that the alert fires in this incident, whatever group it comes in next."""
        if self._group.fingerprints == "source":
            self._tx.set_fact(FIRINGS, self._named(fingerprint), incident.id)

    def note_over(self, known: KnownAlert, told: AlertEvent) -> None:
        """Keep that an alert is over whose incident ended before: what fires next is new."""
        if told.status == "resolved" and known.alert.firing and not known.over:
            name = self._named(alert_id(known.key, told.fingerprint))
            self._tx.set_fact(OVER, name, known.incident.id)

    def _named(self, name: str) -> str:
        return f"{self._place}/{hashlib.sha256(name.encode()).hexdigest()}"

    def _elsewhere(self, told: AlertEvent) -> KnownAlert | None:
        if self._group.fingerprints != "source":
            return None
        found = self._going_on(self._tx.fact(FIRINGS, self._named(told.fingerprint)) or "")
        return None if found is None else self._in(found, told)

    def _in(self, incident: Incident, told: AlertEvent) -> KnownAlert | None:
        """The alert as the incident has it, under this group or another one of the source."""
        key = self._group.key
        alert = incident.alerts.get(alert_id(key, told.fingerprint))
        if alert is None and self._group.fingerprints == "source":
            key = self._keys(incident).get(told.fingerprint, key)
            alert = incident.alerts.get(alert_id(key, told.fingerprint))
        if alert is None:
            return None
        said = self._tx.fact(OVER, self._named(alert_id(key, told.fingerprint)))
        over = said == incident.id and not incident.is_open
        return KnownAlert(incident=incident, key=key, alert=alert, over=over)

    def _keys(self, incident: Incident) -> dict[str, str]:
        """Fingerprint -> group, of what the incident has; what fires before what is over."""
        if incident.id not in self._kept:
            rows = sorted(incident.alerts.items(), key=lambda row: row[1].firing)
            self._kept[incident.id] = {
                fingerprint_of(name, alert): alert.key for name, alert in rows
            }
        return self._kept[incident.id]

    def _going_on(self, incident_id: str) -> Incident | None:
        """The incident; where it was merged, the one that goes on."""
        incident = self._incident(incident_id)
        while incident is not None and incident.status == "merged":
            number = int(incident.merged_into.removeprefix("INC-"))
            incident = self._incident(self._tx.id_of(number) or "")
        return incident

    def _incident(self, incident_id: str) -> Incident | None:
        if incident_id not in self._read:
            self._read[incident_id] = self._tx.incident(incident_id) if incident_id else None
        return self._read[incident_id]
