"""Keeps the console's rooms in a small JSON file, to find them after a restart."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from tocsin.errors import ProviderError

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ConsoleRoom:
    """A room of the console.

    Attributes:
        name: its name, without `#`.
        incident: the id of the incident it was made for; empty for any other room.
        members: person ids, in the order they were invited.
        id: its first name, which it keeps when it gets another; "" = it has that name still.
    """

    name: str
    incident: str = ""
    topic: str = ""
    private: bool = False
    members: tuple[str, ...] = ()
    id: str = ""

    @property
    def ident(self) -> str:
        """Its id, which stays the same when it is renamed."""
        return self.id or self.name


_FILE: Final = TypeAdapter(tuple[ConsoleRoom, ...])


class RoomBook:
    """Rooms by id; the file is rewritten with every change. Not thread-safe.

    Args:
        path: the file; None keeps the rooms in memory only.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._keep({room.ident: room for room in _read(path)})

    @property
    def path(self) -> Path | None:
        """The file; None = memory only."""
        return self._path

    def all(self) -> tuple[ConsoleRoom, ...]:
        """Return every room, in the order they were made."""
        return tuple(self._rooms.values())

    def named(self, name: str) -> ConsoleRoom | None:
        """Return the room of that name, or whose first name it was, or None."""
        return self.known(self._names.get(name, name))

    def known(self, ident: str) -> ConsoleRoom | None:
        """Return the room of that id, or None."""
        return self._rooms.get(ident)

    def of_incident(self, incident: str, *, private: bool) -> ConsoleRoom | None:
        """Return the room of this incident, or None; `private` leaves out open rooms."""
        ident = self._incidents.get((incident, True))
        if ident is None and not private:
            ident = self._incidents.get((incident, False))
        return None if ident is None else self.known(ident)

    def put(self, room: ConsoleRoom) -> ConsoleRoom:
        """Keep a new or changed room.

        Raises:
            ProviderError: the file could not be written; the book is as it was.
        """
        changed = {**self._rooms, room.ident: room}
        _write(self._path, tuple(changed.values()))
        self._keep(changed)
        return room

    def _keep(self, rooms: Mapping[str, ConsoleRoom]) -> None:
        self._rooms = rooms
        self._names = {room.name: ident for ident, room in rooms.items()}
        ours = ((ident, room) for ident, room in rooms.items() if room.incident)
        self._incidents = {(room.incident, room.private): ident for ident, room in ours}


def _read(path: Path | None) -> tuple[ConsoleRoom, ...]:
    """Read the rooms; a damaged file is set aside, for it must not keep the bot from starting."""
    if path is None or not path.exists():
        return ()
    try:
        return _FILE.validate_json(path.read_bytes())
    except ValidationError:
        aside = path.with_name(f"{path.name}.damaged")
        path.replace(aside)
        log.warning("%s was no list of rooms; kept as %s, starting without rooms", path, aside)
        return ()


def _write(path: Path | None, rooms: tuple[ConsoleRoom, ...]) -> None:
    if path is None:
        return
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(fresh, _FILE.dump_json(rooms, indent=1) + b"\n")
        fresh.replace(path)
    except OSError as error:
        message = f"the console's rooms cannot be written to {path}: {error.strerror}"
        raise ProviderError("unavailable", message) from error


def _write_whole(path: Path, content: bytes) -> None:
    """Write for the owner's eyes only (topics may be private), down to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
