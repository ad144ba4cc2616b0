"""Every open incident's timers are projected anew at start: an upgrade may change what is owed."""

from __future__ import annotations

import logging

from tocsin.engine.execute import Execute
from tocsin.store.contract import Store

log = logging.getLogger(__name__)
MOST = 100_000


def reproject(store: Store, execute: Execute) -> int:
    """Write the timers of every open incident; returns how many incidents there are."""
    rows = store.read(lambda tx: tx.incidents(open_only=True, limit=MOST))
    for row in rows:
        store.write(lambda tx, one=row.id: execute.reproject(tx, one))  # type: ignore[misc]
    return len(rows)
