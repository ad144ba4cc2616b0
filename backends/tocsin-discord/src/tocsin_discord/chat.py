"""The chat port on Discord: what is said, and how it is found again where nobody saw its end."""

from __future__ import annotations

import json
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Action, Answer, MessageRef, Refused, RoomRef, Text
from tocsin.errors import ProviderError
from tocsin.providers.http import segment
from tocsin_discord.components import drawn_card, message, stamped, unseen
from tocsin_discord.rooms import NEWEST, PAGE, DiscordRooms, history, id_of, room_path

Thread = MessageRef | None
MOST_PAGES, MOST_ALT = 5, 1024
"""Pages that are looked through for a message whose end nobody saw; characters for a picture."""
NO_THREAD, STARTED = "10003", "160004"
UNTHREADED: Final = ("10003", "10008", "50001", "50013", "50024", "50083", "160005", "160006")
"""Where there is no thread, and none can be begun: it is said in the channel then."""


class DiscordChat(DiscordRooms):
    """Safe to call from any thread."""

    capabilities: frozenset[chat.ChatCapability] = frozenset(
        ("topic", "pin", "edit", "threads", "reactions", "upload", "invite", "members", "remove",
         "rename", "buttons", "forms")
    )  # fmt: skip
    limits = chat.Limits(characters=2000, topic=480, posts_per_second=20, posts_per_room=1, burst=5)

    def upload(self, room: RoomRef, file: chat.File, *, key: str,
               again: bool = False) -> MessageRef:  # fmt: skip
        """Its name there carries a digest of the key."""
        name = f"{_mark(room.id, key).hex()[:8]}-{file.name}"
        if again and (found := self._newest(room.id, name)):
            return self.message(room.id, found)
        about = {"id": "0", "filename": name, "description": file.alt[:MOST_ALT]}
        body = {"attachments": [about], "allowed_mentions": {"parse": []}}
        return self.message(room.id, self._ask("POST", _messages(room.id), body, file)["id"])

    def pin(self, ref: MessageRef) -> None:
        self._ask("PUT", _messages(ref.room, "pins", ref.id))

    def _drawn(self, text: Text, actions: tuple[Action, ...]) -> Answer:
        return message(text, actions)

    def _drawn_card(self, card: chat.Card) -> Answer:
        return drawn_card(card)

    def _place_of(self, account: Account) -> str:
        if account.id not in self._directs:
            told = self._ask("POST", "/users/@me/channels", {"recipient_id": id_of(account)})
            self._directs[account.id] = str(told["id"])
        return self._directs[account.id]

    def _said(self, place: str, drawn: Answer, key: str, again: bool,
              thread: Thread = None) -> tuple[MessageRef, bool]:  # fmt: skip
        """In the thread of the message if there is one, or can be; else in the channel itself."""
        if thread is not None:
            try:
                return self._in_thread(place, thread.id, drawn, key, again)
            except Refused as error:
                if error.word not in UNTHREADED:
                    raise
        return super()._said(place, drawn, key, again)

    def _in_thread(self, channel: str, id: str, drawn: Answer, key: str,
                   again: bool) -> tuple[MessageRef, bool]:  # fmt: skip
        """Said in the thread of that id, which is that of the message it is begun from."""
        try:
            return self._said(id, drawn, key, again)
        except Refused as error:
            if error.word != NO_THREAD:
                raise
        path = f"{_messages(channel, id)}/threads"
        self._api.call("POST", path, {"name": "Incident"}, (STARTED,))
        return self._said(id, drawn, key, again)

    def _look(self, place: str, key: str, thread: Thread) -> str:
        return self._newest(place, unseen(_mark(place, key)))

    def _send(self, place: str, drawn: Answer, key: str, thread: Thread) -> str:
        """Discord knows the key by itself for some minutes (`nonce`), we by our mark for ever."""
        mark = _mark(place, key)
        sent = {**stamped(drawn, mark), "nonce": mark.hex()[:24], "enforce_nonce": True}
        return str(self._ask("POST", _messages(place), sent)["id"])

    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        self._ask("PATCH", _messages(ref.room, ref.id), stamped(drawn, _mark(ref.room, key)))

    def _newest(self, place: str, mark: str) -> str:
        """The id of the message of ours there in which this stands; "" = there is none.

        What may not be read counts as not there: twice is better than never.
        """
        me, before = self._api.me().id, NEWEST
        for _ in range(MOST_PAGES):
            every = history(self._api, place, before)
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


def _messages(place: str, *more: str) -> str:
    return "/".join((room_path(place), "messages", *map(segment, more)))


def _mark(place: str, key: str) -> bytes:
    return bytes.fromhex(chat.digest(f"{place}:{key}"))
