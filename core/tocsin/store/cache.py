"""A small cache of projections, so that a command need not read JSON it wrote a moment ago.

The key is (incident id, end of its chain): the chain stands for every event before it, so that
pair means one thing for ever, whoever wrote it, also after a database went back to an earlier
state. It is asked for with the chain that is read from the row: what another process wrote is seen.
What is not yet committed lives in layers above the shared one and vanishes with a rollback.
"""

from __future__ import annotations

import threading

from tocsin.domain.incident import Incident

Key = tuple[str, str]


class Projections:
    """Committed projections, the least recently kept dropped first. Safe for threads."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._rows: dict[Key, Incident] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Incident | None:
        """The projection at this end of the chain, if it is at hand."""
        return self._rows.get(key)

    def keep(self, incidents: dict[Key, Incident]) -> None:
        """Add projections that are committed."""
        with self._lock:
            for key, incident in incidents.items():
                self._rows.pop(key, None)
                self._rows[key] = incident
            while len(self._rows) > self._size:
                del self._rows[next(iter(self._rows))]


class Layer:
    """Projections that count only for whoever holds this layer, over those below it."""

    def __init__(self, below: Projections | Layer) -> None:
        self._below = below
        self._rows: dict[Key, Incident] = {}

    def get(self, key: Key) -> Incident | None:
        """The projection at this end of the chain, from here or from below."""
        return self._rows.get(key) or self._below.get(key)

    def keep(self, incidents: dict[Key, Incident]) -> None:
        """Add projections, for now only here."""
        self._rows.update(incidents)

    def merge(self) -> None:
        """Copy these incidents into the layer below, after the unit or the batch has succeeded."""
        self._below.keep(self._rows)
