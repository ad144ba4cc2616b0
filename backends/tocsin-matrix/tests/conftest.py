"""A homeserver on loopback for the tests of this folder, and the chat port on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from tests.counterparts.matrix import Synapse
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
