"""The chat port on Discord: what is said, and how it is found again where nobody saw its end."""

from __future__ import annotations

import json
from typing import Final

from tocsin import chat
from tocsin.chat import LIST, Account, Action, Answer, MessageRef, Refused, RoomRef, Text
from tocsin.errors import ProviderError
from tocsin.providers.http import segment
from tocsin_discord.components import drawn_card, message, stamped, unseen
from tocsin_discord.rooms import DiscordRooms, id_of, room_path

Actions = tuple[Action, ...]
Thread = MessageRef | None
PAGE, MOST_PAGES, MOST_ALT = 100, 5, 1024
"""Messages that are looked through for one whose end nobody saw; characters for a picture."""
NEWEST: Final = str(2**63 - 1)
"""An id that is behind that of every message."""
CLOSED, NO_THREAD, STARTED = ("50001", "50013"), "10003", "160004"
UNTHREADED: Final = ("10003", "10008", "50001", "50013", "50024", "50083", "160005", "160006")
"""Where there is no thread, and none can be begun: it is said in the channel then."""


class DiscordChat(DiscordRooms):
    """Safe to call from any thread."""

    capabilities: frozenset[chat.ChatCapability] = frozenset(
        ("topic", "pin", "edit", "threads", "reactions", "upload", "invite", "members", "remove",
         "rename", "buttons", "forms")
    )  # fmt: skip
    limits = chat.Limits(characters=2000, topic=480, posts_per_second=20, posts_per_room=1, burst=5)

    def post(self, room: RoomRef, text: Text, *, key: str, thread: Thread = None,
             actions: Actions = (), again: bool = False) -> MessageRef:  # fmt: skip
        body = message(text, actions)
        if thread is not None:
            try:
                return self._in_thread(room, thread.id, body, key, again)
            except Refused as error:
                if error.word not in UNTHREADED:
                    raise
        return self._say(room.id, body, key, again)[0]

    def put_card(self, room: RoomRef, card: chat.Card, ref: Thread, *, key: str,
                 again: bool = False) -> MessageRef:  # fmt: skip
        drawn, is_new = drawn_card(card), False
        if ref is None:
            ref, is_new = self._say(room.id, drawn, key, again)
        if not is_new:
            body = stamped(drawn, _mark(ref.room, key))
            self._ask("PATCH", _messages(ref.room, ref.id), body)
        return ref

    def direct(self, account: Account, text: Text, *, key: str, actions: Actions = (),
               again: bool = False) -> None:  # fmt: skip
        if account.id not in self._directs:
            told = self._ask("POST", "/users/@me/channels", {"recipient_id": id_of(account)})
            self._directs[account.id] = str(told["id"])
        self._say(self._directs[account.id], message(text, actions), key, again)

    def upload(self, room: RoomRef, file: chat.File, *, key: str,
               again: bool = False) -> MessageRef:  # fmt: skip
        """Its name there carries a digest of the key."""
        mark = _mark(room.id, key).hex()[:8]
        if again and (found := self._look(room.id, f"{mark}-{file.name}")):
            return self._sent(room.id, found)
        about = {"id": "0", "filename": f"{mark}-{file.name}", "description": file.alt[:MOST_ALT]}
        body = {"attachments": [about], "allowed_mentions": {"parse": []}}
        return self._sent(room.id, self._ask("POST", _messages(room.id), body, file)["id"])

    def pin(self, ref: MessageRef) -> None:
        self._ask("PUT", _messages(ref.room, "pins", ref.id))

    def _in_thread(self, room: RoomRef, id: str, body: Answer, key: str,
                   again: bool) -> MessageRef:  # fmt: skip
        """Said in the thread of that id, which is that of the message it is begun from."""
        try:
            return self._say(id, body, key, again)[0]
        except Refused as error:
            if error.word != NO_THREAD:
                raise
        path = f"{_messages(room.id, id)}/threads"
        self._api.call("POST", path, {"name": "Incident"}, (STARTED,))
        return self._say(id, body, key, again)[0]

    def _say(self, place: str, body: Answer, key: str, again: bool) -> tuple[MessageRef, bool]:
        """The message with this key, and whether it was posted just now.

        Discord knows the key by itself for some minutes (`nonce`), we by our mark for ever.
        """
        mark = _mark(place, key)
        if again and (found := self._look(place, unseen(mark))):
            return self._sent(place, found), False
        sent = {**stamped(body, mark), "nonce": mark.hex()[:24], "enforce_nonce": True}
        return self._sent(place, self._ask("POST", _messages(place), sent)["id"]), True

    def _look(self, place: str, mark: str) -> str:
        """The id of the message of ours there with this mark; "" = there is none.

        What may not be read counts as not there: twice is better than never.
        """
        me, before = self._api.me().id, NEWEST
        for _ in range(MOST_PAGES):
            told = self._api.call("GET", _messages(place), None, CLOSED, limit=PAGE, before=before)
            every = told.get(LIST) or []
            for one in every:
                if one["author"]["id"] == me and mark in json.dumps(one, ensure_ascii=False):
                    return str(one["id"])
            if len(every) < PAGE:
                break
            before = str(every[-1]["id"])
        return ""

    def _ask(self, method: str, path: str, body: Answer | None = None, *files: chat.File) -> Answer:
        """One request; where something is gone, what was found is looked for anew."""
        try:
            return self._api.call(method, path, body, files=files)
        except ProviderError as error:
            if error.code == "not_found":
                self.forget()
            raise

    def _sent(self, place: str, id: object) -> MessageRef:
        return MessageRef(platform=self.platform, room=place, id=str(id))


def _messages(place: str, *more: str) -> str:
    return "/".join((room_path(place), "messages", *map(segment, more)))


def _mark(place: str, key: str) -> bytes:
    return bytes.fromhex(chat.digest(f"{place}:{key}"))
