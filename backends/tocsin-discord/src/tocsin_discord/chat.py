"""The chat port on Discord: what is said, and how it is found again where nobody saw its end."""

from __future__ import annotations

from functools import partial
from json import dumps
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Action, Answer, MessageRef, Text
from tocsin.providers.http import segment
from tocsin_discord.components import drawn_card, message, stamped, unseen
from tocsin_discord.rooms import DiscordRooms, history, id_of, room_path

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

    def pin(self, ref: MessageRef) -> None:
        self._api.call("PUT", messages(ref.room, "pins", ref.id))

    def _drawn(self, text: Text, actions: tuple[Action, ...]) -> Answer:
        return message(text, actions)

    def _drawn_card(self, card: chat.Card) -> Answer:
        return drawn_card(card)

    def _begin_talk(self, account: Account) -> str:
        body = {"recipient_id": id_of(account)}
        return str(self._api.call("POST", "/users/@me/channels", body)["id"])

    def _look_for_file(self, place: str, name: str) -> str:
        return self._newest(place, name)

    def _send_file(self, place: str, name: str, file: chat.File) -> str:
        about = {"id": "0", "filename": name, "description": file.alt[:MOST_ALT]}
        body = {"attachments": [about], "allowed_mentions": {"parse": []}}
        return str(self._api.call("POST", messages(place), body, files=[file])["id"])

    def _said(self, place: str, drawn: Answer, key: str, again: bool,
              thread: Thread = None) -> tuple[MessageRef, bool]:  # fmt: skip
        """In the thread of the message if there is one, or can be; else in the channel itself."""
        if thread is not None:
            with chat.Tolerated(*UNTHREADED):
                return self._in_thread(place, thread.id, drawn, key, again)
        return super()._said(place, drawn, key, again)

    def _in_thread(self, channel: str, id: str, drawn: Answer, key: str,
                   again: bool) -> tuple[MessageRef, bool]:  # fmt: skip
        """Said in the thread of that id, which is that of the message it is begun from."""
        with chat.Tolerated(NO_THREAD):
            return self._said(id, drawn, key, again)
        path = f"{messages(channel, id)}/threads"
        self._api.call("POST", path, {"name": "Incident"}, (STARTED,))
        return self._said(id, drawn, key, again)

    def _look(self, place: str, key: str, thread: Thread) -> str:
        return self._newest(place, unseen(_mark(place, key)))

    def _send(self, place: str, drawn: Answer, key: str, thread: Thread) -> str:
        """Discord knows the key by itself for some minutes (`nonce`), we by our mark for ever."""
        mark = _mark(place, key)
        sent = {**stamped(drawn, mark), "nonce": mark.hex()[:24], "enforce_nonce": True}
        return str(self._api.call("POST", messages(place), sent)["id"])

    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        body = stamped(drawn, _mark(ref.room, key))
        self._api.call("PATCH", messages(ref.room, ref.id), body)

    def _newest(self, place: str, mark: str) -> str:
        """The id of the message of ours there in which this stands; "" = there is none.

        What may not be read counts as not there: twice is better than never.
        """
        every = chat.entries(partial(history, self._api, place), MOST_PAGES)
        ours = (one for one in every if one["author"]["id"] == self._api.me.id)
        return next((str(one["id"]) for one in ours if mark in dumps(one, ensure_ascii=False)), "")


def messages(place: str, *more: str) -> str:
    """The path of the messages of a place, or of what is below it."""
    return "/".join((room_path(place), "messages", *map(segment, more)))


def _mark(place: str, key: str) -> bytes:
    return bytes.fromhex(chat.digest(f"{place}:{key}"))
