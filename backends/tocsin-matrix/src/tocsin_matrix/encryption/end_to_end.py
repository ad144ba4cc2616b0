"""What is said in an encrypted room is encrypted, and what is heard there is decrypted."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from nio.crypto import InboundGroupSession
from nio.crypto.attachments import encrypt_attachment
from nio.events.to_device import ToDeviceEvent
from nio.exceptions import EncryptionError
from peewee import PeeweeException  # type: ignore[import-untyped]  # it has no types

from tocsin.chat import MALFORMED, Answer, logged
from tocsin.errors import ProviderError
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.encryption import ENCRYPTED, MEGOLM, Encryption, state_events
from tocsin_matrix.encryption.device import Device
from tocsin_matrix.encryption.device_lists import DeviceLists
from tocsin_matrix.encryption.inbound_sessions import InboundSessions
from tocsin_matrix.encryption.room_keys import RoomKeys
from tocsin_matrix.errors import MEANINGS, fault
from tocsin_matrix.heard import moment

log = logging.getLogger(__name__)
IN_CLEAR: Final = ("rel_type", "event_id", "is_falling_back", "m.in_reply_to")
"""What of a relation the homeserver must see; none of it holds words."""
MOST_PENDING: Final = 200
"""Events that wait for their room key."""
PATIENCE: Final = timedelta(seconds=15)
"""For how long a room key may be on its way."""
RECENT: Final = timedelta(minutes=10)
"""What is older is not asked about: whoever wrote it has gone on."""
AGAIN: Final = timedelta(minutes=5)
"""When somebody is warned again."""
_ONE: Final = threading.RLock()
"""One at a time, in all of the process: nio's database is bound to whoever used it last."""
_DISK: Final = (OSError, PeeweeException)


