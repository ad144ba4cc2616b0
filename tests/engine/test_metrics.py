"""What `/metrics` tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.given import P1, World, refused, unavailable
from tocsin.bootstrap.metrics_endpoint import Counters


class Measured(World):
    """A deployment that is watched by metrics."""

    metrics: Counters

    def boot(self) -> None:
        self.metrics = Counters()
        self.watcher = self.metrics
        super().boot()
        self.metrics.watch(self.store, self.clock)

    def value(self, line: str) -> float | None:
        """The value of a line that begins so, or None."""
        for one in self.metrics.text().decode().splitlines():
            if one.startswith(line + " "):
                return float(one.split()[-1])
        return None


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    return Measured(tmp_path)


def attempts(outcome: str, target: str = "paging.tower") -> str:
    return f'tocsin_attempts_total{{op="page",outcome="{outcome}",target="{target}"}}'


def test_events_are_counted_by_type(measured: Measured) -> None:
    measured.tell(P1)
    measured.tell(P1)
    assert measured.value('tocsin_events_total{type="declared"}') == 2


def test_attempts_are_counted_by_how_they_ended(measured: Measured) -> None:
    measured.bell().script = [unavailable(), unavailable(), None]
    measured.tell(P1)
    measured.run(seconds=20)
    assert measured.value(attempts("failed")) == 2
    assert measured.value(attempts("sent")) == 1


def test_a_refused_command_counts_nothing(measured: Measured) -> None:
    assert not measured.say("!incident INC-9 ack").accepted
    assert measured.value('tocsin_events_total{type="acknowledged"}') is None


def test_what_waits_is_read_at_the_scrape(measured: Measured) -> None:
    assert measured.value("tocsin_effects_waiting") == 0
    measured.bell().broken = unavailable()
    measured.bell("church").broken = refused()
    measured.tell(P1)
    measured.run(seconds=1)  # its announcement is looked at again when it is out
    assert measured.value("tocsin_effects_waiting") == 1


def test_the_lag_of_timers_is_how_late_the_earliest_is(measured: Measured) -> None:
    measured.tell(P1)
    assert measured.value("tocsin_timer_lag_seconds") == 0
    due = measured.store.read(lambda tx: tx.next_timer_at())
    assert due is not None
    measured.clock.at = due
    assert measured.value("tocsin_timer_lag_seconds") == 0
    measured.run(seconds=0)
    following = measured.store.read(lambda tx: tx.next_timer_at())
    assert following is not None
    measured.clock.at = following.replace(minute=following.minute + 1)
    assert measured.value("tocsin_timer_lag_seconds") == 60


def test_with_the_store_away_the_counters_are_still_told(measured: Measured) -> None:
    measured.tell(P1)
    measured.store.close()
    assert measured.value('tocsin_events_total{type="declared"}') == 1
    assert measured.value("tocsin_effects_waiting") is None


def test_questions_to_tools_are_counted_by_instance_and_outcome(measured: Measured) -> None:
    measured.metrics.watch_queries(measured.system.queries.counted)
    measured.system.queries.counted["shop", "logs.elk", "timeout"] += 2
    row = 'tocsin_queries_total{outcome="timeout",target="logs.elk",team="shop"}'
    assert measured.value(row) == 2


def test_ignored_alerts_are_counted_by_team_source_and_why(measured: Measured) -> None:
    measured.metrics.watch_ignored(measured.system.hooks.ignored)
    measured.alert(severity="none")
    measured.run(minutes=6)
    measured.alert(severity="none")
    row = 'tocsin_alerts_ignored_total{source="json",team="shop",why="map"}'
    assert measured.value(row) == 2
    assert measured.count() == 0
