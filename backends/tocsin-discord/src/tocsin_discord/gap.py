"""What is known of channels and roles, and what was said there while nobody listened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from discord.utils import time_snowflake

from tocsin.chat import Answer
from tocsin_discord.api import DiscordApi
from tocsin_discord.rooms import history, mark_of, moment, readers

CALLS: Final = 600
"""Requests for what was said in a minute; Discord takes 50 a second."""
TEXTS: Final = (0, 5, 10, 11, 12)
"""The types of channels in which people talk; those from 10 on are threads."""


class Channels:
    """The channels, threads and roles of the server, as the gateway tells of them.

    Args:
        roles: The name of a role -> the team that it stands for, where they differ.
    """

    calls = CALLS

    def __init__(self, api: DiscordApi, server: str, roles: Mapping[str, str]) -> None:
        self._api, self._server, self._teams = api, server, roles
        self._known: dict[str, Answer] = {}
        self._roles: dict[str, Answer] = {}

    def learn(self, kind: str, data: Answer) -> None:
        """What a frame says of them; the frame may be of any kind."""
        if kind == "GUILD_CREATE" and data["id"] == self._server:
            told = [*data.get("channels", ()), *data.get("threads", ())]
            self._known = {one["id"]: one for one in told}
            self._roles = {one["id"]: one for one in data["roles"]}
        elif kind in ("CHANNEL_DELETE", "THREAD_DELETE"):
            self._known.pop(data["id"], None)
        elif kind in ("CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE"):
            self._known[data["id"]] = data
        elif kind == "THREAD_LIST_SYNC":
            self._known |= {one["id"]: one for one in data["threads"]}
        elif kind == "MESSAGE_CREATE" and data["channel_id"] in self._known:
            self._known[data["channel_id"]]["last_message_id"] = data["id"]
        elif kind in ("GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE"):
            self._roles[data["role"]["id"]] = data["role"]

    def ours(self) -> list[str]:
        """The channels of incidents."""
        return [id for id in self._known if self.is_incident(id)]

    def readers(self, channel: str) -> frozenset[str]:
        """The accounts that may see it by a permission of their own."""
        return readers(self._known.get(channel, {}))

    def place(self, channel: str) -> Answer:
        """Where a message is that was read there, as a frame says it."""
        server = {"guild_id": self._server} if channel in self._known else {}
        return {"channel_id": channel, **server}

    def name(self, id: str) -> str:
        """The name; the id where it is not told."""
        return str(self._known.get(id, {}).get("name") or id)

    def parent(self, id: str) -> str:
        """The channel of a thread; itself for any other."""
        known = self._known.get(id, {})
        return str(known["parent_id"]) if known.get("type") in TEXTS[2:] else id

    def is_incident(self, id: str) -> bool:
        """Whether it is the room of an incident."""
        return bool(mark_of(self._known.get(id, {})))

    def team(self, role: str, me: str) -> str:
        """The team that a role stands for; the bot's own role is the bot."""
        known = self._roles.get(role, {})
        name = str(known.get("name") or role)
        is_me = (known.get("tags") or {}).get("bot_id") == me
        return me if is_me else self._teams.get(name, name)

    def listed(self, kept: tuple[str, ...]) -> list[str]:
        """Every channel that is heard: those of incidents first, what people wrote to us last.

        Discord tells no list of direct messages: those in which something was handled are known.
        """
        talk = [id for id, one in self._known.items() if one.get("type") in TEXTS]
        direct = [id for id in kept if id not in self._known]
        return [*sorted(talk, key=lambda id: not self.is_incident(id)), *direct]

    def said(self, channel: str, after: datetime, cursor: str) -> tuple[list[Answer], str]:
        """A page of what was said there since that moment, the newest first, and the next one."""
        since, known = time_snowflake(after), self._known.get(channel, {})
        if "last_message_id" in known and int(known["last_message_id"] or 0) < since:
            return [], ""
        page, further = history(self._api, channel, cursor)
        new = [one for one in page if int(one["id"]) >= since]
        return new, further if len(new) == len(page) else ""

    def moment(self, message: Answer) -> datetime:
        """When it was sent."""
        return moment(message["id"])
