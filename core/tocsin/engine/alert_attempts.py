"""Attempts with alert sources: their alerts are acknowledged and resolved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tocsin.domain.alerts.effects import is_still_so
from tocsin.domain.alerts.events import fingerprint_of
from tocsin.engine.attempts import Attempt, Succeeded, plain_failure
from tocsin.engine.ports import Clock, Providers
from tocsin.errors import ProviderError
from tocsin.providers import (
    AcknowledgesAlerts,
    AlertRef,
    AlertSource,
    Call,
    ResolvesAlerts,
)
from tocsin.providers.kinds import ALERTS
from tocsin.store.contract import EffectRow, Store

NEEDS: Final[Mapping[str, str]] = {"alert-ack": "acknowledge", "alert-resolve": "resolve"}
"""Effect -> the capability of the source that it needs."""


def can_be_told(op: str, team: str, target: str, providers: Providers) -> bool:
    """Return whether the source of an effect has the capability for it."""
    source = providers.of(ALERTS).get((team, target.removeprefix("alerts.")))
    return NEEDS[op] in _capabilities(source)


@dataclass(frozen=True, kw_only=True)
class AlertAttempts:
    """Tells alert sources what became of their alerts."""

    store: Store
    providers: Providers
    clock: Clock

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {
            "alert-ack": Attempt(make=self._acknowledge, on_failure=plain_failure),
            "alert-resolve": Attempt(make=self._resolve, on_failure=plain_failure),
        }

    def _acknowledge(self, row: EffectRow) -> Succeeded:
        source, alerts = self._prepare(row)
        if not alerts or not isinstance(source, AcknowledgesAlerts):
            return Succeeded(asked=False)
        source.acknowledge(alerts, self._call(row, alerts))
        return Succeeded()

    def _resolve(self, row: EffectRow) -> Succeeded:
        source, alerts = self._prepare(row)
        if not alerts or not isinstance(source, ResolvesAlerts):
            return Succeeded(asked=False)
        source.resolve(alerts, self._call(row, alerts))
        return Succeeded()

    def _prepare(self, row: EffectRow) -> tuple[AlertSource, Sequence[AlertRef]]:
        """The source, and those alerts that still fire; none where it is not to be told now."""
        incident = self.store.read(lambda tx: tx.incident(row.incident))
        if incident is None:
            raise ProviderError("not_found", "the incident is gone")
        source = self.providers.needed(ALERTS, incident.team, row.target)
        if NEEDS[row.op] not in _capabilities(source) or not is_still_so(row.op, incident):
            return source, ()
        linked = {name: incident.alerts[name] for name in json.loads(row.payload)["alerts"]}
        refs = (
            AlertRef(
                fingerprint=fingerprint_of(name, alert), group=alert.key, incident=incident.key
            )
            for name, alert in linked.items()
            if alert.firing
        )
        return source, tuple(refs)

    def _call(self, row: EffectRow, alerts: Sequence[AlertRef]) -> Call:
        return Call(
            effect_key=row.key,
            object_key=f"{alerts[0].incident}.alerts",
            deadline_s=ALERTS.deadline(NEEDS[row.op]),
            attempt=row.attempts,
            correlation=row.incident,
            at=self.clock(),
        )


def _capabilities(source: object) -> frozenset[str]:
    able: frozenset[str] = getattr(source, "capabilities", frozenset())
    return able
