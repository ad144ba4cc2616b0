"""What the homeserver tells since it was asked last: kept first, and forgotten by it then.

A file in the data folder holds how far everything is kept. It is written after that, so what a kill
or an outage cut off is told again. The first start hears nothing of what was said before it.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from pathlib import Path
from typing import Final

from tocsin.chat import MALFORMED, Answer, Refused
from tocsin.errors import ProviderError
from tocsin_matrix.client import V3, MatrixClient

log = logging.getLogger(__name__)
WAIT_S, MORE_S = 30.0, 15.0
"""Seconds that the server waits for news, and that its answer may take on top of it."""
AT_ONCE, PAGES, PAGE = 50, 5, 100
KINDS: Final = [f"m.room.{one}" for one in ("message", "encrypted", "member", "encryption",
                "tombstone")] + ["m.reaction"]  # fmt: skip
CLOSED: Final = ("M_FORBIDDEN", "M_NOT_FOUND")
"""A room that is not there any more, or of which we may know nothing."""
FORGOTTEN: Final = ("M_UNKNOWN", "M_INVALID_PARAM", "M_BAD_JSON", "M_UNKNOWN_POS")
"""A token that is none of the server's, as after it was restored or moved."""
NOTHING: Final[Answer] = {"types": []}
TIMELINE: Final[Answer] = {"types": KINDS, "limit": AT_ONCE, "lazy_load_members": True}
FILTER: Final = json.dumps({
    "presence": NOTHING, "account_data": NOTHING,
    "room": {"timeline": TIMELINE, "state": {"types": KINDS, "lazy_load_members": True},
             "ephemeral": NOTHING, "account_data": NOTHING, "include_leave": False},
})  # fmt: skip
Told = tuple[str, Answer]
"""The id of a room, and an event of it as the server has it."""


class Sync:
    """Used by the thread that listens, but for `stop`.

    `waiting` is what was told and is not kept yet, in the order of each room. Whoever has kept the
    first takes it away; `keep` when nothing is left.
    """

    def __init__(self, client: MatrixClient, file: Path) -> None:
        self._client, self._file = client, file
        self._since = self._until = ""
        self.waiting: deque[Told] = deque()
        self._asked: Future[Answer] | None = None
        self._stopped = threading.Event()

    def begin(self) -> None:
        """Go on from where everything was kept for this account, maybe by another process."""
        self._stopped.clear()
        with suppress(OSError, *MALFORMED):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if not self.waiting and kept["user"] == self._client.me.user:
                self._since = self._until = kept["since"] + ""

    def stop(self) -> None:
        """End a wait for news at once, from any thread."""
        self._stopped.set()
        if self._asked is not None:
            self._asked.cancel()

    def poll(self) -> None:
        """Wait for news, and put them in line; nothing, when it was stopped meanwhile.

        Where the server forgot how far we had come, it is asked as at a first start.

        Raises:
            ProviderError: There are none now; what was missed is told then.
        """
        try:
            self._news()
        except Refused as error:
            if not self._since or error.word not in FORGOTTEN:
                raise
            log.warning("matrix: the homeserver does not know how far was heard: what was said"
                        " meanwhile is left out, and it goes on from now")  # fmt: skip
            self._since = ""
            self._news()

    def _news(self) -> None:
        self._asked = asked = Future[Answer]()
        threading.Thread(target=self._ask, args=(asked,), name="matrix-sync", daemon=True).start()
        if self._stopped.is_set():
            asked.cancel()
        try:
            self._take(asked.result())
        except MALFORMED as error:
            why = f"The homeserver told what is no news of Matrix ({type(error).__name__})."
            raise ProviderError("unavailable", why) from None
        except CancelledError:
            return

    def keep(self) -> None:
        """Everything that was told is kept: the server need not tell it again."""
        if self._until == self._since:
            return
        self._since, new = self._until, self._file.with_suffix(".new")
        with suppress(OSError):  # a full disk: the next start is told more, and finds it done
            new.write_text(json.dumps({"user": self._client.me.user, "since": self._since}))
            new.replace(self._file)

    def _ask(self, asked: Future[Answer]) -> None:
        """Wait for the server's answer, in a thread that nobody waits for when it is too late."""
        wait, since = (WAIT_S, [self._since]) if self._since else (0.0, [])
        with suppress(InvalidStateError):
            try:
                asked.set_result(self._client.call(
                    "GET", f"{V3}/sync", seconds=wait + MORE_S, filter=FILTER,
                    timeout=int(wait * 1000), since=since))  # fmt: skip
            except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
                asked.set_exception(error)

    def _take(self, answer: Answer) -> None:
        until, rooms, told = answer["next_batch"] + "", answer.get("rooms") or {}, []
        for kind, read in _NEWS.items():
            for room, one in (rooms.get(kind) or {}).items():
                try:
                    told += [(room, event) for event in read(self, room, one)]
                except MALFORMED as error:
                    log.warning("matrix: of %s is told what cannot be read: %s", room,
                                type(error).__name__)  # fmt: skip
        self.waiting.extend([*self._client.encryption.receive(answer), *told])
        self._until = until

    def _invitation(self, room: str, one: Answer) -> list[Answer]:
        """That we were invited; what stands there may be of any server's making.

        Ours adds the invitation that it checked: another one beside it is forged.
        """
        us = ("m.room.member", self._client.me.user)
        events = one["invite_state"]["events"]
        (told,) = (event for event in events if (event["type"], event["state_key"]) == us)
        return [told]

    def _timeline(self, room: str, one: Answer) -> list[Answer]:
        """What happened in a room since, the oldest first; nothing of before the bot came."""
        timeline = one["timeline"]
        events: list[Answer] = timeline["events"] if self._since else []
        if events and timeline.get("limited"):
            events = [*self._gap(room, timeline["prev_batch"]), *events]
        came = [at for at, one in enumerate(events) if self._comes(one)]
        return events[came[-1] :] if came else events

    def _comes(self, event: Answer) -> bool:
        """Whether it is the bot that comes into the room."""
        if event.get("type") != "m.room.member" or event.get("state_key") != self._client.me.user:
            return False
        before = (event.get("unsigned") or {}).get("prev_content") or {}
        return bool(event["content"]["membership"] == "join" != before.get("membership"))

    def _gap(self, room: str, end: str) -> list[Answer]:
        """What the server left out of the news of a room, the oldest first; of much the newest.

        Raises:
            ProviderError: It does not tell now.
        """
        found: list[Answer] = []
        kinds = json.dumps({"types": KINDS, "lazy_load_members": True})
        query = {"dir": "b", "to": self._since, "limit": str(PAGE), "filter": kinds}
        for _ in range(PAGES):
            query["from"] = end
            page = self._client.inside(room, "GET", "messages", None, CLOSED, **query)
            found += page.get("chunk", ())
            if not (end := page.get("end") or ""):
                return found[::-1]
        log.warning("matrix: of what was said in %s while nobody listened, all but the last %s"
                    " events are left out", room, len(found))  # fmt: skip
        return found[::-1]


_NEWS: Final[Mapping[str, Callable[[Sync, str, Answer], list[Answer]]]] = {
    "invite": Sync._invitation, "join": Sync._timeline, "leave": Sync._timeline,
}  # fmt: skip
