"""Asks one tool one question and turns the answer, or the error, into plain data."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tocsin.engine.ports import Clock, Providers
from tocsin.engine.query import (
    Asked,
    FiringAlerts,
    FiringFact,
    LogRows,
    Part,
    Query,
    QueryFailure,
    RecentChanges,
)
from tocsin.error_location import error_location
from tocsin.errors import ProviderError
from tocsin.providers import (
    MOST_FIRING,
    Call,
    FiringAlert,
    Graph,
    GraphQuery,
    ListsFiring,
    LogQuery,
    LogRow,
    Window,
)
from tocsin.providers.changes import MOST_CHANGES
from tocsin.providers.kinds import ALERTS, CHANGES, GRAPHS, KINDS, LOGS

log = logging.getLogger(__name__)
ROWS: Final = 20
ROW_BYTES: Final = 16_384
PICTURE_BYTES: Final = 2_000_000
FIELD: Final = 80
BROKEN: Final = QueryFailure(code="broken")
METHODS: Final[Mapping[Asked, str]] = {
    "logs": "search",
    "graphs": "graph",
    "alerts": "firing",
    "changes": "changes",
}


@dataclass(frozen=True, kw_only=True)
class ToolCaller:
    """Asks the provider instances of a deployment, each call with a deadline."""

    providers: Providers
    clock: Clock

    def able(self, query: Query) -> tuple[str, ...]:
        """Return the named instances; of alert sources only those with the capability `firing`."""
        if query.kind != "alerts":
            return query.instances
        sources = self.providers.of(ALERTS)
        return tuple(
            instance for instance in query.instances if _lists(sources.get((query.team, instance)))
        )

    def seconds(self, query: Query) -> float:
        """Return the deadline of the call, in seconds, from the row of its kind."""
        return KINDS[query.kind].deadline(METHODS[query.kind])

    def ask(self, query: Query, instance: str) -> Part:
        """Return the answer, or a `QueryFailure` for whatever the provider raised."""
        seconds = self.seconds(query)
        call = Call(
            effect_key=f"query:{query.id}:{instance}"[:200],
            object_key=f"query.{query.id}",
            deadline_s=seconds,
            attempt=1,
            correlation=query.id,
            at=self.clock(),
        )
        try:
            return _ASKED[query.kind](self.providers, query, instance, call)
        except ProviderError as error:
            waits = seconds if error.code == "timeout" else error.retry_after or 0.0
            return QueryFailure(code=error.code, words=str(error), seconds=waits)
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            target = f"{query.kind}.{instance}"
            log.error("%s of team %s broke: %s", target, query.team, error_location(error))
            return BROKEN


def _lists(source: object) -> bool:
    return isinstance(source, ListsFiring) and "firing" in source.capabilities


def _logs(providers: Providers, query: Query, instance: str, call: Call) -> Part:
    asked = LogQuery(
        text=query.text, since=query.since, until=query.until, rows=ROWS, bytes=ROW_BYTES
    )
    tool = providers.needed(LOGS, query.team, f"logs.{instance}")
    found = tool.search(asked, call)
    rows = tuple((row.at, _row(row)) for row in found.rows[-ROWS:])
    more = found.truncated or len(found.rows) > ROWS
    return LogRows(rows=rows, truncated=more, link=found.link, note=found.note)


def _row(row: LogRow) -> str:
    """The text, and behind it the fields."""
    fields = (f"{name}={value[:FIELD]}" for name, value in list(row.fields.items())[:10])
    return " ".join((row.text, *fields))


def _graphs(providers: Providers, query: Query, instance: str, call: Call) -> Part:
    asked = GraphQuery(
        text=query.text,
        since=query.since,
        until=query.until,
        name=query.preset,
        bytes=PICTURE_BYTES,
    )
    drawn = providers.needed(GRAPHS, query.team, f"graphs.{instance}").graph(asked, call)
    return Graph(png=drawn.png, alt=drawn.alt, link=drawn.link)


def _alerts(providers: Providers, query: Query, instance: str, call: Call) -> Part:
    source = providers.needed(ALERTS, query.team, f"alerts.{instance}")
    if not isinstance(source, ListsFiring):
        return BROKEN
    told = source.firing(call)[:MOST_FIRING]
    near = (alert for alert in told if not query.service or alert.service in ("", query.service))
    return FiringAlerts(alerts=tuple(_fires(alert, instance) for alert in near))


def _fires(alert: FiringAlert, source: str) -> FiringFact:
    return FiringFact(
        title=alert.title,
        since=alert.since,
        source=source,
        severity=alert.severity,
        link=alert.link,
    )


def _changes(providers: Providers, query: Query, instance: str, call: Call) -> Part:
    tool = providers.needed(CHANGES, query.team, f"changes.{instance}")
    told = tool.changes(Window(start=query.since, end=query.until), query.service, call)
    return RecentChanges(changes=tuple(told[:MOST_CHANGES]))


_ASKED: Final[Mapping[Asked, Callable[[Providers, Query, str, Call], Part]]] = {
    "logs": _logs,
    "graphs": _graphs,
    "alerts": _alerts,
    "changes": _changes,
}
