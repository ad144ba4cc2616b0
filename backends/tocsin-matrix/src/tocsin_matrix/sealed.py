"""Encryption end to end: what is said in a covered room is sealed, and what is heard is opened."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from nio.crypto import InboundGroupSession
from nio.events.to_device import ToDeviceEvent
from nio.exceptions import EncryptionError
from peewee import PeeweeException  # type: ignore[import-untyped]  # it has no types

from tocsin.chat import MALFORMED, ChatContext
from tocsin.errors import ProviderError
from tocsin.providers.http import revealed
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.crypto import SEALED, Crypto, told
from tocsin_matrix.device import Device
from tocsin_matrix.errors import MEANINGS, Answer, fault
from tocsin_matrix.giving import MEGOLM, Giver
from tocsin_matrix.roster import Clock, Roster
from tocsin_matrix.taken import Taken

log = logging.getLogger(__name__)
IN_CLEAR: Final = ("rel_type", "event_id", "is_falling_back", "m.in_reply_to")
"""What of a relation the server must see; none of it holds words."""
WAITING: Final = 200
"""Events that wait for their keys, at most."""
PATIENCE: Final = timedelta(seconds=15)
"""For how long the key of a message may be on its way."""
RECENT: Final = timedelta(minutes=10)
"""What is older is not asked about: whoever wrote it has gone on."""
AGAIN: Final = timedelta(minutes=5)
"""When somebody is told again that they cannot be read."""
_ONE: Final = threading.RLock()
"""One at a time, in all of the process: nio's database is bound to whoever used it last."""
_DISK: Final = (OSError, PeeweeException)


def crypto_for(client: MatrixClient, config: MatrixConfig, context: ChatContext) -> Crypto:
    """What the config asks for."""
    if config.encryption == "never":
        return Crypto(client)
    return Sealed(client, config, context.data_dir / f"{context.name}.keys", context.clock)


