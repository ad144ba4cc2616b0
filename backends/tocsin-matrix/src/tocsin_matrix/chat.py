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

    def post(self, room: RoomRef, text: Text, *, key: str, thread: Thread = None,
             actions: Actions = (), again: bool = False) -> MessageRef:  # fmt: skip
        below = in_thread(thread.id) if thread else {}
        return self._say(room.id, self._drawn(text, actions) | below, key, again)[0]

    def put_card(self, room: RoomRef, card: chat.Card, ref: Thread, *, key: str,
                 again: bool = False) -> MessageRef:  # fmt: skip
        drawn, is_new = self._drawn(card.drawn(), card.actions), False
        if ref is None:
            ref, is_new = self._say(room.id, drawn, key, again)
        if not is_new:  # each edit is one of its own: what it shows may have been shown before
            there = self._client.inside(ref.room, "GET", f"event/{segment(ref.id)}")
            if "redacted_because" in (there.get("unsigned") or {}):
                raise fault("DELETED")
            self._say(ref.room, edit(drawn, ref.id), f"{key}:{secrets.token_hex(8)}", False)
        return ref

    def direct(self, account: Account, text: Text, *, key: str, actions: Actions = (),
               again: bool = False) -> None:  # fmt: skip
        drawn = self._drawn(text, actions, loud=True)
        self._say(self._direct(account.id), drawn, key, again)

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
        return self._say(room.id, what, key, again)[0]

    def _drawn(self, text: Text, actions: Actions, *, loud: bool = False) -> Answer:
        me = self._client.me()
        return message(text, actions, prefix=self._prefix, server=me.server, loud=loud)

    def _say(self, room: str, what: Answer, key: str, again: bool) -> tuple[MessageRef, bool]:
        """The message with this key, and whether it was said just now."""
        self._check(room)
        found = self._look(room, digest(key)) if again else ""
        id = found or self._client.put_event(room, MESSAGE, what, key)
        return MessageRef(platform=self.platform, room=room, id=id), not found

    def _look(self, room: str, mark: str) -> str:
        """The id of the message of ours with this mark; "" = there is none.

        A transaction id alone is good for a day, and for one device.
        """
        ours = json.dumps({"senders": [self._client.me().user], "types": [MESSAGE, ENCRYPTED]})
        asked = {"dir": "b", "limit": str(LOOKED), "filter": ours}
        told = self._client.inside(room, "GET", "messages", **asked)["chunk"]
        return next((str(one["event_id"]) for one in told if one["content"].get(KEY) == mark), "")
