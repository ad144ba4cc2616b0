"""End-to-end encryption by mautrix (libolm), which shares no code with what the bot is built on."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from mautrix.api import HTTPAPI
from mautrix.client import Client, MemoryStateStore
from mautrix.crypto import MemoryCryptoStore, OlmMachine, StateStore
from mautrix.errors import DecryptionError
from mautrix.types import (
    JSON,
    CrossSigningUsage,
    DeviceID,
    EncryptedEvent,
    EventType,
    Obj,
    RoomID,
    SigningKey,
    TOFUSigningKey,
    UserID,
)

from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.synapse import Synapse
from tests.counterparts.matrix.wire import Json

T = TypeVar("T")


class RoomState(MemoryStateStore):
    """mautrix's state in memory, and the one question more that its machine has."""

    async def find_shared_rooms(self, user: UserID) -> list[RoomID]:
        return [room for room, members in self.members.items() if user in members]


class KeyStore(MemoryCryptoStore):
    """mautrix's keys in memory; its own fails at the second look at somebody cross-signed."""

    async def put_cross_signing_key(
        self, user_id: UserID, usage: CrossSigningUsage, key: SigningKey
    ) -> None:
        known = self._cross_signing_keys.setdefault(user_id, {})
        first = known[usage].first if usage in known else key
        known[usage] = TOFUSigningKey(key=key, first=first)


class MautrixKeys:
    """The keys of one session, in memory; the session ends with them."""

    def __init__(self, synapse: Synapse, who: Person) -> None:
        self._synapse, self._who = synapse, who
        self._loop = asyncio.new_event_loop()
        self._client, self._machine = self._do(self._begun())

    def take(self, told: Json) -> None:
        self._do(self._took(told))

    def opened(self, room: str, event: Json) -> Json | None:
        sealed = EncryptedEvent.deserialize(cast(JSON, {**event, "room_id": room}))
        try:
            found = self._do(self._machine.decrypt_megolm_event(sealed))
        except DecryptionError:
            return None
        return {"type": str(found.type), "content": found.content.serialize()}

    def send(self, room: str, kind: str, content: Json) -> str:
        what = EventType.find(kind, EventType.Class.MESSAGE)
        return str(
            self._do(self._client.send_message_event(RoomID(room), what, cast(Obj, content)))
        )

    def trust(self, who: Person) -> str:
        """How far mautrix trusts a device of somebody, by its own word: `CROSS_SIGNED_TOFU`."""
        return self._do(self._trust(UserID(who.id), DeviceID(who.device)))

    def close(self) -> None:
        self._do(self._client.api.session.close())
        self._loop.close()
        self._synapse.ask(self._who, "POST", "/logout", {})

    async def _begun(self) -> tuple[Client, OlmMachine]:
        api = HTTPAPI(base_url=self._synapse.url, token=self._who.token)
        state = RoomState()
        client = Client(
            mxid=UserID(self._who.id), device_id=DeviceID(self._who.device), api=api,
            state_store=state,
        )  # fmt: skip
        kept = KeyStore(account_id=self._who.id, pickle_key="of-the-tests")
        await kept.put_device_id(DeviceID(self._who.device))
        machine = client.crypto = OlmMachine(client, kept, cast(StateStore, state))
        await machine.load()
        await machine.share_keys()
        return client, machine

    async def _trust(self, user: UserID, device: DeviceID) -> str:
        found = await self._machine.get_or_fetch_device(user, device)
        assert found is not None
        return str((await self._machine.resolve_trust(found)).name)

    async def _took(self, told: Json) -> None:
        await asyncio.gather(*self._client.handle_sync(cast(JSON, told)))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it warns of its own fields
            return self._loop.run_until_complete(work)
