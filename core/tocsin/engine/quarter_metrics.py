"""Reads the metrics of a quarter from the store."""

from __future__ import annotations

from tocsin.domain.quarter_metrics import Metrics, Quarter, metrics
from tocsin.store.contract import ReadTx


def quarter_numbers(tx: ReadTx, team: str, quarter: Quarter, *, private: bool = True) -> Metrics:
    """Return a team's metrics of a quarter; `private` = private incidents count too."""
    rows = tx.measured(team, *quarter.looked_at)
    return metrics(team, [row for row in rows if private or "private" not in row.flags], quarter)
