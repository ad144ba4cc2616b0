"""The numbers of a quarter, as they stand in the store."""

from __future__ import annotations

from tocsin.domain.metrics import Metrics, Quarter, metrics
from tocsin.store.contract import ReadTx


def quarter_numbers(tx: ReadTx, team: str, quarter: Quarter) -> Metrics:
    """Read what the quarter needs, and reckon."""
    return metrics(team, tx.measured(team, *quarter.looked_at), quarter)
