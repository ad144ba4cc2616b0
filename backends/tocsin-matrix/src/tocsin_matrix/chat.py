"""The chat port on Matrix: what is said, and how it is found again where nobody saw its end."""

from __future__ import annotations

import json
import secrets
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Action, Answer, MessageRef, RoomRef, Text
from tocsin.providers.http import segment
from tocsin_matrix.client import KEY, digest
from tocsin_matrix.encryption import ENCRYPTED
from tocsin_matrix.errors import fault
from tocsin_matrix.rendering import edit, in_thread, inert, message
from tocsin_matrix.rooms import MatrixRooms

Actions = tuple[Action, ...]
Thread = MessageRef | None
MESSAGE: Final = "m.room.message"
LOOKED: Final = 500
"""Messages of ours in a room that are looked through for one whose end nobody saw."""


class MatrixChat(MatrixRooms):
    """Safe to call from any thread."""

    capabilities: frozenset[chat.ChatCapability] = frozenset(
        ("topic", "pin", "edit", "threads", "reactions", "upload", "invite", "members", "remove",
         "rename", "buttons")
    )  # fmt: skip
    limits = chat.Limits(posts_per_second=5, posts_per_room=5, burst=10, actions=10, together=True)

    def direct(self, account: Account, text: Text, *, key: str, actions: Actions = (),
               again: bool = False) -> None:  # fmt: skip
        drawn = self._drawn(text, actions, loud=True)
        self._said(self._direct(account.id), drawn, key, again)

    def upload(self, room: RoomRef, file: chat.File, *, key: str,
               again: bool = False) -> MessageRef:  # fmt: skip
        content, keys = self._client.encryption.encrypt_file(room.id, file.content)
        media = "application/octet-stream" if keys else file.media_type
        url = self._client.call("POST", "/media/v3/upload", content, media=media)["content_uri"]
        kind = "m.image" if file.media_type.startswith("image/") else "m.file"
        info = {"mimetype": file.media_type, "size": len(file.content)}
        what = {
            "msgtype": kind, "body": inert(file.alt), "filename": file.name, "info": info,
            "m.mentions": {}, **({"file": {**keys, "url": url}} if keys else {"url": url}),
        }  # fmt: skip
        return self._said(room.id, what, key, again)[0]

    def _drawn(self, text: Text, actions: Actions, *, loud: bool = False) -> Answer:
        server = self._client.me.server
        return message(text, actions, prefix=self._prefix, server=server, loud=loud)

    def _send(self, place: str, drawn: Answer, key: str, thread: Thread) -> str:
        self._check(place)
        below = in_thread(thread.id) if thread else {}
        return self._client.put_event(place, MESSAGE, drawn | below, key)

    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        """Each edit is one of its own: what it shows may have been shown before."""
        there = self._client.inside(ref.room, "GET", f"event/{segment(ref.id)}")
        if "redacted_because" in (there.get("unsigned") or {}):
            raise fault("DELETED")
        self._send(ref.room, edit(drawn, ref.id), f"{key}:{secrets.token_hex(8)}", None)

    def _look(self, place: str, key: str, thread: Thread) -> str:
        """A transaction id alone is good for a day, and for one device."""
        self._check(place)
        wanted = {"senders": [self._client.me.user], "types": [MESSAGE, ENCRYPTED]}
        asked = {"dir": "b", "limit": str(LOOKED), "filter": json.dumps(wanted)}
        told = self._client.inside(place, "GET", "messages", **asked)["chunk"]
        ours = (one["event_id"] for one in told if one["content"].get(KEY) == digest(key))
        return str(next(ours, ""))
