"""The lock file beside a SQLite database that lets one process write."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tocsin.errors import AlreadyRunning, StoreUnavailable


class WriteLock:
    """The lock of one database, freed by the system when the process ends.

    Raises:
        AlreadyRunning: Another process holds it; the sentence names its pid.
        StoreUnavailable: The lock file cannot be opened.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be opened: {error.strerror}.") from None
        self._take(database)

    def _take(self, database: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = os.read(self._file, 32).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise AlreadyRunning(
                f"Another process (pid {pid}) uses {database}: stop it first; it lets go by itself."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Free the lock. A second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
