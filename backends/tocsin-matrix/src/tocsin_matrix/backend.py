"""Matrix as a chat of Tocsin: what is heard is kept first, and forgotten by the server then."""

from __future__ import annotations

import logging
import random
import threading
import time
from typing import Final

from tocsin.chat import (
    MALFORMED,
    Aside,
    ChatContext,
    Ears,
    Finding,
    Fitness,
    Heard,
    Once,
    Pulse,
    RoomRef,
)
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_matrix import doctor
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient, room_path
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.heard import Reader
from tocsin_matrix.rendering import Json
from tocsin_matrix.sealed import crypto_for
from tocsin_matrix.sync import WAIT_S, Sync

log = logging.getLogger(__name__)
LONGEST_S: Final = 30.0
"""The longest pause after a failure; the next one may be half as long."""
FRESH_S: Final = 60.0
"""So long a room is known as what it was."""
TRIES: Final = 8
"""How often it is tried to come into a room that somebody invited us to."""
INVITED, OF_ONE = 200, 5
"""Invitations that wait at once, and of the same person."""


class MatrixBackend:
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: MatrixConfig, context: ChatContext) -> None:
        self._config, self._context = config, context
        self._client = MatrixClient(config)
        self._client.crypto = crypto_for(self._client, config, context)
        self.chat = MatrixChat(context.name, self._client, config, context.prefix)
        self._sync = Sync(self._client, context.data_dir / f"{context.name}.sync")
        self._pulse = Pulse("Matrix", context.clock, silent_s=3 * WAIT_S)
        self._aside, self._doors = Aside(4, context.name), Aside(1, context.name)
        self._invitations: dict[str, tuple[Json, int]] = {}
        self._rooms: dict[str, tuple[float, RoomRef | None]] = {}
        self._stopped = threading.Event()

    def listen(self, ears: Ears) -> None:
        """Until `stop`. What waits when the store is away is heard by the next `listen`."""
        self._stopped.clear()
        once, begins, failed = Once(ears), True, 0
        try:
            while not self._stopped.is_set():
                try:
                    if begins:
                        self._client.crypto.received({})  # people's devices see ours from now on
                        self._sync.begin()
                    self._round(once)
                    begins, failed = False, 0
                except ProviderError as error:
                    failed += 1
                    self._failed(error, failed)
        finally:
            self._aside.end(1.0)
            self._doors.end(1.0)
            self._client.crypto.close()

    def fitness(self) -> Fitness:
        """By the age of the last answer to the question for news."""
        return self._pulse.fitness()

    def doctor(self) -> tuple[Finding, ...]:
        """What the README asks for, looked at."""
        return doctor.findings(self._config, self._client, self.chat)

    def stop(self, seconds: float) -> None:
        """Hear nothing more."""
        self._stopped.set()
        self._sync.stop()

    def _failed(self, error: ProviderError, times: int) -> None:
        """Say so, and pause: longer each time, and not all bots at the same moment."""
        self._pulse.trouble(str(error))
        pause = min(2.0**times, LONGEST_S) * random.uniform(0.5, 1.0)
        pause = max(pause, error.retry_after or 0.0)
        log.warning("matrix: nothing is heard; asked again in %.0f s: %s", pause, error)
        self._stopped.wait(pause)

    def _round(self, ears: Ears) -> None:
        """Ask for news, and keep what was told."""
        if not self._sync.waiting:
            self._sync.poll()
            self._pulse.heard()
            self._pulse.well(self._client.crypto.fault)
        while self._sync.waiting and not self._stopped.is_set():
            self._told(*self._sync.waiting[0], ears)  # StoreUnavailable leaves it the first in line
            self._sync.waiting.popleft()
        if not self._sync.waiting:
            self._sync.keep()
        if self._invitations:
            self._doors.do(self._enter_all, ears)

    def _told(self, room: str, event: Json, ears: Ears) -> None:
        """One event; what cannot be read ends nothing."""
        try:
            kind, about = event["type"], event.get("state_key")
            if kind == "m.room.member" and about == self._client.me().user:
                self._about_us(room, event, ears)
            elif kind == "m.room.tombstone":
                self.chat.moved(room)
            elif seen := self._client.crypto.opened(room, event):
                heard = self._reader().event(room, seen)
                if heard is not None and self._client.crypto.is_bare(room, event):
                    self._left_out(room, heard, event)
                elif heard is not None:
                    self._hear(room, heard, ears)
        except MALFORMED as error:
            log.warning("matrix: an event was not understood: %s", type(error).__name__)
        except ProviderError as error:
            if error.code not in ("forbidden", "not_found", "invalid"):
                raise  # then it stays the first in line
            log.warning("matrix: an event of %s was left: %s", room, error)

    def _left_out(self, room: str, heard: Heard, event: Json) -> None:
        """What was said in clear where all else is sealed; a command is answered with why."""
        line = getattr(heard, "text", "")
        if heard.room is None or line.startswith(self._context.prefix):
            self._client.crypto.tell("IN_CLEAR", room, event)

    def _hear(self, room: str, heard: Heard, ears: Ears) -> None:
        """What is for us is shown as seen once it is kept."""
        if ears.hear(heard).taken:
            receipt = room_path(room, "receipt", "m.read", heard.event_id)
            self._aside.do(self._client.ask, "POST", receipt, {})

    def _about_us(self, room: str, event: Json, ears: Ears) -> None:
        """Who shows us out is told in the log; of invitations few wait, and of each person."""
        who, now = event["sender"], event["content"]["membership"]
        if now in ("leave", "ban") and who != self._client.me().user:
            log.warning("matrix: %s showed the bot out of %s: invite it again", who, room)
        if now == "invite":
            inviting = [one["sender"] for one, _ in [*self._invitations.values()]]
            if len(inviting) < INVITED and inviting.count(who) < OF_ONE:
                self._invitations[room] = (event, TRIES)
            else:
                log.warning("matrix: an invitation by %s was left: too many wait", who)

    def _enter_all(self, ears: Ears) -> None:
        """Come into the rooms that somebody invited us to; it is tried again where that fails."""
        for room, (event, left) in [*self._invitations.items()]:
            if self._stopped.is_set():
                return
            again = False
            try:
                self._enter(room, event, ears)
            except (ProviderError, StoreUnavailable) as error:
                log.warning("matrix: %s cannot be entered: %s", room, error)
                again = left > 0 and getattr(error, "retryable", True)
            except MALFORMED as error:
                log.warning("matrix: an invitation cannot be read: %s", type(error).__name__)
            del self._invitations[room]
            if again:
                self._invitations[room] = event, left - 1

    def _enter(self, room: str, event: Json, ears: Ears) -> None:
        """An invitation is followed where it comes from the space, or from somebody known."""
        who = event["sender"]
        form = ears.form("", self._reader().account(who), None, "")
        if (form is None or form.name == "report") and not self.chat.in_space(who):
            log.warning("matrix: an invitation by %s was left: nobody knows them here", who)
            return
        self._client.ask("POST", room_path(room, "join"), {})
        if event["content"].get("is_direct") is True:
            self.chat.took_direct(room, who)

    def _reader(self) -> Reader:
        return Reader(platform=self.chat.platform, prefix=self._context.prefix,
                      me=self._client.me().user, room=self._room, quoted=self._quoted,
                      now=self._context.clock)  # fmt: skip

    def _room(self, id: str) -> RoomRef | None:
        """The room as the core knows it, None = a direct one; asked once in a while."""
        if (time.monotonic() - self._rooms.get(id, (-FRESH_S, None))[0]) >= FRESH_S:
            self._rooms[id] = (time.monotonic(), self.chat.known_as(id))
        return self._rooms[id][1]

    def _quoted(self, room: str, id: str) -> Json:
        """An event in clear, as it was edited last."""
        try:
            told = self._client.ask("GET", room_path(room, "event", id))
            found = self._client.crypto.opened(room, told) or told
            edit = (told.get("unsigned") or {}).get("m.relations", {}).get("m.replace")
            new = self._client.crypto.opened(room, edit) if edit else None
            if new and new["sender"] == told["sender"]:
                found |= {"type": new["type"], "content": new["content"]["m.new_content"]}
            return found
        except (ProviderError, *MALFORMED) as error:  # not now: it stays the first in line
            if not isinstance(error, MALFORMED) and error.retryable:
                raise
        return {}
