"""What is known of channels, and what was said there while nobody listened."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.errors import ProviderError
from tocsin_slack.api import SlackApi
from tocsin_slack.rendering import Json

PAGE, CALLS, REFUSED_S = 200, 45, 60.0
"""Messages asked for at once; requests for them in a minute, of which Slack takes 50; and how long
nothing is asked about a channel that Slack told nothing of."""
MARK: Final = "Tocsin: "
"""What the purpose of an incident's channel begins with."""


class Channels:
    """The names of channels and user groups, as far as they were asked for.

    Args:
        teams: The handle of a user group -> the team that it stands for, where they differ.
    """

    calls = CALLS

    def __init__(self, api: SlackApi, teams: Mapping[str, str]) -> None:
        self._api, self._teams = api, teams
        self._known: dict[str, Json] = {}
        self._handles: dict[str, str] = {}

    def listed(self, kept: tuple[str, ...]) -> list[str]:
        """Every channel the bot is in: rooms of incidents first, direct messages last."""
        kinds = "public_channel,private_channel,im"
        what = {"types": kinds, "exclude_archived": True, "limit": PAGE}
        found: list[Json] = [*self._api.pages("users.conversations", "channels", **what)]
        self._known = {one["id"]: one for one in found}
        return sorted(self._known, key=lambda id: (not self.is_incident(id), is_direct(id)))

    def name(self, id: str) -> str:
        """The name; the id where Slack does not tell it."""
        known, now = self._known.get(id) or {"is_member": False}, time.monotonic()
        settled = is_direct(id) or known.get("is_member") or now < known.get("refused_until", 0.0)
        if not settled:  # it may be in it by now
            try:
                self._known[id] = self._api.call("conversations.info", channel=id)["channel"]
            except ProviderError:
                self._known[id] = {**known, "refused_until": now + REFUSED_S}
        return str(self._known.get(id, {}).get("name") or id)

    def inside(self, id: str) -> str:
        """The same where the bot is a member, else ""; what it has from a list says no more."""
        self.name(id)
        return id if self._known.get(id, {"is_member": False}).get("is_member", True) else ""

    def is_incident(self, id: str) -> bool:
        """Whether it is known as the room of an incident, without asking."""
        purpose = self._known.get(id, {}).get("purpose") or {}
        return str(purpose.get("value")).startswith(MARK)

    def team(self, id: str, label: str) -> str:
        """The team that a user group stands for, whose handle Slack tells in messages at times."""
        with suppress(ProviderError):
            if not label and id not in self._handles:
                groups = self._api.call("usergroups.list")["usergroups"]
                self._handles = {one["id"]: one["handle"] for one in groups}
        handle = label.removeprefix("@") or self._handles.get(id, id)
        return self._teams.get(handle, handle)

    def said(self, channel: str, after: datetime, cursor: str) -> tuple[list[Json], str]:
        """A page of what was said there after that moment, the newest first, and the next one."""
        asked = {"channel": channel, "oldest": f"{after.timestamp():.6f}", "limit": PAGE}
        answer = self._api.call("conversations.history", cursor=cursor or None, **asked)
        more = (answer.get("response_metadata") or {}).get("next_cursor")
        return answer["messages"], more or ""

    def moment(self, message: Json) -> datetime:
        """When it was sent."""
        return moment(message["ts"])


def is_direct(channel: str) -> bool:
    """Whether it is what somebody and the bot say to each other."""
    return channel.startswith("D")


def moment(ts: str) -> datetime:
    """When: Slack's ids of messages are seconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(ts))
