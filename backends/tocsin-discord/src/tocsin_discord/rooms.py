"""Channels. Ours are those whose topic ends with a mark that nobody can make without the token.

They lie in categories of one name, which hold 50 each, and later in those of the archive. Names of
channels need not be unique on Discord; those of ours are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from discord.utils import snowflake_time

from tocsin import chat
from tocsin.chat import LIST, Account, Answer, RoomRef, Text, free_names
from tocsin.providers.http import segment
from tocsin_discord.api import DiscordApi
from tocsin_discord.config import DiscordConfig
from tocsin_discord.errors import fault
from tocsin_discord.rendering import inert, is_id

MOST_NAME, MOST_IN_CATEGORY, NEARLY_ALL, PAGE = 100, 50, 490, 100
TIDIED: Final = 3
"""Old channels that are moved, and deleted, when a new one is opened."""
TEXT, CATEGORY, NEWS = 0, 4, 5
ROLE, MEMBER = 0, 1
SEE, SEND = 1 << 10, 1 << 11
ALLOWED: Final = SEE | SEND | 1 << 16 | 1 << 38
"""Who is in a channel sees it, writes there and in its threads, and reads what was said."""
NEWEST: Final = str(2**63 - 1)
"""An id that is behind that of every message."""
CLOSED: Final = ("10003", "50001", "50013")
"""A channel that is gone, or that the bot may not see or read."""
TOPICS, TOPICS_S = 2, 600.0
"""So many changes of a topic Discord takes in so many seconds."""
HEAD: Final = "Tocsin keeps this channel for one incident: what it is stands on the pinned card."
MARK: Final = 24
_MARK: Final = re.compile(rf"tocsin:[0-9a-f]{{{MARK}}}$")


class DiscordRooms(chat.KeyedChat):
    """Safe to call from any thread; one channel is opened at a time."""

    def __init__(self, platform: str, api: DiscordApi, config: DiscordConfig,
                 clock: Callable[[], datetime]) -> None:  # fmt: skip
        super().__init__(platform)
        self._api, self._config, self._clock = api, config, clock
        self._topics = chat.Latest("discord", self._put_topic, changes=TOPICS, span_s=TOPICS_S)

    def open_room(self, name: str, incident: str, *, private: bool) -> RoomRef:
        mark = f"tocsin:{self._api.signed(incident)[:MARK]}"
        with self._opening:
            every = self._listed()
            for one in every:
                if mark_of(one) == mark and (self._is_private(one) or not private):
                    return self._ref(one)
            self._tidy(every)
            hidden = {"permission_overwrites": self._hidden()} if private else {}
            return self._ref(self._made(
                _free(name, incident, every), TEXT, topic=f"{HEAD} · {mark}",
                parent_id=self._category(every, self._config.category), **hidden,
            ))  # fmt: skip

    def members(self, room: RoomRef) -> frozenset[str]:
        """Those whom the channel names; who sees it besides, by a role, is not told."""
        return readers(self._api.call("GET", room_path(room.id))) - {self._api.me.id}

    def invite(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        """One by one: who is refused keeps nobody else out."""
        call, may = self._api.call, _overwrite(MEMBER, ALLOWED)
        chat.one_by_one(accounts, lambda who: call("PUT", _named(room, who), may))

    def remove(self, room: RoomRef, accounts: tuple[Account, ...]) -> None:
        for one in accounts:
            self._api.call("DELETE", _named(room, one), None, ("10009",))

    def rename(self, room: RoomRef, name: str) -> RoomRef:
        with self._opening:
            others = [one for one in self._listed() if one["id"] != room.id]
            body = {"name": _free(name, room.id, others)}
            return self._ref(self._api.call("PATCH", room_path(room.id), body))

    def set_topic(self, room: RoomRef, text: Text) -> None:
        """At most two in ten minutes go out; of those between the last one, later."""
        self._topics.set(room.id, inert(" ".join(text.as_plain().split())))

    def _find(self, name: str) -> RoomRef:
        """Of several of one name the oldest; never one of an incident."""
        wanted = name.removeprefix("#").lower()
        kinds = (one for one in self._listed() if one["type"] in (TEXT, NEWS))
        there = [one for one in kinds if wanted in (one["id"], one["name"].lower())]
        if not (there := [one for one in there if not mark_of(one)]):
            raise fault("no_channel", name=inert(wanted)[:80])
        return self._ref(min(there, key=lambda one: int(one["id"])))

    def _put_topic(self, channel: str, words: str) -> None:
        there = self._api.call("GET", room_path(channel))
        topic = " · ".join(filter(None, (words, mark_of(there))))
        if topic != there.get("topic"):
            self._api.call("PATCH", room_path(channel), {"topic": topic})

    def _listed(self) -> list[Answer]:
        """Every channel of the server, also those the bot does not see."""
        return list(self._api.call("GET", f"/guilds/{self._config.server}/channels")[LIST])

    def _made(self, name: str, kind: int, **more: object) -> Answer:
        about = {"name": name, "type": kind, **more}
        return self._api.call("POST", f"/guilds/{self._config.server}/channels", about)

    def _category(self, every: list[Answer], name: str) -> str:
        """The id of a category of that name (`Incidents`, `Incidents 2`) in which there is room."""
        for one in (there := _categories(every, name)).values():
            if sum(other.get("parent_id") == one for other in every) < MOST_IN_CATEGORY:
                return one
        names = (name, *(f"{name} {n}" for n in range(2, len(there) + 2)))
        every.append(self._made(next(one for one in names if one not in there), CATEGORY))
        return str(every[-1]["id"])

    def _tidy(self, every: list[Answer]) -> None:
        """Move what is quiet for long to the archive; delete the oldest there if that is wanted.

        What cannot be is logged: the channel of a new incident does not wait for it.
        """
        archives = set(_categories(every, self._config.archive).values())
        ours = [one for one in every if one["type"] == TEXT and mark_of(one)]
        kept = [one for one in ours if one.get("parent_id") not in archives]
        with chat.logged("discord", "an old channel"):
            for one in self._quiet(kept, self._config.archive_days):
                one["parent_id"] = self._category(every, self._config.archive)
                self._api.call("PATCH", room_path(one["id"]), {"parent_id": one["parent_id"]})
            if len(every) >= NEARLY_ALL and (days := self._config.delete_days):
                for one in self._quiet([one for one in ours if one not in kept], days):
                    self._api.call("DELETE", room_path(one["id"]))
                    every.remove(one)

    def _quiet(self, channels: Iterable[Answer], days: int) -> list[Answer]:
        """Those in which nothing was said for so long, the oldest first, a few of them."""
        until, last = self._clock() - timedelta(days=days), dict[int, Answer]()
        for one in channels:
            last[int(one.get("last_message_id") or one["id"])] = one
        return [last[id] for id in sorted(last) if moment(id) < until][:TIDIED]

    def _hidden(self) -> list[Answer]:
        """Nobody sees it but the bot, who is named later on, and administrators."""
        everyone = {"id": self._config.server, **_overwrite(ROLE, 0, SEE)}
        return [everyone, {"id": self._api.me.id, **_overwrite(MEMBER, ALLOWED)}]

    def _is_private(self, channel: Answer) -> bool:
        told = channel.get("permission_overwrites") or ()
        return any(one["id"] == self._config.server and int(one["deny"]) & SEE for one in told)

    def _ref(self, channel: Answer) -> RoomRef:
        return self.room_ref(channel["id"], channel["name"])


def room_path(id: str) -> str:
    """The path of a channel or thread."""
    return f"/channels/{segment(id)}"


def mark_of(channel: Answer) -> str:
    """The mark in the topic of a channel of ours, "" = it is none."""
    found = _MARK.search(channel.get("topic") or "")
    return found[0] if found else ""


def moment(id: str | int) -> datetime:
    """When it was made: ids of Discord tell it."""
    return snowflake_time(int(id))


def readers(channel: Answer) -> frozenset[str]:
    """The accounts that may see a channel by a permission of their own."""
    told = (one for one in channel.get("permission_overwrites") or () if one["type"] == MEMBER)
    return frozenset(one["id"] + "" for one in told if int(one["allow"]) & SEE)


def history(api: DiscordApi, channel: str, before: str) -> tuple[list[Answer], str]:
    """A page of what was said before the message of that id, the newest first; the next one."""
    path = f"{room_path(channel)}/messages"
    told = api.call("GET", path, None, CLOSED, limit=PAGE, before=before or NEWEST)
    every = told.get(LIST) or []
    return every, str(every[-1]["id"]) if len(every) == PAGE else ""


def _free(name: str, mark: str, every: Iterable[Answer]) -> str:
    taken = {one["name"] for one in every}
    names = free_names(name, mark, MOST_NAME)
    return chat.first_free("Discord", names, lambda one: "" if one in taken else one)


def _categories(every: Iterable[Answer], name: str) -> dict[str, str]:
    """Name -> id of the categories of a name, and of that name with a number."""
    is_it = re.compile(rf"{re.escape(name)}( [0-9]{{1,3}})?")
    found = (one for one in every if one["type"] == CATEGORY and is_it.fullmatch(one["name"]))
    return {one["name"]: str(one["id"]) for one in found}


def id_of(account: Account) -> str:
    """The id of an account.

    Raises:
        ProviderError: It is none of Discord's.
    """
    if not is_id(account.id):
        raise fault("10013")
    return account.id


def _named(room: RoomRef, account: Account) -> str:
    return f"{room_path(room.id)}/permissions/{id_of(account)}"


def _overwrite(kind: int, allow: int, deny: int = 0) -> Answer:
    return {"type": kind, "allow": str(allow), "deny": str(deny)}
