"""What is known of channels, and what was said there while nobody listened."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from tocsin.chat import ReadBack
from tocsin.errors import ProviderError
from tocsin_slack.api import SlackApi
from tocsin_slack.heard import Json, is_direct, moment

KINDS: Final = "public_channel,private_channel,im"
PAGE, CALLS, REFUSED_S = 200, 45, 60.0
"""Messages asked for at once; requests for them in a minute, of which Slack takes 50; and how long
nothing is asked about a channel that Slack told nothing of."""
MARK: Final = "Tocsin: "
"""What the purpose of an incident's channel begins with."""
Told = tuple[str, Json]


class Channels:
    """The names of channels and user groups, as far as they were asked for."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._known: dict[str, Json] = {}
        self._handles: dict[str, str] = {}
        self._refused: dict[str, float] = {}

    def listed(self) -> list[str]:
        """Every channel the bot is in: rooms of incidents first, direct messages last."""
        kept = {"types": KINDS, "exclude_archived": True, "limit": PAGE}
        found: list[Json] = [*self._api.pages("users.conversations", "channels", **kept)]
        self._known = {one["id"]: one for one in found}
        return sorted(self._known, key=lambda id: (not self.is_incident(id), is_direct(id)))

    def name(self, id: str) -> str:
        """The name; the id where Slack does not tell it."""
        settled = is_direct(id) or self._known.get(id, {}).get("is_member")  # else maybe by now
        if not settled and time.monotonic() >= self._refused.get(id, 0.0):
            try:
                self._known[id] = self._api.call("conversations.info", channel=id)["channel"]
            except ProviderError:
                self._refused[id] = time.monotonic() + REFUSED_S
        return str(self._known.get(id, {}).get("name") or id)

    def inside(self, id: str) -> str:
        """The same where the bot is a member, else ""; what it has from a list says no more."""
        self.name(id)
        return id if self._known.get(id, {"is_member": False}).get("is_member", True) else ""

    def is_incident(self, id: str) -> bool:
        """Whether it is known as the room of an incident, without asking."""
        purpose = self._known.get(id, {}).get("purpose") or {}
        return str(purpose.get("value")).startswith(MARK)

    def group(self, id: str, label: str) -> str:
        """The handle of a user group, which Slack tells in messages at times."""
        with suppress(ProviderError):
            if not label and id not in self._handles:
                groups = self._api.call("usergroups.list")["usergroups"]
                self._handles = {one["id"]: one["handle"] for one in groups}
        return label.removeprefix("@") or self._handles.get(id, id)


def gap(
    api: SlackApi, channels: Channels, file: Path, clock: Callable[[], datetime]
) -> ReadBack[Told]:
    """What was said while nobody listened, by channel: each message with its channel."""

    def page(channel: str, after: datetime, cursor: str) -> tuple[list[Told], str]:
        asked = {"channel": channel, "oldest": f"{after.timestamp():.6f}", "limit": PAGE}
        answer = api.call("conversations.history", cursor=cursor or None, **asked)
        more = (answer.get("response_metadata") or {}).get("next_cursor")
        return [(channel, one) for one in answer["messages"]], more or ""

    return ReadBack(file, channels.listed, page, moment=lambda told: moment(told[1]["ts"]),
                    clock=clock, calls=CALLS)  # fmt: skip
