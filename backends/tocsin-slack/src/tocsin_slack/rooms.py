"""Channels. Ours are those we created and whose purpose, set by us, carries the incident.

Whether a channel is private is decided when it is created: Slack lets no app change it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from tocsin import chat
from tocsin.chat import Account, Answer, Link, RoomRef, Text
from tocsin.errors import ProviderError
from tocsin_slack.api import SlackApi
from tocsin_slack.errors import fault
from tocsin_slack.gap import MARK
from tocsin_slack.rendering import ADDRESS, inert

MOST_NAME: Final = 80
LISTED: Final = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": 999}
TAKEN: Final = ("name_taken",)
FINE: Final = ("already_in_channel", "cant_invite_self", "user_not_in_channel", "cant_kick_self")


class SlackRooms(chat.KeyedChat):
    """Safe to call from any thread; one channel is opened at a time."""

    def __init__(self, platform: str, api: SlackApi) -> None:
        super().__init__(platform)
        self._api = api

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        mark = f"{MARK}the channel of one incident ({incident}). Please leave this as it is."
        names = chat.free_names(name, incident, MOST_NAME)
        with self._opening:
            us = self._api.identity().user
            every = self._api.pages("users.conversations", "channels", **LISTED)
            mine = [one for one in every if one.get("creator") == us]
            for one in mine:
                purpose = one.get("purpose") or {}
                ours = (purpose.get("value"), purpose.get("creator")) == (mark, us)
                if ours and (one.get("is_private") or not private):
                    return self._ref(one)
            left = (one for one in mine if one.get("name") in names and _is_left(one, private))
            made = next(left, None) or self._created(names, private)
            self._api.call("conversations.setPurpose", channel=made["id"], purpose=mark)
            return self._ref(made)

    def _find(self, name: str) -> RoomRef:
        channel = self._looked_up(name.removeprefix("#"))
        if not channel.get("is_member") and not channel.get("is_private"):
            self._api.call("conversations.join", channel=channel["id"])
        return self._ref(channel)

    def members(self, room: RoomRef) -> frozenset[str]:
        found = self._api.pages("conversations.members", "members", channel=room.id, limit=999)
        return frozenset(map(str, found)) - {self._api.identity().user}

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        if accounts:
            users = ",".join([one.id for one in accounts][:1_000])  # more Slack does not take
            what = {"channel": room.id, "users": users, "force": True}
            told = self._api.call("conversations.invite", FINE, **what)
            for one in told.get("errors") or ():
                if one.get("error") not in FINE:
                    raise fault("conversations.invite", one)

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        for one in accounts:
            self._api.call("conversations.kick", FINE, channel=room.id, user=one.id)

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        def ask(wanted: str) -> Answer:
            told = self._api.call("conversations.rename", TAKEN, channel=room.id, name=wanted)
            told = told or self._api.call("conversations.info", channel=room.id)
            is_so = told["channel"]["name"] == wanted  # maybe by a try whose end nobody saw
            return told if is_so else {}

        names = chat.free_names(name, room.id, MOST_NAME)
        return self._ref(chat.first_free("Slack", names, ask)["channel"])

    def set_topic(self, room: RoomRef, text: Text) -> None:
        words = inert(" ".join(text.as_plain().split()))[: self.limits.topic]
        words = re.sub("&[a-z]{0,3}$", "", words)  # half of what stands for one character
        self._api.call("conversations.setTopic", channel=room.id, topic=words)

    def set_links(self, room: RoomRef, links: tuple[Link, ...]) -> None:
        """Ours are told by who set them last."""
        us = self._api.identity().user
        sound = (one for one in links if ADDRESS.fullmatch(one.url))
        wanted = [(chat.seen(one.words or one.url), one.url) for one in sound]
        told = self._api.call("bookmarks.list", channel_id=room.id).get("bookmarks") or ()
        ours = {(one["title"], one.get("link")): one["id"] for one in told
                if one.get("last_updated_by_user_id") == us}  # fmt: skip
        for mark in [id for one, id in ours.items() if one not in wanted]:
            self._api.call("bookmarks.remove", ("not_found",), channel_id=room.id, bookmark_id=mark)
        for title, link in [one for one in wanted if one not in ours]:
            self._api.call("bookmarks.add", channel_id=room.id, title=title, type="link", link=link)

    def _created(self, names: tuple[str, ...], private: bool) -> Answer:
        ask = partial(self._api.call, "conversations.create", TAKEN, is_private=private)
        return {**chat.first_free("Slack", names, lambda name: ask(name=name))["channel"]}

    def _looked_up(self, wanted: str) -> Answer:
        """Its names have no capitals and its ids no small letters: none is met for another."""
        is_id = re.fullmatch("[CG][A-Z0-9]{8,}", wanted)
        key, value = ("id", wanted) if is_id else ("name", wanted.lower())
        for method in ("users.conversations", "conversations.list"):
            for one in self._api.pages(method, "channels", **LISTED):
                if one[key] == value:
                    return {"is_member": method == "users.conversations", **one}
        told = f"Slack has no channel #{inert(wanted)[:80]} that the app may see: make it, and "
        raise ProviderError("not_found", f"{told}`/invite` the app if it is private.")

    def _ref(self, channel: Answer) -> RoomRef:
        return self.room_ref(channel["id"], channel["name"])


def _is_left(one: Answer, private: bool) -> bool:
    """Whether we were cut off when we had created it: its purpose was never set."""
    purpose = one.get("purpose") or {}
    unset = not purpose.get("value") and purpose.get("last_set", 0) <= one.get("created", 0)
    return unset and bool(one.get("is_private")) == private
