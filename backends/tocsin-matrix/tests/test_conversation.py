"""A whole incident on Matrix, typed and with emoji, and what people see of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.people import MatrixPeople
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import Conversation, Onlookers
from tocsin_matrix.backend import MatrixBackend
from tocsin_matrix.config import MatrixConfig

TOKEN: Final = "TALK_MATRIX_TOKEN"
TEAM: Final = ("ana", "bo", "cy", "dana")


@pytest.fixture(scope="module")
def homeserver() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


class TestMatrix(Conversation):
    """In #incidents are the team, and Eve, who is in no team file."""

    @pytest.fixture(params=["10", "12"])
    def version(self, request: pytest.FixtureRequest) -> str:
        """Of the rooms: the ids of those of 12 have no part for a server."""
        return str(request.param)

    @pytest.fixture
    def synapse(
        self, homeserver: Synapse, version: str, monkeypatch: pytest.MonkeyPatch
    ) -> Synapse:
        monkeypatch.setenv(TOKEN, homeserver.bot.token)
        homeserver.clear()
        everybody = [homeserver.person(name) for name in (*TEAM, "eve")]
        homeserver.room("incidents", *everybody, homeserver.bot, version=version)
        homeserver.join(homeserver.bot, homeserver.found("incidents") or "")
        return homeserver

    @pytest.fixture
    def accounts(self, synapse: Synapse) -> Mapping[str, str]:
        return {name: synapse.person(name).id for name in TEAM}

    @pytest.fixture
    def backend(self, synapse: Synapse, version: str, tmp_path: Path) -> Backend:
        config = MatrixConfig(
            homeserver=synapse.url, access_token=Secret(TOKEN), encryption="never",
            room_version=version,
        )  # fmt: skip
        context = ChatContext(
            name="matrix", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
        )
        return MatrixBackend(config, context)

    @pytest.fixture
    def people(self, synapse: Synapse) -> Iterator[Onlookers]:
        made = MatrixPeople(synapse)
        yield made
        made.close()
