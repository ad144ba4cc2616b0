"""The bot as an account of an application service, as the README sets it up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.counterparts.matrix import Person, Synapse
from tocsin.chat import Account, text
from tocsin_matrix.chat import MatrixChat
from tocsin_matrix.client import MatrixClient

pytestmark = pytest.mark.e2e
REGISTRATION = {
    "url": None, "as_token": "a" * 32, "hs_token": "b" * 32, "sender_localpart": "tocsin-service",
    "rate_limited": False,
    "namespaces": {
        "users": [{"exclusive": True, "regex": "@robot:localhost"}],
        "aliases": [{"exclusive": False, "regex": "#.*:localhost"}],
    },
}  # fmt: skip
LOGIN = {
    "type": "m.login.application_service",
    "identifier": {"type": "m.id.user", "user": "robot"},
}


def test_it_speaks_and_hears_with_its_token_and_with_one_of_a_device(
    process: Callable[..., MatrixChat], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Synapse(limits=True) as server:
        server.person("ana")
        server.appservice("tocsin", REGISTRATION)
        service = Person(id="", name="", token="a" * 32, device="", password="")
        made = {"type": LOGIN["type"], "username": "robot", "inhibit_login": True}
        server.ask(service, "POST", "/register", made)
        told = server.ask(service, "POST", "/login", LOGIN)
        for token, user, posts in (
            ("a" * 32, "@robot:localhost", 20),
            (told["access_token"], "", 1),
        ):
            monkeypatch.setenv("MATRIX_TEST_TOKEN", token)
            chat = process(homeserver=server.url, user=user)
            room = chat.open_room("incident-4", "uuid-4", private=False)
            for number in range(posts):
                chat.post(room, text("hello"), key=f"{user}{number}")
            chat.direct(Account(platform="matrix", id="@ana:localhost"), text("x"), key=user)
            client: MatrixClient = chat._client
            assert client.me.user == "@robot:localhost"
            assert room.id in client.call("GET", "/client/v3/sync", timeout=0)["rooms"]["join"]
