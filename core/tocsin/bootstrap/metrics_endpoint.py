"""`/metrics`: what was decided, what was told to the world, and what still waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from tocsin.domain.command import Outcome
from tocsin.engine.ports import Attempted
from tocsin.engine.refused_requests import RefusedRequests
from tocsin.errors import StoreUnavailable
from tocsin.store.contract import EffectRow, Store

Counted = Mapping[tuple[str, str, str], int]


class Counters:
    """Watches the engine and counts."""

    def __init__(self) -> None:
        """Counters of this process, in a registry of their own."""
        self.registry = CollectorRegistry()
        self._events = Counter(
            "tocsin_events", "Events written, by type.", ["type"], registry=self.registry
        )
        self._attempts = Counter(
            "tocsin_attempts",
            "Attempts to tell the world, by what, where and how they ended.",
            ["op", "target", "outcome"],
            registry=self.registry,
        )

    def committed(self, outcome: Outcome) -> None:
        """Count the events."""
        for event in outcome.events:
            self._events.labels(event.type).inc()

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        """Count the attempt."""
        self._attempts.labels(row.op, row.target, outcome).inc()

    def watch(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Read what waits from the store whenever somebody scrapes."""
        self.registry.register(WaitingGauges(store, clock))

    def watch_ignored(self, ignored: Counted, left: Counted | None = None) -> None:
        """Export the ignored alerts and other ignored messages of each source, read live."""
        self.registry.register(
            IgnoredAlerts(ignored, "tocsin_alerts_ignored", "Firing alerts that were left alone")
        )
        self.registry.register(
            IgnoredAlerts(
                left or {}, "tocsin_told_ignored", "Page answers, tickets, changes left alone"
            )
        )

    def watch_queries(self, counted: Mapping[tuple[str, str, str], int]) -> None:
        """Show how often tools were asked, and how that ended; the mapping goes on counting."""
        self.registry.register(QueryCounts(counted))

    def count(self, refused_requests: RefusedRequests) -> None:
        """Tell of those who were turned away."""
        self.registry.register(refused_requests)

    def text(self) -> bytes:
        """Return the text of a scrape."""
        return generate_latest(self.registry)


class IgnoredAlerts:
    """Counts what opened, joined and ended nothing, by team, source and why."""

    def __init__(self, counted: Counted, name: str, what: str) -> None:
        """Read at the moment of a scrape."""
        self._counted = counted
        self._name = name
        self._what = what

    def collect(self) -> Iterator[Metric]:
        """Yield one row for each source and why: of alerts map (its severity), declined, over."""
        found = CounterMetricFamily(
            self._name, f"{self._what}, by source and why.", labels=["team", "source", "why"]
        )
        for labels, number in list(self._counted.items()):
            found.add_metric(labels, number)
        yield found


class QueryCounts:
    """Counts questions to tools, by team, instance and how they ended."""

    def __init__(self, counted: Mapping[tuple[str, str, str], int]) -> None:
        """Read at the moment of a scrape."""
        self._counted = counted

    def collect(self) -> Iterator[Metric]:
        """Yield one row for each instance and end: answered, full, or the code of a failure."""
        found = CounterMetricFamily(
            "tocsin_queries",
            "Questions to tools, by instance and how they ended.",
            labels=["team", "target", "outcome"],
        )
        for labels, number in list(self._counted.items()):
            found.add_metric(labels, number)
        yield found


class WaitingGauges:
    """Gauges read from the store at the moment of a scrape."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Nothing is read yet."""
        self._store = store
        self._clock = clock

    def describe(self) -> Iterator[Metric]:
        """Return nothing beforehand, so that registering reads nothing."""
        yield GaugeMetricFamily("tocsin_effects_waiting", "Effects not yet told.")
        yield GaugeMetricFamily("tocsin_timer_lag_seconds", "How late the earliest timer is.")

    def collect(self) -> Iterator[Metric]:
        """Read; while the database is away there is nothing to say, and the counters stay."""
        try:
            waiting = len(self._store.read(lambda tx: tx.pending()))
            due = self._store.read(lambda tx: tx.next_timer_at())
        except StoreUnavailable:
            return
        lag = max(0.0, (self._clock() - due).total_seconds()) if due else 0.0
        yield GaugeMetricFamily(
            "tocsin_effects_waiting", "Effects not yet told.", value=float(waiting)
        )
        yield GaugeMetricFamily(
            "tocsin_timer_lag_seconds", "How late the earliest timer is.", value=lag
        )