class Sealed(Crypto):
    """The real one. Its device is opened when it is first needed, and again after a fault."""

    def __init__(
        self, client: MatrixClient, config: MatrixConfig, folder: Path, clock: Clock
    ) -> None:
        super().__init__(client)
        self._config, self._folder, self._clock = config, folder, clock
        self._device: Device | None = None
        self._forked: ProviderError | None = None
        self._again: dict[str, datetime] = {}
        self._waiting: OrderedDict[str, tuple[str, Answer, datetime]] = OrderedDict()
        self._covered |= dict.fromkeys(rooms_written_in(folder), True)

    def close(self) -> None:
        """Let another process have the keys."""
        with _ONE:
            if self._device is not None:
                self._device.close()
            self._device = None

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

    def moved(self, room_id: str) -> None:
        """Somebody came into the room or left it."""
        with self._alone():
            if self._device is not None:
                self._roster.moved(room_id)

    def encrypt(self, room_id: str, type: str, content: Answer) -> tuple[str, Answer]:
        """Sealed for whoever is in the room, with the devices they have now."""
        with self._alone():
            if type == "m.reaction" or not self.covers(room_id):
                return type, content
            self._open()
            session, mine = self._giver.hand_over(room_id), self._olm.account.identity_keys
            bare = {key: one for key, one in content.items() if key != "m.relates_to"}
            inner = {"type": type, "content": bare, "room_id": room_id}
            plain = json.dumps(inner, ensure_ascii=False, separators=(",", ":"))  # half of nio's
            sealed: Answer = {"algorithm": MEGOLM, "sender_key": mine["curve25519"]}
            sealed |= {"session_id": session.id, "device_id": self._olm.device_id}
            sealed["ciphertext"] = session.encrypt(plain.encode(errors="replace").decode())
            if related := content.get("m.relates_to"):
                sealed["m.relates_to"] = {key: related[key] for key in IN_CLEAR if key in related}
            return SEALED, sealed

    def received(self, answer: Answer) -> list[tuple[str, Answer]]:
        """What could not be opened before, and can be now; first the keys are kept that came.

        Raises:
            ProviderError: The device could not be opened now: the same answer is asked for again.
        """
        super().received(answer)
        with self._alone():
            new = self._device is None
            try:
                device = self._open()
            except ProviderError as error:
                if error.retryable:
                    raise
                self.fault = str(error)
                return []
            self.fault = ""
            for event in answer.get("to_device", {}).get("events", []):
                self._take(event)
            self._give_out(None if new else device, answer)
            return list(self._ripe())

    def opened(self, room_id: str, event: Answer) -> Answer | None:
        """The event in clear; None = it cannot be read now: its key is asked for, and it is told.

        Raises:
            ProviderError: The homeserver did not say whose device it is of.
        """
        if event.get("type") != SEALED:
            return event
        with self._alone():
            try:
                self._open()
                return self._opened(room_id, event)
            except (EncryptionError, *MALFORMED) as error:
                log.warning("matrix: what was sealed is not to be read: %s", type(error).__name__)
            except ProviderError as error:
                if error.retryable:
                    raise
            return None

    # ------------------------------------------------------------------------------ keys given
    def _open(self) -> Device:
        if self._forked:
            raise self._forked
        if self._device is None:
            key = self._config.store_key
            device = Device(self._client, self._folder, revealed(key, "Matrix") if key else "")
            self._olm = device.olm
            self._roster = Roster(self._client, device.olm, self._config.unverified, self._clock)
            self._giver = Giver(self._client, device, self._roster, self._clock)
            self._taken = Taken(self._client, device.olm, self._roster)
            self._device = device
        return self._device

    # ------------------------------------------------------------------------------ keys taken
    def _take(self, event: Answer) -> None:
        """Keep what another device sent to this one: all of it, or nothing."""
        try:
            if event["type"] == SEALED:
                with self._olm.store.database.atomic():
                    self._olm.handle_to_device_event(ToDeviceEvent.parse_event(event))
        except (EncryptionError, *MALFORMED) as error:
            log.warning("matrix: a device sent what is no key: %s", type(error).__name__)

    def _give_out(self, device: Device | None, answer: Answer) -> None:
        """Everybody's new devices, and who came, get their keys now; who cannot, with the next.

        `device`: ours; None = it was opened after the answer was made, which counts keys of before.
        """
        lists = answer.get("device_lists", {})
        changed = {*lists.get("changed", ()), *lists.get("left", ())}
        rooms = self._roster.heard(changed)
        for room_id, member in told(answer, "m.room.member"):
            self._roster.moved(room_id)
            if member.get("membership") in ("join", "invite"):
                rooms.add(room_id)
        self._giver.changed(changed)
        try:
            if device is not None:
                device.renew(answer, changed)
            self._mend()
            self._taken.bound()
            for room_id in rooms & self._giver.sent.keys():
                self._giver.hand_over(room_id)
        except ProviderError as error:
            self._forked = error if error.code == "conflict" else None
            log.warning("matrix: keys are given out later: %s", error)
        except MALFORMED as error:
            log.warning("matrix: keys are given out later: %s", type(error).__name__)

    def _mend(self) -> None:
        """Begin anew with devices whose messages could not be read any more."""
        self._giver.claim({f"{a.user_id} {a.id}": a for a in self._olm.wedged_devices}, anew=True)
        for message in list(self._olm.outgoing_to_device_messages):
            to = message.recipient_device
            self._giver.send(message.type, {message.recipient: {to: message.content}})
            self._olm._mark_to_device_message_as_sent(message)

    # --------------------------------------------------------------------------------- opening
    def _opened(self, room_id: str, event: Answer) -> Answer | None:
        content = event["content"]
        if "state_key" in event or content["algorithm"] != MEGOLM:
            return None
        session = self._session(room_id, content)
        if session is None:
            self._wait(room_id, event)
            return None
        plain, index = session.decrypt(content["ciphertext"])
        inner, id = json.loads(plain), event["event_id"]
        if inner["room_id"] != room_id or not self._taken.once(session, index, id + ""):
            return None  # what was said elsewhere, or is said a second time
        if not self._is_from(event["sender"], session):
            self.tell("UNVERIFIED", room_id, event)
            return None
        related = {key: content[key] for key in ("m.relates_to",) if key in content}
        return {**event, "type": inner["type"], "content": {**inner["content"], **related}}

    def _is_from(self, sender: str, session: InboundGroupSession) -> bool:
        """Whether the key is of a device of the sender's that is listened to."""
        if session.sender_key == self._olm.account.identity_keys["curve25519"]:
            return bool(sender == self._olm.user_id)
        device = self._roster.with_keys(sender, session.sender_key, session.ed25519)
        return device is not None and self._roster.trusted(device)

    def _session(self, room_id: str, content: Answer) -> InboundGroupSession | None:
        """The key of it, whichever device it came from; None = it is not here."""
        by = self._olm.inbound_group_store[room_id]
        keys = [content["sender_key"]] if "sender_key" in content else list(by)
        return next((by[key][id] for key in keys if (id := content["session_id"]) in by[key]), None)

    def _wait(self, room_id: str, event: Answer) -> None:
        """Ask its sender for the key, and keep the event until that comes."""
        id, now = event["content"]["session_id"], self._clock()
        ours = event["sender"] == self._olm.user_id  # by another device of ours
        if ours or _at(event) < now - RECENT or event["event_id"] in self._waiting:
            return
        self._waiting[event["event_id"]] = room_id, event, now
        if len(self._waiting) > WAITING:
            self._waiting.popitem(last=False)
        body = {"room_id": room_id, "algorithm": MEGOLM, "session_id": id}
        request = {"action": "request", "body": body, "request_id": id,
                   "requesting_device_id": self._olm.device_id}  # fmt: skip
        with suppress(ProviderError):
            self._giver.send("m.room_key_request", {event["sender"]: {"*": request}})

    def _ripe(self) -> Iterator[tuple[str, Answer]]:
        """Of the events that wait, those whose key came; whoever waited too long is told."""
        for id, (room_id, event, since) in list(self._waiting.items()):
            if self._session(room_id, event["content"]) is not None:
                del self._waiting[id]
                yield room_id, event
            elif self._clock() - since > PATIENCE:
                del self._waiting[id]
                self.tell("UNREAD", room_id, event)

    def tell(self, word: str, room_id: str, event: Answer) -> None:
        user, at, now = event["sender"], _at(event), self._clock()
        if at < now - RECENT or now < self._again.get(name := f"{user} in {room_id}", now):
            return
        told = {one: at for one, at in self._again.items() if at > now}
        self._again = {**told, name: now + AGAIN}
        body = MEANINGS[word][1].format(user=user, at=at)
        content = {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": [user]}}
        with suppress(ProviderError):
            key = f"unread {event['event_id']}"
            self._client.put_event(room_id, "m.room.message", content, key)


def rooms_written_in(folder: Path) -> Iterator[str]:
    """The rooms in which a device with keys in the folder wrote sealed, whatever became of it."""
    for file in folder.glob("*.json"):
        with suppress(OSError, *MALFORMED):
            yield from [*json.loads(file.read_text("utf-8"))]


def _at(event: Answer) -> datetime:
    return datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC)
