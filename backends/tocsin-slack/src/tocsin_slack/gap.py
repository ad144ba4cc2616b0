"""What was said while nobody listened: it is read back, and handed on in its order.

A file in the data folder holds the last message handled in each channel. What is behind it is read
after every connection, a channel's before the next thing that happens there. The first start reads
nothing back.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_slack.api import SlackApi
from tocsin_slack.heard import MALFORMED, Json, is_direct, moment

KINDS: Final = "public_channel,private_channel,im"
PAGES, PAGE, AT_ONCE = 5, 200, 50
CALLS, MINUTE_S = 45, 60.0
"""Requests for history in a minute: Slack takes 50."""
ANYWHERE: Final = "*"
MARK: Final = "Tocsin: "
"""What the purpose of an incident's channel begins with."""


class Channels:
    """The names of channels and user groups, as far as they were asked for."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._known: dict[str, Json] = {}
        self._handles: dict[str, str] = {}

    def listed(self) -> list[str]:
        """Every channel the bot is in: rooms of incidents first, direct messages last."""
        kept = {"types": KINDS, "exclude_archived": True, "limit": PAGE}
        found: list[Json] = [*self._api.pages("users.conversations", "channels", **kept)]
        self._known = {one["id"]: one for one in found}
        return sorted(self._known, key=lambda id: (not self.is_incident(id), is_direct(id)))

    def name(self, id: str) -> str:
        """The name; the id where Slack does not tell it."""
        with suppress(ProviderError):
            if not is_direct(id) and not self._known.get(id, {}).get("is_member"):  # or not yet
                self._known[id] = self._api.call("conversations.info", channel=id)["channel"]
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


class Gap:
    """Used by the thread that listens."""

    def __init__(
        self, api: SlackApi, channels: Channels, file: Path, clock: Callable[[], datetime]
    ) -> None:
        self._api, self._channels, self._file, self._clock = api, channels, file, clock
        self._at: dict[str, str] = {}
        self._due: dict[str, None] = {}
        self._left: dict[str, list[Json]] = {}
        self._calls: deque[float] = deque(maxlen=CALLS)
        self._unlisted, self._not_before = False, 0.0

    def begin(self) -> None:
        """All channels are to be read again; at the first start none."""
        with suppress(OSError, *MALFORMED):
            found = json.loads(self._file.read_text())
            self._at = self._at or {key: f"{float(at):.6f}" for key, at in found.items()}
        self._left.clear()
        self._unlisted = ANYWHERE in self._at
        if not self._unlisted:
            self._move(ANYWHERE, f"{self._clock().timestamp():.6f}")

    def missed(self, channel: str) -> None:
        """Something there was not handled: what comes behind it does not count as read.

        Where nothing was handled yet it is read from the second of the last one anywhere.
        """
        self._at.setdefault(channel, f"{int(float(self._at[ANYWHERE]))}.000000")
        self._due[channel] = None

    def handled(self, channel: str, ts: str) -> None:
        """A message was, and all before it."""
        if channel not in self._due and self._at:
            self._move(channel, ts)

    def next(self, here: str = "") -> str:
        """The channel that is to be read now, "" = none; of `here` alone where it is given.

        Raises:
            ProviderError: Slack does not tell which there are. It is asked again in a while.
        """
        full = len(self._calls) == CALLS and time.monotonic() - self._calls[0] < MINUTE_S
        if full or time.monotonic() < self._not_before:
            return ""
        if self._unlisted:
            for channel in self._later(self._channels.listed):
                self.missed(channel)
            self._unlisted = False
        return next((one for one in self._due if one == (here or one)), "")

    def read(self, channel: str, take: Callable[[Json], None]) -> None:
        """Hand on some of what was said there, the oldest first; it is due again until all was.

        What fails leaves it to be read again.

        Raises:
            ProviderError: Slack did not tell. It is asked again in a while.
            StoreUnavailable: One was not kept.
        """
        at, again = self._at[channel], False
        try:
            said = self._left.pop(channel, []) or self._later(lambda: self._messages(channel))
            for one in said[:AT_ONCE]:
                with suppress(*MALFORMED):  # those behind it can be read
                    take({**one, "channel": channel})
                    at = max(at, one["ts"], key=_number)
            self._left[channel], again = said[AT_ONCE:], len(said) > AT_ONCE
        except (ProviderError, StoreUnavailable) as error:
            again = isinstance(error, StoreUnavailable) or error.retryable
            raise
        finally:
            del self._due[channel]
            self._move(channel, at)
            if again:
                self.missed(channel)  # behind all others

    def _later(self, ask: Callable[[], list[Any]]) -> list[Any]:
        """The answer; after a failure nothing is asked for a while."""
        try:
            return ask()
        except ProviderError as error:
            self._not_before = time.monotonic() + (error.retry_after or MINUTE_S / 6)
            raise

    def _messages(self, channel: str) -> list[Json]:
        """The oldest first; of very many those are left out."""
        said: list[Json] = []
        cursor: str | None = None
        for _ in range(PAGES):
            self._calls.append(time.monotonic())
            asked = {"channel": channel, "oldest": self._at[channel], "limit": PAGE}
            answer = self._api.call("conversations.history", cursor=cursor, **asked)
            said += answer["messages"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return said[::-1]

    def _move(self, channel: str, ts: str) -> None:
        moved = {one: max(self._at.get(one, ""), ts, key=_number) for one in (channel, ANYWHERE)}
        if self._at != (after := {**self._at, **moved}):
            self._at, new = after, self._file.with_suffix(".new")
            with suppress(OSError):  # a full disk: the next start reads more, and finds it done
                new.write_text(json.dumps(after))
                new.replace(self._file)


def _number(ts: str) -> float:
    return moment(ts or "0").timestamp()
