"""Matrix as a chat of Tocsin: what is heard is kept first, and forgotten by the server then."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from tocsin import chat
from tocsin.chat import MALFORMED, Answer, BackgroundWork, Ears, Finding, Fitness, Heard, RoomRef
from tocsin.errors import ProviderError, StoreUnavailable
from tocsin_matrix import doctor
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient, room_path
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import encryption_for
from tocsin_matrix.heard import Reader
from tocsin_matrix.sync import WAIT_S, Sync

log = logging.getLogger(__name__)
FRESH_S: Final = 60.0
"""So long a room is known as what it was."""
TRIES: Final = 8
"""How often it is tried to come into a room that somebody invited us to."""
INVITED, OF_ONE = 200, 5
"""Invitations that wait at once, and of the same person."""


class MatrixBackend:
    """The platform; `chat` may be used without listening."""

    def __init__(self, config: MatrixConfig, context: chat.ChatContext) -> None:
        self._config, self._context = config, context
        self._client = MatrixClient(config)
        self._client.encryption = encryption_for(self._client, config, context)
        self.chat = MatrixChat(context.name, self._client, config, context.prefix)
        self._sync = Sync(self._client, context.data_dir / f"{context.name}.sync")
        self._pulse = chat.Pulse("Matrix", context.clock, silent_s=3 * WAIT_S)
        self._aside, self._doors = BackgroundWork(4, context.name), BackgroundWork(1, context.name)
        self._invitations: dict[str, tuple[Answer, int]] = {}
        self._rooms: dict[str, tuple[float, RoomRef | None]] = {}
        self._stopped = threading.Event()

    def listen(self, ears: Ears) -> None:
        """Until `stop`. What waits when something fails is heard by the next `listen`."""
        self._stopped.clear()
        once = chat.DeduplicatingEars(ears)
        try:
            self._client.encryption.receive({})  # people's devices see ours from now on
            self._sync.begin()
            while not self._stopped.is_set():
                self._round(once)
        except ProviderError as error:
            self._pulse.trouble(str(error))
            log.warning("matrix: nothing is heard: %s", error)
            raise
        finally:
            self._aside.end(1.0)
            self._doors.end(1.0)
            self._client.encryption.close()

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

    def _round(self, ears: Ears) -> None:
        """Ask for news, and keep what was told."""
        if not self._sync.waiting:
            self._sync.poll()
            self._pulse.well(self._client.encryption.fault)
        while self._sync.waiting and not self._stopped.is_set():
            self._told(*self._sync.waiting[0], ears)  # StoreUnavailable leaves it the first in line
            self._sync.waiting.popleft()
        if not self._sync.waiting:
            self._sync.keep()
        if self._invitations:
            self._doors.do(self._enter_all, ears)

    def _told(self, room: str, event: Answer, ears: Ears) -> None:
        """One event; what cannot be read ends nothing."""
        try:
            kind, about = event["type"], event.get("state_key")
            if kind == "m.room.member" and about == self._client.me.user:
                self._about_us(room, event)
            elif kind == "m.room.tombstone":
                self.chat.moved(room)
            elif seen := self._client.encryption.decrypt(room, event):
                heard = self._reader().event(room, seen)
                if heard is not None and self._client.encryption.is_cleartext(room, event):
                    self._in_clear(room, heard, event)
                elif heard is not None:
                    self._hear(room, heard, ears)
        except MALFORMED as error:
            log.warning("matrix: an event was not understood: %s", type(error).__name__)
        except ProviderError as error:
            if error.code not in ("forbidden", "not_found", "invalid"):
                raise  # then it stays the first in line
            log.warning("matrix: an event of %s was left: %s", room, error)

    def _in_clear(self, room: str, heard: Heard, event: Answer) -> None:
        """What was said in clear where all else is sealed; a command is answered with why."""
        line = getattr(heard, "text", "")
        if heard.room is None or line.startswith(self._context.prefix):
            self._client.encryption.warn_sender("IN_CLEAR", room, event)

    def _hear(self, room: str, heard: Heard, ears: Ears) -> None:
        """What is for us is shown as seen once it is kept."""
        if ears.hear(heard).taken:
            receipt = room_path(room, "receipt", "m.read", heard.event_id)
            self._aside.do(self._client.call, "POST", receipt, {})

    def _about_us(self, room: str, event: Answer) -> None:
        """Who shows us out is told in the log; of invitations few wait, and of each person."""
        who, now = event["sender"], event["content"]["membership"]
        if now in ("leave", "ban") and who != self._client.me.user:
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
            del self._invitations[room]
            with chat.logged("matrix", "an invitation"):
                try:
                    self._enter(room, event, ears)
                except (ProviderError, StoreUnavailable) as error:
                    log.warning("matrix: %s cannot be entered: %s", room, error)
                    if left and getattr(error, "retryable", True):
                        self._invitations[room] = event, left - 1

    def _enter(self, room: str, event: Answer, ears: Ears) -> None:
        """An invitation is followed where it comes from the space, or from somebody known."""
        who = event["sender"]
        form = ears.form("", self._reader().account(who), None, "")
        if (form is None or form.name == "report") and not self.chat.in_space(who):
            log.warning("matrix: an invitation by %s was left: nobody knows them here", who)
            return
        self._client.call("POST", room_path(room, "join"), {})
        if event["content"].get("is_direct") is True:
            self.chat.took_direct(room, who)

    def _reader(self) -> Reader:
        return Reader(platform=self.chat.platform, prefix=self._context.prefix,
                      me=self._client.me.user, room=self._room, quoted=self._quoted,
                      now=self._context.clock)  # fmt: skip

    def _room(self, id: str) -> RoomRef | None:
        """The room as the core knows it, None = a direct one; asked once in a while."""
        if (time.monotonic() - self._rooms.get(id, (-FRESH_S, None))[0]) >= FRESH_S:
            self._rooms[id] = (time.monotonic(), self.chat.known_as(id))
        return self._rooms[id][1]

    def _quoted(self, room: str, id: str) -> Answer:
        """An event in clear, as it was edited last."""
        try:
            told = self._client.call("GET", room_path(room, "event", id))
            found = self._client.encryption.decrypt(room, told) or told
            edit = (told.get("unsigned") or {}).get("m.relations", {}).get("m.replace")
            new = self._client.encryption.decrypt(room, edit) if edit else None
            if new and new["sender"] == told["sender"]:
                found |= {"type": new["type"], "content": new["content"]["m.new_content"]}
            return found
        except (ProviderError, *MALFORMED) as error:  # not now: it stays the first in line
            if not isinstance(error, MALFORMED) and error.retryable:
                raise
        return {}