class EndToEnd(Encryption):
    """The real one. The bot's device is opened when it is first needed, and again after a fault."""

    def __init__(self, client: MatrixClient, config: MatrixConfig, folder: Path,
                 clock: Callable[[], datetime]) -> None:  # fmt: skip
        super().__init__(client)
        self._config, self._folder, self._clock = config, folder, clock
        self._device: Device | None = None
        self._gone: ProviderError | None = None
        self._warned: dict[str, datetime] = {}
        self._pending: OrderedDict[str, tuple[str, Answer, datetime]] = OrderedDict()
        self._encrypted |= dict.fromkeys(_rooms_with_keys(folder), True)

    def close(self) -> None:
        with _ONE:
            if self._device is not None:
                self._device.close()
            self._device = None

    def members_changed(self, room_id: str) -> None:
        with self._alone():
            if self._device is not None:
                self._lists.members_changed(room_id)

    def encrypt(self, room_id: str, type: str, content: Answer) -> tuple[str, Answer]:
        with self._alone():
            if type == "m.reaction" or not self.is_encrypted(room_id):
                return type, content
            self._open()
            session, mine = self._keys.share(room_id), self._olm.account.identity_keys
            words = {key: one for key, one in content.items() if key != "m.relates_to"}
            inner = {"type": type, "content": words, "room_id": room_id}
            plain = json.dumps(inner, ensure_ascii=False, separators=(",", ":"))  # half of nio's
            outer = MEGOLM | {"sender_key": mine["curve25519"], "device_id": self._olm.device_id}
            outer["session_id"] = session.id
            outer["ciphertext"] = session.encrypt(plain.encode(errors="replace").decode())
            if related := content.get("m.relates_to"):
                outer["m.relates_to"] = {key: related[key] for key in IN_CLEAR if key in related}
            return ENCRYPTED, outer

    def encrypt_file(self, room_id: str, content: bytes) -> tuple[bytes, Answer]:
        return encrypt_attachment(content) if self.is_encrypted(room_id) else (content, {})

    def receive(self, sync: Answer) -> list[tuple[str, Answer]]:
        """First the room keys are kept that came.

        Raises:
            ProviderError: The device could not be opened now: the same answer is asked for again.
        """
        super().receive(sync)
        with self._alone():
            was_open = self._device is not None  # else the answer counts keys of before
            try:
                device = self._open()
            except ProviderError as error:
                if error.retryable:
                    raise
                self.fault = str(error)
                return []
            self.fault = ""
            for event in sync.get("to_device", {}).get("events", []):
                self._receive_to_device(event)
            self._update_devices(device if was_open else None, sync)
            return list(self._ripe())

    def decrypt(self, room_id: str, event: Answer) -> Answer | None:
        """Where its room key is not here, that is asked for.

        Raises:
            ProviderError: The homeserver did not say whose device it is of.
        """
        if event.get("type") != ENCRYPTED:
            return event
        with self._alone():
            try:
                self._open()
                return self._decrypted(room_id, event)
            except (EncryptionError, *MALFORMED) as error:
                log.warning("matrix: an event cannot be decrypted: %s", type(error).__name__)
            except ProviderError as error:
                if error.retryable:
                    raise
            return None

    def warn_sender(self, word: str, room_id: str, event: Answer) -> None:
        user, at, now = event["sender"], moment(event["origin_server_ts"]), self._clock()
        if at < now - RECENT or now < self._warned.get(name := f"{user} in {room_id}", now):
            return
        still = {name: until for name, until in self._warned.items() if until > now}
        self._warned = {**still, name: now + AGAIN}
        body = MEANINGS[word][1].format(user=user, at=at)
        content = {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": [user]}}
        with suppress(ProviderError):
            key = f"unread {event['event_id']}"
            self._client.put_event(room_id, "m.room.message", content, key)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time; where the disk takes nothing it goes on from what is kept there.

        Raises:
            ProviderError: The disk takes nothing.
        """
        with _ONE:
            try:
                yield
            except _DISK as error:
                self.close()
                raise fault("DISK", kind=type(error).__name__) from None

    def _open(self) -> Device:
        """The bot's device, with all that is kept of it.

        Raises:
            ProviderError: It cannot be used; the sentence says what to do.
        """
        if self._gone:
            raise self._gone
        if self._device is None:
            client, config = self._client, self._config
            device = Device(client, self._folder, config.store_key)
            self._olm = device.olm
            self._lists = DeviceLists(client, device.olm, config.unverified, self._clock)
            self._keys = RoomKeys(client, device, self._lists, self._clock)
            self._sessions = InboundSessions(client, device.olm, self._lists)
            self._device = device
        return self._device

    # ------------------------------------------------------------------- between devices
    def _receive_to_device(self, event: Answer) -> None:
        """Keep what another device sent to this one: all of it, or nothing."""
        try:
            if event["type"] == ENCRYPTED:
                with self._olm.store.database.atomic():
                    self._olm.handle_to_device_event(ToDeviceEvent.parse_event(event))
        except (EncryptionError, *MALFORMED) as error:
            log.warning("matrix: a device sent what is no key: %s", type(error).__name__)

    def _update_devices(self, device: Device | None, sync: Answer) -> None:
        """New devices, and who came, get the room keys now; who cannot, with the next message.

        `device`: whose one-time keys are to be renewed, None = not by this answer.
        """
        lists = sync.get("device_lists", {})
        changed = {*lists.get("changed", ()), *lists.get("left", ())}
        rooms = self._lists.changed(changed)
        for room_id, member in state_events(sync, "m.room.member"):
            self._lists.members_changed(room_id)
            if member.get("membership") in ("join", "invite"):
                rooms.add(room_id)
        self._keys.changed(changed)
        with logged("matrix", "what is told of people's devices"):
            try:
                if device is not None:
                    device.renew(sync, changed)
                self._unwedge()
                self._sessions.prune()
                for room_id in rooms & self._keys.sent.keys():
                    self._keys.share(room_id)
            except ProviderError as error:
                self._gone = error if error.code == "conflict" else None
                raise

    def _unwedge(self) -> None:
        """Begin a new Olm session with devices whose messages could not be decrypted any more."""
        self._keys.claim({f"{a.user_id} {a.id}": a for a in self._olm.wedged_devices}, anew=True)
        for message in list(self._olm.outgoing_to_device_messages):
            to = f"{message.recipient} {message.recipient_device}"
            self._keys.send(message.type, {to: message.content})
            self._olm._mark_to_device_message_as_sent(message)

    # ------------------------------------------------------------------------ decrypting
    def _decrypted(self, room_id: str, event: Answer) -> Answer | None:
        content = event["content"]
        if "state_key" in event or content["algorithm"] != MEGOLM["algorithm"]:
            return None
        session = self._sessions.find(room_id, content)
        if session is None:
            self._request_key(room_id, event)
            return None
        plain, index = session.decrypt(content["ciphertext"])
        inner, id = json.loads(plain), event["event_id"]
        if inner["room_id"] != room_id or self._sessions.is_replay(session, index, id + ""):
            return None
        if not self._is_from(event["sender"], session):
            self.warn_sender("UNVERIFIED", room_id, event)
            return None
        related = {key: content[key] for key in ("m.relates_to",) if key in content}
        return {**event, "type": inner["type"], "content": {**inner["content"], **related}}

    def _is_from(self, sender: str, session: InboundGroupSession) -> bool:
        """Whether the room key is of a device of the sender's that is trusted."""
        if session.sender_key == self._olm.account.identity_keys["curve25519"]:
            return bool(sender == self._olm.user_id)
        device = self._lists.with_keys(sender, session.sender_key, session.ed25519)
        return device is not None and self._lists.is_trusted(device)

    def _request_key(self, room_id: str, event: Answer) -> None:
        """Ask the sender's devices for the room key, and keep the event until it comes."""
        id, session = event["event_id"], event["content"]["session_id"]
        at, now, sender = moment(event["origin_server_ts"]), self._clock(), event["sender"]
        is_own = sender == self._olm.user_id  # by another device of ours
        if is_own or at < now - RECENT or id in self._pending:
            return
        self._pending[id] = room_id, event, now
        if len(self._pending) > MOST_PENDING:
            self._pending.popitem(last=False)
        request = {"action": "request", "request_id": session,
                   "body": MEGOLM | {"room_id": room_id, "session_id": session},
                   "requesting_device_id": self._olm.device_id}  # fmt: skip
        with suppress(ProviderError):
            self._keys.send("m.room_key_request", {f"{sender} *": request})

    def _ripe(self) -> Iterator[tuple[str, Answer]]:
        """Of the pending events, those whose room key came; who waited too long is told."""
        for id, (room_id, event, since) in list(self._pending.items()):
            if self._sessions.find(room_id, event["content"]) is not None:
                del self._pending[id]
                yield room_id, event
            elif self._clock() - since > PATIENCE:
                del self._pending[id]
                self.warn_sender("UNREAD", room_id, event)


def _rooms_with_keys(folder: Path) -> Iterator[str]:
    """The rooms in which a device of the folder wrote encrypted, whatever became of it."""
    for file in folder.glob("*.json"):
        with suppress(OSError, *MALFORMED):
            yield from [*json.loads(file.read_text("utf-8"))]
