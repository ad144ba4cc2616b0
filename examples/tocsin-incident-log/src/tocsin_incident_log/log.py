"""The file: one line for each state of an incident that was told."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tocsin.providers import IncidentView, KeyValue


class IncidentLog:
    """Appends lines to a file. What was written is known by version, so it is written once.

    Only where the machine stops between a line and the note of it does the line come again.

    Args:
        path: The file; its folder is made.
        store: Keeps the version of each incident that was written last.
        most_bytes: From this size on the file is put aside.
    """

    def __init__(self, path: Path, store: KeyValue, *, most_bytes: int) -> None:
        self._path = path
        self._store = store
        self._most_bytes = most_bytes

    def changed(self, incident: IncidentView) -> None:
        """Write a line, on the disk when it returns.

        Raises:
            OSError: The file cannot be written; it is told again later.
        """
        if self._store.get(incident.number) == str(incident.version):
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._put_aside()
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line(incident)}\n")
            file.flush()
            os.fsync(file.fileno())
        self._store.put(incident.number, str(incident.version))

    def _put_aside(self) -> None:
        if self._path.exists() and self._path.stat().st_size >= self._most_bytes:
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))


def line(incident: IncidentView) -> str:
    """The incident as JSON on one line; times are RFC 3339."""
    return json.dumps(
        {
            "at": incident.changed.isoformat() if incident.changed else None,
            "incident": incident.number,
            "version": incident.version,
            "team": incident.team,
            "title": incident.title,
            "severity": incident.severity,
            "status": incident.status,
            "is_open": incident.is_open,
            "service": incident.service,
            "flags": list(incident.flags),
            "roles": dict(incident.roles),
            "milestones": {name: at.isoformat() for name, at in incident.milestones.items()},
        },
        sort_keys=True,
    )
