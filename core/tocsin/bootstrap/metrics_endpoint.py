"""`/metrics`: what was decided, what was told to the world, and what still waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
        for name, what, counted in (
            ("tocsin_alerts_ignored", "Firing alerts that were left alone", ignored),
            ("tocsin_told_ignored", "Page answers, tickets, changes left alone", left or {}),
        ):
            why = f"{what}, by source and why."
            self.registry.register(LiveCounts(name, why, ("team", "source", "why"), counted))

    def watch_queries(self, counted: Counted) -> None:
        """Export how often tools were asked and how that ended, read live."""
        what = "Questions to tools, by instance and how they ended."
        labels = ("team", "target", "outcome")
        self.registry.register(LiveCounts("tocsin_queries", what, labels, counted))

    def count(self, refused_requests: RefusedRequests) -> None:
        """Tell of those who were turned away."""
        self.registry.register(refused_requests)

    def text(self) -> bytes:
        """Return the text of a scrape."""
        return generate_latest(self.registry)


class LiveCounts:
    """A counter that is kept elsewhere: its rows are read at the moment of a scrape."""

    def __init__(self, name: str, what: str, labels: Sequence[str], counted: Counted) -> None:
        """`counted` has a value for each of the labels in its keys, and goes on counting."""
        self._name, self._what, self._labels = name, what, labels
        self._counted = counted

    def collect(self) -> Iterator[Metric]:
        """Yield the counter with its rows."""
        found = CounterMetricFamily(self._name, self._what, labels=self._labels)
        for values, number in list(self._counted.items()):
            found.add_metric(values, number)
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
