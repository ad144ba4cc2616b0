"""Counts requests that were refused for a wrong token, link or number.

An alert that is lost must be seen, and a stranger fills no disk. What was sent is never kept.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from prometheus_client.core import CounterMetricFamily, Metric

from tocsin.providers.redaction import one_line, redact

TOLD_EVERY = timedelta(minutes=1)
MOST_RULES = 5
"""So many rules are told of one door in a minute: what a stranger makes up is not for the disk."""
LONGEST_RULE = 200
NEVER = datetime.min.replace(tzinfo=UTC)
WHAT = "Requests without a right token or link, and what was too much of a guest."
Door = tuple[str, str]  # where somebody knocked, and why they were refused

log = logging.getLogger(__name__)


@dataclass
class _Minute:
    """What the log was told of one door since a moment; `counted` when it was told last."""

    began: datetime = NEVER
    counted: int = 0
    rules: set[str] = field(default_factory=set)

    def has_room(self, rule: str, now: datetime) -> bool:
        """Whether a line may be told now; a new minute begins with the first after the last."""
        if now - self.began >= TOLD_EVERY:
            self.began, self.rules = now, set()
        return rule not in self.rules and len(self.rules) < MOST_RULES


class RefusedRequests:
    """Counts refusals by door and reason; logs each rule at most once a minute for each door."""

    def __init__(self) -> None:
        """Nobody came yet."""
        self._counts: Counter[Door] = Counter()
        self._told: dict[Door, _Minute] = {}
        self._lock = threading.Lock()

    def refused(self, door: str, why: str, now: datetime, rule: str = "") -> None:
        """Count one refusal at `webhook shop/prom`, `say`, `chat.irc` and so on.

        Args:
            door: Where somebody knocked.
            why: The kind of refusal; it is counted by.
            now: The moment, which only goes on.
            rule: The sentence of the check that failed, for the log alone. What in it looks like a
                secret is struck out.
        """
        key = (door, why)
        shown = one_line(redact(rule), LONGEST_RULE)
        with self._lock:
            self._counts[key] += 1
            minute = self._told.setdefault(key, _Minute())
            if not minute.has_room(shown, now):
                return
            times = self._counts[key] - minute.counted
            minute.counted = self._counts[key]
            minute.rules.add(shown)
        said = f"{why}: {shown}" if shown else why
        log.warning("%s refused: %s", door, said, extra={"times": times})

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
