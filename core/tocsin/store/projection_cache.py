"""Caches projections, so that a command need not parse JSON it wrote a moment ago.

The key is (incident id, end of its chain): the chain stands for every event before it, so that
pair means one thing for ever, whoever wrote it, also after a database went back to an earlier
state. It is asked for with the chain that is read from the row: what another process wrote is seen.
What is not yet committed lives in layers above the shared one and vanishes with a rollback.
"""

from __future__ import annotations

import threading

from tocsin.domain.incident import Incident

Key = tuple[str, str]


class ProjectionCache:
    """Committed projections, the least recently kept dropped first. Thread-safe."""

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._rows: dict[Key, Incident] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Incident | None:
        """Return the projection at this chain hash if it is cached."""
        return self._rows.get(key)

    def keep(self, incidents: dict[Key, Incident]) -> None:
        """Cache projections that are committed."""
        with self._lock:
            for key, incident in incidents.items():
                self._rows.pop(key, None)
                self._rows[key] = incident
            while len(self._rows) > self._size:
                del self._rows[next(iter(self._rows))]


class UncommittedLayer:
    """Uncommitted projections over those of another cache."""

    def __init__(self, below: ProjectionCache | UncommittedLayer) -> None:
        self._below = below
        self._rows: dict[Key, Incident] = {}

    def get(self, key: Key) -> Incident | None:
        """Return the projection at this chain hash, from here or from below."""
        return self._rows.get(key) or self._below.get(key)

    def keep(self, incidents: dict[Key, Incident]) -> None:
        """Cache projections in this layer."""
        self._rows.update(incidents)

    def merge(self) -> None:
        """Copy these incidents into the layer below, after the unit or the batch has succeeded."""
        self._below.keep(self._rows)
