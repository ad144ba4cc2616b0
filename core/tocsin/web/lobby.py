"""Who keeps us waiting: when it gets full, whoever has waited longest makes room."""

from __future__ import annotations

from typing import Protocol

from tocsin.web.seldom import Seldom


class Guest(Protocol):
    """A connection that can be dropped."""

    def drop(self) -> None:
        """Close it at once."""
        ...


class Lobby:
    """The connections of one server whose request has not come in whole, in order of arrival.

    A stranger who opens connections and sends nothing, or little, displaces only others like
    that; a request that came in whole is never displaced.
    """

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._guests: dict[Guest, None] = {}
        self._dropped = Seldom("let go of %d connections that sent no whole request: too many")

    def enter(self, guest: Guest) -> None:
        """Wait from now on; who waits already keeps the place."""
        self._guests.setdefault(guest)

    def leave(self, guest: Guest) -> None:
        """Wait no more."""
        self._guests.pop(guest, None)

    def make_room(self, newest: Guest) -> bool:
        """Drop whoever has waited longest, but not the newest; False when nobody else waits."""
        longest = next((guest for guest in self._guests if guest is not newest), None)
        if longest is None:
            return False
        self.leave(longest)
        self._dropped.happened()
        longest.drop()
        return True
