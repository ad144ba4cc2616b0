"""Parley itself: who may do what there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    ("status", "request_", "what"),
    [
        (401, "say", {"by": "bot", "room": "r1", "text": "hi"}),
        (404, "read", {"by": "eve", "room": "@ana"}),
        (404, "say", {"by": "eve", "room": "r7", "text": "hi"}),
        (400, "say", {"by": "eve"}),
        (400, "hack", {}),
        (400, "_tell", {}),
        (400, "say", {"by": "x" * 99, "room": "r1", "text": "hi"}),
    ],
)
def test_what_may_not_be_is_refused(ask: Ask, status: int, request_: str, what: Any) -> None:
    with pytest.raises(HTTPError) as caught:
        ask(request_, **what)
    with caught.value as answer:
        assert answer.code == status


def test_a_private_room_is_nobodys_who_is_not_in_it(ask: Ask) -> None:
    room = ask("make", by="ana", name="secret", private=True)["id"]
    ask("say", by="ana", room=room, text="hush")
    with pytest.raises(HTTPError) as caught:
        ask("read", by="eve", room=room)
    caught.value.close()
    ask("change", by="ana", room=room, join=["bo"])
    assert ask("read", by="bo", room=room)["messages"][0]["shown"] == "hush"


def test_what_somebody_else_said_is_not_edited(ask: Ask) -> None:
    room = ask("make", by="ana", name="talk")["id"]
    said = ask("say", by="ana", room=room, text="hello")["id"]
    with pytest.raises(HTTPError) as caught:
        ask("edit", by="eve", message=said, text="bye")
    caught.value.close()
    assert ask("read", by="ana", room=room)["messages"][0]["shown"] == "hello"
