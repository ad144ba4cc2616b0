"""Matrix keeps the contract of chats, in rooms of every version that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.people import MatrixSees
from tocsin.chat import Chat, RoomRef
from tocsin.testing import ChatContract, Sees
from tocsin_matrix.chat import MatrixChat

NOWHERE = "http://127.0.0.1:1"


@pytest.mark.e2e
class TestMatrix(ChatContract):
    secrets = ("syt_",)
    accounts = MappingProxyType({"ana": "@ana:localhost", "bo": "@bo:localhost"})
    patience_s = 60.0  # opening a room is a dozen requests to a real server, which may be busy
    version = "12"

    @pytest.fixture
    def chat(self, synapse: Synapse, process: Callable[..., MatrixChat]) -> Chat:
        synapse.room("incidents", synapse.person("cy"))
        return process(room_version=self.version)

    @pytest.fixture
    def down(self, process: Callable[..., MatrixChat]) -> Chat:
        return process(homeserver=NOWHERE)

    @pytest.fixture
    def sees(self, synapse: Synapse) -> Iterator[Sees]:
        made = MatrixSees(synapse)
        yield made
        made.close()

    @pytest.fixture
    def stranger(self, synapse: Synapse) -> Callable[[str], str]:
        return lambda name: synapse.room(name, synapse.person("cy"))

    @pytest.fixture
    def deleted(self, synapse: Synapse) -> Callable[[RoomRef], object]:
        return lambda room: synapse.delete_room(room.id)


class TestMatrixOfOlderRooms(TestMatrix):
    """Ids with the server in them, and a creator who is listed among the powers."""

    version = "10"
