"""End-to-end encryption by matrix-nio, fed with what the client was told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from copy import deepcopy
from typing import Any, TypeVar

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomSendResponse, SyncResponse
from nio.exceptions import EncryptionError
from nio.store import SqliteMemoryStore

from tests.counterparts.matrix.persons import Person
from tests.counterparts.matrix.synapse import Synapse
from tests.counterparts.matrix.wire import Json

T = TypeVar("T")


class NioKeys:
    """The keys of one session, in memory; the session ends with them."""

    def __init__(self, synapse: Synapse, who: Person) -> None:
        self._synapse, self._who = synapse, who
        self._loop = asyncio.new_event_loop()
        config = AsyncClientConfig(
            store=SqliteMemoryStore,
            encryption_enabled=True,
            pickle_key="of-the-tests",
            max_limit_exceeded=0,
            max_timeouts=0,
        )
        self._client = AsyncClient(synapse.url, who.id, who.device, config=config)
        self._client.restore_login(who.id, who.device, who.token)

    def take(self, told: Json) -> None:
        response = SyncResponse.from_dict(deepcopy(told))  # it takes things out of what it reads
        assert isinstance(response, SyncResponse), response
        self._do(self._took(response))

    def opened(self, room: str, event: Json) -> Json | None:
        sealed = Event.parse_encrypted_event({**event, "room_id": room})
        if not isinstance(sealed, MegolmEvent):
            return None
        sealed.room_id = room
        try:
            found = self._client.decrypt_event(sealed)
        except EncryptionError:
            return None
        return {"type": found.source["type"], "content": found.source["content"]}

    def send(self, room: str, kind: str, content: Json) -> str:
        sent = self._do(self._client.room_send(room, kind, content, ignore_unverified_devices=True))
        assert isinstance(sent, RoomSendResponse), sent
        return str(sent.event_id)

    def close(self) -> None:
        self._do(self._client.close())
        self._loop.close()
        self._synapse.ask(self._who, "POST", "/logout", {})

    async def _took(self, response: SyncResponse) -> None:
        await self._client.receive_response(response)
        if self._client.should_upload_keys:
            await self._client.keys_upload()
        if self._client.should_query_keys:
            await self._client.keys_query()
        await self._client.send_to_device_messages()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)
