"""The chat port on Slack: what is said, and how it is said all the same if Slack refuses it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Action, Answer, MessageRef, Refused, RoomRef, Text
from tocsin_slack.api import SlackApi
from tocsin_slack.blocks import message
from tocsin_slack.errors import MEANINGS
from tocsin_slack.rooms import SlackRooms

Actions = tuple[Action, ...]
Thread = MessageRef | None
SHORT, MOST_ALT, MOST_KEYS = 3_900, 1_000, 1_000
"""Characters that Slack takes as one message in any case, and for a picture; and whispers known."""
_SAID: Final = {"parse": "none", "unfurl_links": False, "unfurl_media": False}
_WITHOUT: Final[Mapping[str, str]] = MEANINGS.table["without"]
"""What of a message is left out when Slack does not take it: plain words are better than none."""
_CLOSED: Final[tuple[str, ...]] = tuple(MEANINGS.table["closed"])
"""A place where something cannot be read, joined or whispered."""


class SlackChat(SlackRooms):
    """Safe to call from any thread."""

    capabilities: frozenset[chat.ChatCapability] = frozenset(
        ("topic", "pin", "edit", "threads", "reactions", "upload", "invite", "members", "remove",
         "rename", "whisper", "buttons", "forms", "emails", "links")
    )  # fmt: skip
    limits = chat.Limits(characters=3000, posts_per_second=4.0, posts_per_room=1.0, burst=4)

    def __init__(self, platform: str, api: SlackApi) -> None:
        super().__init__(platform, api)
        self._whispered = deque[tuple[str, str, str]](maxlen=MOST_KEYS)

    def account_of(self, email: str) -> Account | None:
        told = self._api.call("users.lookupByEmail", ("users_not_found",), email=email)
        user = told.get("user") or {"deleted": True}
        if user.get("deleted") or user.get("is_bot"):
            return None
        return Account(platform=self.platform, id=user["id"], name=str(user.get("real_name")))

    def whisper(self, room: RoomRef, account: Account, text: Text, *, key: str,
                actions: Actions = ()) -> None:  # fmt: skip
        """Said directly to whoever is not in the channel."""
        if (once := (room.id, account.id, key)) in self._whispered:
            return
        what = {"channel": room.id, "user": account.id, "parse": "none", **message(text, actions)}
        with chat.Tolerated(*_CLOSED):
            self._ask("chat.postEphemeral", **what)
            self._whispered.append(once)
            return
        self.direct(account, text, key=key, actions=actions)
        self._whispered.append(once)

    def _look_for_file(self, place: str, name: str) -> str:
        return self._newest(place, None, lambda one: name in _file_names(one))

    def _send_file(self, place: str, name: str, file: chat.File) -> str:
        """Its own id: Slack says nothing of its message."""
        about = {"filename": name, "length": len(file.content), "alt_txt": file.alt[:MOST_ALT]}
        there = self._api.call("files.getUploadURLExternal", **about)
        self._api.send(str(there["upload_url"]), file.content)
        files = [{"id": there["file_id"], "title": file.name}]
        shared = {"channel": place, "channel_id": place, "files": files}
        self._ask("files.completeUploadExternal", **shared)
        return str(there["file_id"])

    def pin(self, ref: MessageRef) -> None:
        self._api.call("pins.add", ("already_pinned",), channel=ref.room, timestamp=ref.id)

    def _drawn(self, text: Text, actions: Actions) -> Answer:
        return message(text, actions)

    def _begin_talk(self, account: Account) -> str:
        return str(self._api.call("conversations.open", users=account.id)["channel"]["id"])

    def _look(self, place: str, key: str, thread: Thread) -> str:
        id, mark = thread.id if thread else None, _mark(key)
        return self._newest(place, id, lambda one: one.get("metadata") == mark)

    def _send(self, place: str, drawn: Answer, key: str, thread: Thread) -> str:
        id = thread.id if thread else None
        what = {"channel": place, "metadata": _mark(key), "thread_ts": id, **_SAID, **drawn}
        return str(self._ask("chat.postMessage", **what)["ts"])

    def _edit(self, ref: MessageRef, drawn: Answer, key: str) -> None:
        self._ask("chat.update", channel=ref.room, ts=ref.id, parse="none", **drawn)

    def _newest(self, channel: str, thread: str | None, is_it: Callable[[Answer], bool]) -> str:
        """The `ts` of the message of ours there that is meant; "" = there is none.

        Slack gives the newest 999 of a channel, of a thread the first. What may not be read counts
        as not there: twice is better than never.
        """
        method = f"conversations.{'replies' if thread else 'history'}"
        what = {"channel": channel, "ts": thread, "limit": 999, "include_all_metadata": True}
        told, me = self._api.call(method, _CLOSED, **what), self._api.identity()
        every = told.get("messages") or ()
        ours = (one for one in every if me.user == one.get("user") or me.bot == one.get("bot_id"))
        return next((str(one["ts"]) for one in ours if is_it(one)), "")

    def _ask(self, method: str, **given: object) -> Answer:
        """One request, made again without what Slack does not take of it, or from inside."""
        what: Answer = {**given}
        outside = True
        while True:
            try:
                return self._api.call(method, **what)
            except Refused as error:
                if error.word == "not_in_channel" and outside:
                    outside = False
                    self._api.call("conversations.join", _CLOSED, channel=what["channel"])
                elif what.pop(_WITHOUT.get(error.word, ""), None) is None:
                    raise
                elif error.word == "msg_too_long":
                    what["text"] = what["text"][:SHORT]


def _mark(key: str) -> Answer:
    return {"event_type": "tocsin", "event_payload": {"key": key}}


def _file_names(one: Answer) -> list[str]:
    return [str(each.get("name")) for each in one.get("files") or ()]
