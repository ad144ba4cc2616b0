"""The keys that people write with, as many as are kept, and what was taken of what they open."""

from __future__ import annotations

from typing import Final

from nio.crypto import InboundGroupSession, Olm

from tocsin_matrix.client import MatrixClient
from tocsin_matrix.roster import Roster

KEYS: Final = 5_000
"""Kept at most: when there are more a fifth goes, of strangers first, and the oldest first."""
MESSAGES: Final = 1_000
"""Of a key that are known, the newest; an older one is not taken any more."""
TABLE: Final = """CREATE TABLE IF NOT EXISTS tocsin_taken
    (session TEXT, number INTEGER, event TEXT, PRIMARY KEY (session, number)) WITHOUT ROWID"""


class Taken:
    """Beside nio's tables, in its database. Not safe to call from two threads at once."""

    def __init__(self, client: MatrixClient, olm: Olm, roster: Roster) -> None:
        self._client, self._olm, self._roster = client, olm, roster
        self._database = olm.store.database
        self._ask = self._database.execute_sql
        self._ask(TABLE)

    def once(self, session: InboundGroupSession, number: int, event: str) -> bool:
        """Whether the message of that number was not taken yet, or as this very event.

        A homeserver may tell it again by another id, also to another process.
        """
        key = (session.id,)
        with self._database.atomic():
            last = "SELECT coalesce(max(number), 0) FROM tocsin_taken WHERE session = ?"
            oldest = max(self._ask(last, key).fetchone()[0], number) - MESSAGES
            if number <= oldest:
                return False
            self._ask("INSERT OR IGNORE INTO tocsin_taken VALUES (?, ?, ?)", (*key, number, event))
            self._ask("DELETE FROM tocsin_taken WHERE session = ? AND number <= ?", (*key, oldest))
            seen = "SELECT event FROM tocsin_taken WHERE session = ? AND number = ?"
            return bool(self._ask(seen, (*key, number)).fetchone() == (event,))

    def bound(self) -> None:
        """Let go of keys where there are too many; what they open cannot be read any more.

        Raises:
            ProviderError: The homeserver did not say who is in the rooms.
        """
        listed = "SELECT session_id, room_id, sender_key FROM megolminboundsessions ORDER BY rowid"
        every = self._ask(listed).fetchall()
        if len(every) <= KEYS:
            return
        rooms = {room for _, room, _ in every} & set(self._client.joined())
        own = self._olm.account.identity_keys["curve25519"]
        known = {(room, own) for room in rooms} | {
            (room, one.curve25519) for room in rooms for one in self._roster.of(room).values()
        }
        every.sort(key=lambda one: one[1:] in known)
        with self._database.atomic():
            for id, room, sender in every[: len(every) - KEYS * 4 // 5]:
                self._ask("DELETE FROM megolminboundsessions WHERE session_id = ?", (id,))
                self._ask("DELETE FROM tocsin_taken WHERE session = ?", (id,))
                self._olm.inbound_group_store[room][sender].pop(id, None)
