"""Parley keeps the contract of chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.error import HTTPError

import pytest

from tocsin.chat import Account, Chat, RoomRef
from tocsin.testing import ChatContract, Seen, Sees
from tocsin_parley.backend import ParleyBackend

NOWHERE = "http://127.0.0.1:1"


class TestParley(ChatContract):
    secrets = ("p4rley-t0ken",)

    @pytest.fixture
    def chat(self, make: Callable[..., ParleyBackend]) -> Chat:
        return make().chat

    @pytest.fixture
    def down(self, make: Callable[..., ParleyBackend]) -> Chat:
        return make(NOWHERE).chat

    @pytest.fixture
    def sees(self, ask: Callable[..., Any]) -> Sees:
        def messages(room: RoomRef | None, account: Account) -> Sequence[Seen]:
            place = room.id if room else f"@{account.id}"
            try:
                found = ask("read", by=account.id, room=place)["messages"]
            except HTTPError as error:
                error.close()
                return []
            return [seen(one) for one in found]

        return messages

    @pytest.fixture
    def stranger(self, ask: Callable[..., Any]) -> Callable[[str], str]:
        return lambda name: str(ask("make", by="eve", name=name)["id"])

    @pytest.fixture
    def deleted(self, ask: Callable[..., Any]) -> Callable[[RoomRef], object]:
        return lambda room: ask("delete", by="eve", room=room.id)


def seen(message: Any) -> Seen:
    return Seen(
        text=message["shown"],
        does=tuple(kind for kind, _ in message["marks"]),
        buttons=tuple(one["label"] for one in message["buttons"]),
        pinned=message["pinned"],
    )
