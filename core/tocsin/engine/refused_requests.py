"""Counts requests that were refused for a wrong token, link or number.

An alert that is lost must be seen, and a stranger fills no disk. What was sent is never kept.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prometheus_client.core import CounterMetricFamily, Metric

TOLD_EVERY = timedelta(minutes=1)
NEVER = datetime.min.replace(tzinfo=UTC)
WHAT = "Requests without a right token or link, and what was too much of a guest."
Door = tuple[str, str]  # where somebody knocked, and why they were refused

log = logging.getLogger(__name__)


class RefusedRequests:
    """Counts refusals by door and reason; logs at most once a minute for each door."""

    def __init__(self) -> None:
        """Nobody came yet."""
        self._counts: Counter[Door] = Counter()
        self._told: dict[Door, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def refused(self, door: str, why: str, now: datetime) -> None:
        """Count one refusal at `webhook shop/prom`, `say`, `chat.irc` and so on."""
        key = (door, why)
        with self._lock:
            self._counts[key] += 1
            last, before = self._told.get(key, (NEVER, 0))
            if now - last < TOLD_EVERY:
                return
            count = self._counts[key]
            self._told[key] = (now, count)
        log.warning("%s refused: %s", *key, extra={"times": count - before})

    def describe(self) -> Iterator[Metric]:
        """Return the metric without samples, for registering."""
        yield CounterMetricFamily("tocsin_refused", WHAT)

    def collect(self) -> Iterator[Metric]:
        """Return the counts by door and reason."""
        family = CounterMetricFamily("tocsin_refused", WHAT, labels=["door", "why"])
        with self._lock:
            counts = dict(self._counts)
        for key, count in sorted(counts.items()):
            family.add_metric(list(key), count)
        yield family
