"""The room keys (outbound Megolm sessions) that the bot writes with, and who gets them.

Everybody in a room gets the keys of all that the bot wrote there, so who joins late, or has a new
device, reads the card; where the room hides its past, they get those of what follows.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from nio.crypto import OlmDevice, OutboundGroupSession
from nio.responses import KeysClaimResponse

from tocsin.chat import MALFORMED, Answer
from tocsin_matrix.client import KEYS_MS, V3, MatrixClient
from tocsin_matrix.encryption import ENCRYPTED, MEGOLM
from tocsin_matrix.encryption.device import Device
from tocsin_matrix.encryption.device_lists import DeviceLists
from tocsin_matrix.errors import MEANINGS

PAST: Final = 20
"""The keys of a room that who joins gets: each is of a hundred messages, or of a week."""
ROOMS: Final = 500
"""Rooms whose keys are kept, the latest."""
AT_ONCE: Final = 50
"""Devices that one request has messages for."""
AGAIN: Final = timedelta(minutes=5)
"""When a device that had no one-time key left for us is tried again."""


class RoomKeys:
    """Not safe to call from two threads at once.

    `sent`: room id -> its keys, the latest last, of each: `id`, the `key` before its first message
    (encrypted with `store_key`), the devices that have it, `held`, and those that were told why
    not, `withheld`.
    """

    def __init__(self, client: MatrixClient, device: Device, lists: DeviceLists,
                 clock: Callable[[], datetime]) -> None:  # fmt: skip
        self._client, self._olm, self._lists, self._clock = client, device.olm, lists, clock
        self._file, self._no_keys_until = device.file, dict[str, datetime]()
        kept = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}
        self.sent: dict[str, list[Answer]] = kept

    def changed(self, users: Set[str]) -> None:
        """They have other devices, which may have one-time keys."""
        self._no_keys_until = {name: until for name, until in self._no_keys_until.items()
                               if name.partition(" ")[0] not in users}  # fmt: skip

    def share(self, room_id: str) -> OutboundGroupSession:
        """Send each device in the room the keys it lacks.

        Returns:
            The session to write with: a new one where somebody left, or the last is used up.
        """
        every, sent = self._lists.devices_in(room_id), self.sent.pop(room_id, [])
        self.sent[room_id] = sent  # the latest room is the last one
        may = {name: one for name, one in every.items() if self._lists.is_trusted(one)}
        sessions, key = self._olm.outbound_group_sessions, self._olm.store.pickle_key
        session = sessions.get(room_id)
        if session is None or session.expired or set(sent[-1]["held"]) - may.keys():
            self._olm.create_outbound_group_session(room_id)
            session = sessions[room_id]
            sent.append({"id": session.id, "key": session.pickle(key).decode(), "held": []})
            del sent[:-PAST]
        if any(may.keys() - one["held"] for one in sent):
            self.claim(may)
        to = {a: one for a, one in may.items() if self._olm.session_store.get(one.curve25519)}
        if any(to.keys() - one["held"] for one in sent):
            seen = self._client.state(room_id, "m.room.history_visibility")
            past = seen.get("history_visibility", "shared") in ("shared", "world_readable")
            for one in sent if past else sent[-1:]:
                first = OutboundGroupSession.from_pickle(one["key"].encode(), key)
                self._send_key(room_id, one, (first if past else session).session_key, to)
        self._withhold(room_id, sent[-1], every.keys() - may.keys())
        session.mark_as_shared()
        return session

    def claim(self, devices: Mapping[str, OlmDevice], *, anew: bool = False) -> None:
        """Begin an Olm session with each that has none, or with each anew."""
        now, asked = self._clock(), defaultdict[str, dict[str, str]](dict)
        for name, one in devices.items():
            has = not anew and self._olm.session_store.get(one.curve25519)
            if not has and now >= self._no_keys_until.get(name, now):
                asked[one.user_id][one.id] = "signed_curve25519"
        if not asked:
            return
        body: Answer = {"one_time_keys": asked, "timeout": KEYS_MS}
        answer = self._client.call("POST", f"{V3}/keys/claim", body)
        self._no_keys_until |= {f"{user} {id}": now + AGAIN for user in asked for id in asked[user]}
        for user, found in answer["one_time_keys"].items():
            for id, key in found.items():  # each apart: one that is malformed is its own loss
                with suppress(*MALFORMED):
                    one = {"one_time_keys": {user: {id: key}}}
                    self._olm.handle_response(KeysClaimResponse.from_dict(one))

    def send(self, type: str, contents: Mapping[str, Answer]) -> None:
        """Send a to-device message to each `@ana:example.org DEVICE`; `*` is every device."""
        messages = defaultdict[str, Answer](dict)
        for name, content in contents.items():
            user, _, id = name.partition(" ")
            messages[user][id] = content
        path = f"{V3}/sendToDevice/{type}/{uuid.uuid4()}"
        self._client.call("PUT", path, {"messages": messages})

    def _send_key(self, room_id: str, sent: Answer, key: str, to: Mapping[str, OlmDevice]) -> None:
        """Send a room key to the devices that lack it."""
        content = MEGOLM | {"room_id": room_id, "session_id": sent["id"], "session_key": key}
        lacking, olm = [name for name in to if name not in sent["held"]], self._olm
        for start in range(0, len(lacking), AT_ONCE):
            few = lacking[start : start + AT_ONCE]
            with olm.store.database.atomic():
                ways = {name: olm.session_store.get(to[name].curve25519) for name in few}
                messages = {name: olm._olm_encrypt(way, to[name], "m.room_key", content)
                            for name, way in ways.items()}  # fmt: skip
            self.send(ENCRYPTED, messages)
            sent["held"] += few
            self._keep()

    def _withhold(self, room_id: str, sent: Answer, names: Set[str]) -> None:
        """Tell each device that gets no key why, once: its client shows that."""
        if not (new := names - set(sent.setdefault("withheld", []))):
            return
        content = MEGOLM | {"room_id": room_id, "session_id": sent["id"]}
        content["sender_key"] = self._olm.account.identity_keys["curve25519"]
        content |= {"code": "m.unverified", "reason": MEANINGS["WITHHELD"][1]}
        self.send("m.room_key.withheld", dict.fromkeys(new, content))
        sent["withheld"] += new
        self._keep()

    def _keep(self) -> None:
        fresh = self._file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(dict(list(self.sent.items())[-ROOMS:]), out)
        fresh.replace(self._file)
