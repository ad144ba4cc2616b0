"""The room keys (inbound Megolm sessions) that people write with, and what was read by them."""

from __future__ import annotations

from typing import Final

from nio.crypto import InboundGroupSession, Olm

from tocsin.chat import Answer
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.encryption.device_lists import DeviceLists

MOST: Final = 5_000
"""Kept at most: when there are more a fifth goes, of strangers first, and the oldest first."""
MESSAGES: Final = 1_000
"""Of a session whose events are known, the newest; an older one is not taken any more."""
TABLE: Final = """CREATE TABLE IF NOT EXISTS tocsin_taken
    (session TEXT, number INTEGER, event TEXT, PRIMARY KEY (session, number)) WITHOUT ROWID"""


class InboundSessions:
    """What nio keeps of them, and which messages were taken: a table of ours in nio's database.

    Not safe to call from two threads at once.
    """

    def __init__(self, client: MatrixClient, olm: Olm, lists: DeviceLists) -> None:
        self._client, self._olm, self._lists = client, olm, lists
        self._database = olm.store.database
        self._ask = self._database.execute_sql
        self._ask(TABLE)

    def find(self, room_id: str, content: Answer) -> InboundGroupSession | None:
        """The session that an event was encrypted in, whichever device it came from."""
        by = self._olm.inbound_group_store[room_id]
        keys = [content["sender_key"]] if "sender_key" in content else list(by)
        return next((by[key][id] for key in keys if (id := content["session_id"]) in by[key]), None)

    def is_replay(self, session: InboundGroupSession, index: int, event: str) -> bool:
        """Whether the message of that index was taken already, as another event than this one.

        A homeserver may tell it again by another id, also to another process.
        """
        key = (session.id,)
        with self._database.atomic():
            last = "SELECT coalesce(max(number), 0) FROM tocsin_taken WHERE session = ?"
            oldest = max(self._ask(last, key).fetchone()[0], index) - MESSAGES
            if index <= oldest:
                return True
            self._ask("INSERT OR IGNORE INTO tocsin_taken VALUES (?, ?, ?)", (*key, index, event))
            self._ask("DELETE FROM tocsin_taken WHERE session = ? AND number <= ?", (*key, oldest))
            taken = "SELECT event FROM tocsin_taken WHERE session = ? AND number = ?"
            return bool(self._ask(taken, (*key, index)).fetchone() != (event,))

    def prune(self) -> None:
        """Let go of sessions where there are too many; what they open cannot be read any more.

        Raises:
            ProviderError: The homeserver did not say who is in the rooms.
        """
        listed = "SELECT session_id, room_id, sender_key FROM megolminboundsessions ORDER BY rowid"
        every = self._ask(listed).fetchall()
        if len(every) <= MOST:
            return
        rooms = {room for _, room, _ in every} & set(self._client.joined())
        own = self._olm.account.identity_keys["curve25519"]
        devices = {room: self._lists.devices_in(room).values() for room in rooms}
        known = {(room, one.curve25519) for room in rooms for one in devices[room]}
        every.sort(key=lambda one: one[1:] in known or (one[1] in rooms and one[2] == own))
        with self._database.atomic():
            for id, room, sender in every[: len(every) - MOST * 4 // 5]:
                self._ask("DELETE FROM megolminboundsessions WHERE session_id = ?", (id,))
                self._ask("DELETE FROM tocsin_taken WHERE session = ?", (id,))
                self._olm.inbound_group_store[room][sender].pop(id, None)
