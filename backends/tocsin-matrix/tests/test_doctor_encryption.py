"""What the doctor says of encryption, while the bot runs and before it ever did."""

from __future__ import annotations

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.sealing import STORE_KEY, Bots
from tocsin.chat import Finding
from tocsin.providers import Secret
from tocsin_matrix import doctor
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient
from tocsin_matrix.config import MatrixConfig

pytestmark = pytest.mark.e2e


def encryption(synapse: Synapse, **settings: object) -> Finding:
    """What it says of encryption, as another process than the bot's."""
    usual = {"homeserver": synapse.url, "access_token": Secret("TOKEN"), "store_key": Secret("KEY")}
    config = MatrixConfig.model_validate(usual | settings)
    client = MatrixClient(config)
    found = doctor.findings(config, client, MatrixChat("matrix", client, config))
    (one,) = (one for one in found if one.what == "encryption")
    return one


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        (STORE_KEY, "ok", "our device is cross-signed"),
        ("another-store-key-that-is-long-enough", "fault", "OTHER_IDENTITY"),
        ("short", "fault", "openssl rand -base64 32"),
    ],
)
def test_it_looks_at_the_keys_while_the_bot_runs(
    synapse: Synapse, bots: Bots, monkeypatch: pytest.MonkeyPatch, key: str, status: str, words: str
) -> None:
    bot = bots()
    monkeypatch.setenv("TOKEN", bot.who.token)
    monkeypatch.setenv("KEY", key)
    found = encryption(synapse)
    assert (found.verdict, words in found.detail) == (status, True), found
    assert key not in found.detail
    assert bot.hears() == []


def test_before_its_first_start_there_is_nothing_wrong(
    synapse: Synapse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", synapse.session(synapse.person("fresh-bot")).token)
    monkeypatch.setenv("KEY", STORE_KEY)
    found = encryption(synapse)
    assert "our device is published at the next start" in found.detail
