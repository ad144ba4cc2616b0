"""What was said while nobody listened: it is read back, and handed on in its order.

A file in the data folder holds the last message handled in each channel. What is behind it is read
after every connection, a channel's before the next thing that happens there. The first start reads
nothing back.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from tocsin.errors import ProviderError
from tocsin_slack.api import SlackApi
from tocsin_slack.heard import Json, is_direct

KINDS: Final = "public_channel,private_channel,im"
PAGES: Final = 5
PAGE: Final = 200
CALLS: Final = 45
"""Of history in a minute; Slack takes 50, and a reaction asks too."""
MINUTE_S: Final = 60.0
WRITE_S: Final = 1.0
ANYWHERE: Final = "*"


class Channels:
    """The names of channels, and whose they are, as far as they were asked for."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._known: dict[str, Json] = {}
        self._handles: dict[str, str] | None = None

    def listed(self) -> list[str]:
        """Every channel the bot is in: rooms of incidents first, direct messages last."""
        self._handles = None
        kept = {"types": KINDS, "exclude_archived": True, "limit": PAGE}
        for one in self._api.pages("users.conversations", "channels", **kept):
            if isinstance(one, dict):
                self._known[one["id"]] = one
        return sorted(self._known, key=lambda id: (not self.is_incident(id), is_direct(id)))

    def name(self, id: str) -> str:
        """The name; the id where Slack does not tell it."""
        if id not in self._known:
            try:
                told = self._api.call("conversations.info", channel=id)["channel"]
            except ProviderError:
                return id
            self._known[id] = dict(told)
        return str(self._known[id].get("name") or id)

    def is_incident(self, id: str) -> bool:
        """Whether it is known as the room of an incident, without asking."""
        purpose = self._known.get(id, {}).get("purpose") or {}
        return str(purpose.get("value", "")).startswith("Tocsin INC-")

    def group(self, id: str, label: str) -> str:
        """The handle of a user group, which Slack tells in messages at times."""
        if label:
            return label.removeprefix("@")
        if self._handles is None:
            try:
                groups = self._api.call("usergroups.list")["usergroups"]
            except ProviderError:
                return id
            self._handles = {one["id"]: one["handle"] for one in groups}
        return self._handles.get(id, id)


class Gap:
    """Used by the thread that listens."""

    def __init__(self, api: SlackApi, file: Path, clock: Callable[[], datetime]) -> None:
        self._api, self._file, self._clock = api, file, clock
        self._at: dict[str, str] = {}
        self._due: dict[str, None] = {}
        self._calls: deque[float] = deque(maxlen=CALLS)
        self._written = self._not_before = 0.0

    def begin(self, channels: Callable[[], list[str]]) -> None:
        """All channels are read again, in this order; at the first start none."""
        if not self._at and not self._read():
            self._at = {ANYWHERE: f"{self._clock().timestamp():.6f}"}
            self._write()
            return
        self._not_before = 0.0
        for channel in channels():
            self.missed(channel)

    def missed(self, channel: str) -> None:
        """Something there was not handled: what comes behind it does not count as read.

        Where nothing was handled yet it is read from the second of the last one anywhere.
        """
        self._at.setdefault(channel, f"{int(float(self._at[ANYWHERE]))}.000000")
        self._due[channel] = None

    def handled(self, channel: str, ts: str, *, taken: bool) -> None:
        """A message was. What was taken is written down at once, all else after a while."""
        if channel in self._due or not self._at:
            return
        self._move(channel, ts)
        if taken or time.monotonic() - self._written > WRITE_S:
            self._write()

    def next(self) -> str:
        """The channel that is to be read now, "" = none."""
        return next(iter(self._due), "") if self._may_ask() else ""

    def is_due(self, channel: str) -> bool:
        """Whether it is to be read before what happens there now."""
        return channel in self._due and self._may_ask()

    def read(self, channel: str, take: Callable[[Json], None]) -> None:
        """Hand on what was said there, the oldest first; what fails leaves it to be read again.

        Raises:
            ProviderError: Slack did not tell. It is asked again in a while.
        """
        try:
            said = [*self._messages(channel)]
        except ProviderError as error:
            if not error.retryable:
                del self._due[channel]
            self._not_before = time.monotonic() + (error.retry_after or MINUTE_S / 6)
            raise
        for one in reversed(said):
            take({**one, "channel": channel})
            self._move(channel, one["ts"])
        self._due.pop(channel, None)
        self._write()

    def close(self) -> None:
        """Write down how far it came."""
        if self._at:
            self._write()

    def _messages(self, channel: str) -> Iterator[Json]:
        """The newest first; of very many the oldest are left out."""
        cursor: str | None = None
        for _ in range(PAGES):
            self._calls.append(time.monotonic())
            asked = {"channel": channel, "oldest": self._at[channel], "limit": PAGE}
            answer = self._api.call("conversations.history", cursor=cursor, **asked)
            yield from answer["messages"]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    def _may_ask(self) -> bool:
        now = time.monotonic()
        full = len(self._calls) == CALLS and now - self._calls[0] < MINUTE_S
        return not full and now >= self._not_before

    def _move(self, channel: str, ts: str) -> None:
        for where in (channel, ANYWHERE):
            if float(ts) > float(self._at.get(where, 0)):
                self._at[where] = ts

    def _read(self) -> bool:
        with suppress(OSError, ValueError):
            found = json.loads(self._file.read_text())
            self._at = {str(key): f"{float(at):.6f}" for key, at in found.items()}
        return ANYWHERE in self._at

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._at))
        new.replace(self._file)
        self._written = time.monotonic()
