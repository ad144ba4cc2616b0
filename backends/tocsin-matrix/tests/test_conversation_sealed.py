"""A whole incident in rooms that are encrypted, led by people with another library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.libraries import mautrix
from tests.counterparts.matrix.people import MatrixPeople
from tests.counterparts.matrix.sealing import MEGOLM, STORE_KEY
from tests.counterparts.matrix.wire import Json
from tocsin.chat import Backend, ChatContext
from tocsin.providers import Secret
from tocsin.testing import Conversation, Onlookers
from tocsin_matrix.backend import MatrixBackend
from tocsin_matrix.config import MatrixConfig

TOKEN: Final = "TALK_MATRIX_TOKEN"
KEY: Final = "TALK_MATRIX_STORE_KEY"
TEAM: Final = ("ana", "bo", "cy", "dana")
SEALED: Final[Json] = {"type": "m.room.encryption", "content": {"algorithm": MEGOLM}}
SAID: Final = ("<b>returns</b>", "&lt;b&gt;returns", "the disk is full",
        "Severity", "Acknowledge")  # fmt: skip
"""Of the title, of what people and the bot say: what the homeserver would have."""


class TestMatrixSealed(Conversation):
    """People use mautrix in the process of the bot: nio binds its database for all of a process."""

    @pytest.fixture(params=["10", "12"])
    def synapse(
        self, homeserver: Synapse, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Synapse]:
        """At the end nothing that was said is found in all that the homeserver keeps."""
        homeserver.clear()
        bot = homeserver.session(homeserver.bot)
        monkeypatch.setenv(TOKEN, bot.token)
        monkeypatch.setenv(KEY, STORE_KEY)
        self.version = str(request.param)
        everybody = [homeserver.person(name) for name in (*TEAM, "eve")]
        homeserver.room("incidents", *everybody, bot, version=self.version, initial_state=[SEALED])
        homeserver.join(homeserver.bot, homeserver.found("incidents") or "")
        yield homeserver
        assert homeserver.database_words(*SAID) == ()
        homeserver.ask(bot, "POST", "/logout", {})

    @pytest.fixture
    def accounts(self, synapse: Synapse) -> Mapping[str, str]:
        return {name: synapse.person(name).id for name in TEAM}

    @pytest.fixture
    def backend(self, synapse: Synapse, tmp_path: Path) -> Backend:
        config = MatrixConfig(
            homeserver=synapse.url, access_token=Secret(TOKEN), store_key=Secret(KEY),
            encryption="always", room_version=self.version,
        )  # fmt: skip
        context = ChatContext(
            name="matrix", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print
        )
        return MatrixBackend(config, context)

    @pytest.fixture
    def people(self, synapse: Synapse) -> Iterator[Onlookers]:
        made = MatrixPeople(synapse, mautrix)
        yield made
        made.close()
