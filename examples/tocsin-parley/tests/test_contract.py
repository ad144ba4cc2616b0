"""Parley keeps the contract of chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tocsin.chat import Chat
from tocsin.testing import ChatContract
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
    def said(self, ask: Callable[..., Any], room: object) -> Callable[[], Sequence[str]]:
        def every() -> list[str]:
            rooms = ("r1", "@ana")
            token = self.secrets[0]
            return [
                one["shown"]
                for room in rooms
                for one in ask("read", token=token, by="bot", room=room)["messages"]
            ]

        return every
