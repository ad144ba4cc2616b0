"""A homeserver on loopback, the chat port on it, and bots that seal what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.client import Client
from tests.counterparts.matrix.libraries import LIBRARIES
from tests.counterparts.matrix.sealing import Bots, Opens, SealingBot
from tests.counterparts.matrix.wire import Refused
from tocsin.providers import Secret
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig

ENV: Final = "MATRIX_TEST_TOKEN"


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Synapse]:
    with Synapse() as made:
        for name in ("ana", "bo", "cy"):
            made.person(name)
        yield made


@pytest.fixture
def synapse(homeserver: Synapse, monkeypatch: pytest.MonkeyPatch) -> Synapse:
    """Without rooms; the bot's token is in the environment."""
    homeserver.clear()
    monkeypatch.setenv(ENV, homeserver.bot.token)
    return homeserver


@pytest.fixture
def process(synapse: Synapse) -> Callable[..., MatrixChat]:
    """The port of a new process, which knows nothing of what others sent."""

    def made(**changed: Any) -> MatrixChat:
        usual = {"homeserver": synapse.url, "access_token": Secret(ENV), "encryption": "never"}
        config = MatrixConfig.model_validate(usual | changed)
        return MatrixChat("matrix", MatrixClient(config), config)

    return made


@pytest.fixture
def opens(synapse: Synapse) -> Iterator[Opens]:
    """Makes a client of somebody, with a device of its own and the keys of one library."""
    made: list[Client] = []

    def one(name: str, library: str = "nio", device: str = "") -> Client:
        session = synapse.session(synapse.person(name), device)
        made.append(Client(synapse, session, LIBRARIES[library](synapse, session)))
        made[-1].look()
        return made[-1]

    yield one
    for client in made:
        client.close()


@pytest.fixture
def bots(synapse: Synapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bots]:
    """Makes bots that listen; each is a device of its own, of the account of that name."""
    made: list[SealingBot] = []

    def one(name: str = "sealing", *, starts: bool = True, **more: Any) -> SealingBot:
        session = synapse.session(synapse.person(name))
        folder = tmp_path / session.device
        made.append(SealingBot(synapse.url, session, folder, monkeypatch, **more))
        if starts:
            made[-1].hears()
        return made[-1]

    yield one
    for bot in made:
        bot.encryption.close()
        with suppress(Refused):  # the token of some was revoked
            synapse.ask(bot.who, "POST", "/logout", {})
