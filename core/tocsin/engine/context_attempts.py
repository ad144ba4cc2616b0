"""Asks a team's tools once, when an incident begins, what changed and what else fires.

Every source has a few seconds; whoever does not answer in time is left out, and nothing is tried
again. What was found becomes an event in the commit that settles the attempt, so it is told once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from tocsin.config.values import Team
from tocsin.domain.alerts.events import alert_id
from tocsin.domain.context import ContextFound, IncidentContext, OtherAlert, RecentChange
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.titles import is_private
from tocsin.engine.attempts import Attempt, Succeeded, plain_failure
from tocsin.engine.kept_changes import recent_changes
from tocsin.engine.known_changes import each_once
from tocsin.engine.ports import Clock, Providers
from tocsin.error_location import error_location
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin.providers import Call, Change, FiringAlert, ListsFiring, Window
from tocsin.providers.kinds import ALERTS, CHANGES
from tocsin.providers.presets import needs_service
from tocsin.store.contract import EffectRow, ReadTx, Store
from tocsin.wording.clean import clean, title
from tocsin.wording.tool_output import safe_link, safe_rows

log = logging.getLogger(__name__)
T = TypeVar("T")
BEFORE: Final = timedelta(hours=2)
EACH_S: Final = 3.0
ALL_S: Final = 8.0
SHOWN: Final = 3
MOST_PRESETS: Final = 4


def can_tell(team: str, providers: Providers) -> bool:
    """Return whether a team has a tool that can be asked what changed or fires."""
    sources = providers.of(ALERTS).items()
    lists = any(of == team and tells_firing(provider) for (of, _), provider in sources)
    return lists or any(of == team for of, _ in providers.of(CHANGES))


def tells_firing(source: object) -> bool:
    """Return whether an alert source has the capability `firing`."""
    return isinstance(source, ListsFiring) and "firing" in source.capabilities


@dataclass(frozen=True, kw_only=True)
class ContextAttempts:
    """Asks every such tool of the incident's team.

    Args:
        mask: Strikes secrets out of what tools say.
        steady: Seconds of a clock that nobody sets.
    """

    store: Store
    providers: Providers
    teams: Mapping[str, Team]
    clock: Clock
    mask: Callable[[str], str]
    steady: Callable[[], float]

    def table(self) -> dict[str, Attempt]:
        """Return the rows of the table of attempts."""
        return {"context": Attempt(make=self._look, on_failure=plain_failure, limit=3)}

    def _look(self, row: EffectRow) -> Succeeded:
        incident = self.store.read(lambda tx: tx.incident(row.incident))
        team = self.teams.get(incident.team) if incident is not None else None
        if incident is None or team is None or incident.status not in ACTIVE:
            return Succeeded()
        ends = self.steady() + ALL_S
        changes = self._changes(incident, row, ends)
        firing = self._firing(incident, row, ends)
        found = IncidentContext(
            changes=tuple(self._as_told(change) for change in changes[:SHOWN]),
            more_changes=len(changes[SHOWN:]),
            firing=tuple(
                OtherAlert(title=title(self._safe(alert.title)), since=alert.since)
                for alert in firing[:SHOWN]
            ),
            more_firing=len(firing[SHOWN:]),
            presets=_presets(team, incident),
        )
        return Succeeded(signal=ContextFound(context=found) if found.says_something else None)

    def _changes(self, incident: Incident, row: EffectRow, ends: float) -> Sequence[Change]:
        """The newest first, those of the service where it is known; ours and the tools'."""
        now = self.clock()
        window = Window(start=incident.declared - BEFORE, end=now + timedelta(seconds=1))
        service = incident.service_info.name if incident.service_info else ""
        told = list(self.store.read(lambda tx: recent_changes(tx, incident.team, window.start)))
        for (team, name), provider in self.providers.of(CHANGES).items():
            if team == incident.team:
                ask = partial(provider.changes, window, service)
                told += self._asked(f"changes.{name}", row, ends, ask)
        near = [change for change in told if window.start <= change.at < window.end]
        own = [change for change in near if not service or change.service in ("", service)]
        return sorted(each_once(own), key=lambda change: change.at, reverse=True)

    def _firing(self, incident: Incident, row: EffectRow, ends: float) -> Sequence[FiringAlert]:
        """What fires and is neither linked to this incident nor to one that is private."""
        told: list[FiringAlert] = []
        for (team, name), provider in self.providers.of(ALERTS).items():
            if (
                team == incident.team
                and isinstance(provider, ListsFiring)
                and tells_firing(provider)
            ):
                told += self._asked(f"alerts.{name}", row, ends, provider.firing)
        loud = [alert for alert in told if not alert.silenced]
        linked = self.store.read(lambda tx: _left_out(tx, incident))
        other = [alert for alert in loud if not any(id.endswith(_tail(alert)) for id in linked)]
        return sorted(other, key=lambda alert: alert.since, reverse=True)

    def _asked(
        self,
        target: str,
        row: EffectRow,
        ends: float,
        work: Callable[[Call], tuple[T, ...]],
    ) -> tuple[T, ...]:
        """Return what a tool answers in time, else nothing."""
        left = min(EACH_S, ends - self.steady())
        if left <= 0:
            return ()
        call = Call(
            effect_key=f"{row.key}:{target}",
            object_key="context",
            deadline_s=left,
            attempt=row.attempts,
            correlation=row.incident,
            at=self.clock(),
        )
        try:
            return tuple(work(call))
        except StoreUnavailable:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            why = (
                self.mask(str(error)) if isinstance(error, ProviderError) else error_location(error)
            )
            log.warning("%s was not asked for the context of an incident: %s", target, why)
            return ()

    def _as_told(self, change: Change) -> RecentChange:
        return RecentChange(
            at=change.at,
            title=title(self._safe(change.title)),
            service=clean(change.service, 60),
            link=safe_link(change.link, self.mask),
        )

    def _safe(self, text: str) -> str:
        return safe_rows((text,), self.mask).rows[0]


def _left_out(tx: ReadTx, incident: Incident) -> frozenset[str]:
    """The alerts of this incident, and of private ones: their titles are for those within."""
    rows = tx.incidents(team=incident.team)
    known = (tx.look(row.id) for row in rows if row.id != incident.id)
    private = (other for other in known if other is not None and is_private(other))
    return frozenset(id for hidden in (incident, *private) for id in hidden.alerts)


def _tail(alert: FiringAlert) -> str:
    """How the id of a linked alert ends, whatever its group."""
    return alert_id("", alert.fingerprint)


def _presets(team: Team, incident: Incident) -> tuple[str, ...]:
    """What may be asked of this incident, as it is typed after the prefix."""
    return tuple(_askable(team, known=incident.service_info is not None))[:MOST_PRESETS]


def _askable(team: Team, *, known: bool) -> Iterable[str]:
    verbs = {"logs": "logs", "graphs": "graph"}
    for kind, verb in verbs.items():
        for section in team.of_kind(kind):
            yield from (
                f"{verb} {name}"
                for name, text in section.presets.items()
                if known or not needs_service(text)
            )
