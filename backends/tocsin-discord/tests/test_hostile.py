"""Whatever Discord tells, and whoever makes it up: the bot goes on hearing."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from tests.chat_forms import DECLARE, UPDATE
from tests.chat_hostile import StrictEars, broken
from tocsin.chat import MALFORMED, ChatContext, DeduplicatingEars
from tocsin.errors import ProviderError
from tocsin.providers import Secret
from tocsin.testing import COMMANDS
from tocsin_discord.backend import DiscordBackend
from tocsin_discord.config import DiscordConfig
from tocsin_discord.gateway import Frame

SERVER, ME, ANA, BO, ROOM, THREAD = (f"10000000000000000{n}" for n in range(6))
AT: Final = "1478049310720000000"
STAMP: Final = "2026-03-02T14:30:00.000000+00:00"
Json = dict[str, Any]
MESSAGE: Final[Json] = {
    "id": AT, "channel_id": ROOM, "guild_id": SERVER, "type": 0, "content": "!incident list",
    "author": {"id": ANA, "bot": False}, "mentions": [],
}  # fmt: skip
GUILD: Final[Json] = {
    "id": SERVER, "channels": [{"id": ROOM, "name": "incidents", "type": 0}],
    "threads": [{"id": THREAD, "name": "aside", "type": 11, "parent_id": ROOM}],
    "roles": [{"id": ME, "name": "tocsin", "tags": {"bot_id": ME}}],
}  # fmt: skip
REACTION: Final[Json] = {
    "user_id": ANA, "channel_id": ROOM, "message_id": AT, "guild_id": SERVER,
    "emoji": {"id": None, "name": "📌"}, "member": {"user": {"id": ANA}},
}  # fmt: skip
OPENED: Final[Json] = {
    "guild_id": SERVER, "id": ROOM, "name": "incidents", "type": 0, "topic": "x",
    "permission_overwrites": [{"id": ANA, "type": 1, "allow": "1024", "deny": "0"}],
}  # fmt: skip
FRAMES: Final = (
    ("READY", {"user": {"id": ME, "username": "tocsin"}, "application": {"id": ME},
               "guilds": [{"id": SERVER}]}),
    ("GUILD_CREATE", GUILD),
    ("MESSAGE_CREATE", MESSAGE),
    ("MESSAGE_CREATE", {**MESSAGE, "channel_id": THREAD}),
    ("MESSAGE_UPDATE", {**MESSAGE, "edited_timestamp": STAMP}),
    ("MESSAGE_REACTION_ADD", REACTION),
    ("MESSAGE_REACTION_REMOVE", REACTION),
    ("GUILD_MEMBER_REMOVE", {"guild_id": SERVER, "user": {"id": ANA}}),
    ("GUILD_DELETE", {"id": SERVER, "unavailable": True}),
    ("GUILD_ROLE_UPDATE", {"guild_id": SERVER, "role": {"id": ME, "name": "tocsin"}}),
    ("THREAD_LIST_SYNC", {"guild_id": SERVER, "threads": GUILD["threads"]}),
    ("CHANNEL_CREATE", OPENED),
    ("CHANNEL_UPDATE", OPENED),
    ("CHANNEL_DELETE", OPENED),
)  # fmt: skip
DID: Final[Json] = {
    "id": AT, "application_id": ME, "token": "t", "guild_id": SERVER, "channel_id": ROOM,
    "app_permissions": str(2**42 - 1), "member": {"user": {"id": ANA}},
}  # fmt: skip
LINE: Final[Json] = {"name": "line", "type": 3, "value": "list", "focused": True}
TYPED: Final[Json] = {"name": "incident", "options": [{"type": 1, "name": "do", "options": [LINE]}]}
FILLED: Final = [
    {"type": 18, "component": {"type": 4, "custom_id": "status", "value": "half"}},
    {"type": 18, "component": {"type": 3, "custom_id": "which.are.so", "values": ["drill"]}},
    {"type": 1, "components": [{"type": 5, "custom_id": "who", "values": [ANA]}]},
]
DEEDS: Final[tuple[Json, ...]] = (
    {**DID, "type": 2, "data": TYPED},
    {**DID, "type": 2, "data": {"name": "incident", "options": [{"type": 1, "name": "update"}]}},
    {**DID, "type": 2, "data": {"name": "Declare incident", "type": 3, "target_id": AT,
                                "resolved": {"messages": {AT: MESSAGE}}}},
    {**DID, "type": 3, "message": MESSAGE, "data": {"custom_id": "0::~INC-1 ack"}},
    {**DID, "type": 3, "message": MESSAGE, "data": {"custom_id": "0:update:~INC-1 update"}},
    {**DID, "type": 4, "data": TYPED},
    {**DID, "type": 5, "message": MESSAGE,
     "data": {"custom_id": "form:update:INC-1:1", "components": FILLED}},
)  # fmt: skip


class Inline:
    """What is to go on aside is done at once; an answer that is waited for is not."""

    def do(self, work: Callable[..., object], *what: Any) -> bool:
        if work.__name__ != "follow":
            try:
                work(*what)
            except (ProviderError, *MALFORMED):
                pass
        return True


class Canned:
    """Answers of the API; what was said in the channel, and what interactions were answered."""

    def __init__(self) -> None:
        self.history: list[Any] = []
        self.answers: list[Json] = []

    def call(
        self, method: str, path: str, body: Any = None, fine: object = (), /, **more: object
    ) -> Json:
        if path.endswith("/callback"):
            self.answers.append(body)
        if path.endswith("/messages"):
            return {"list": self.history}
        return {"content": "words", "author": {"id": ANA}} if "/messages/" in path else {}


@pytest.fixture
def canned() -> Canned:
    return Canned()


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, canned: Canned) -> DiscordBackend:
    """One that is given its frames by hand; it has begun."""
    context = ChatContext(
        name="discord", data_dir=tmp_path, clock=lambda: datetime.now(UTC), write_line=print,
        commands=COMMANDS,
    )  # fmt: skip
    made = DiscordBackend(DiscordConfig(token=Secret("D"), server=SERVER), context)
    monkeypatch.setattr(made._api, "call", canned.call)
    monkeypatch.setattr(made, "_aside", Inline())
    made._ears = DeduplicatingEars(ears_of(made))
    for kind, data in FRAMES[:2]:
        told(made, kind, data)
    return made


def ears_of(backend: DiscordBackend) -> StrictEars:
    """A new core, which the backend tells from now on."""
    ears = StrictEars(forms={"": DECLARE, "declare": DECLARE, "update": UPDATE})
    backend._ears = DeduplicatingEars(ears)
    return ears


NUMBERS: Final = count(1)


def told(backend: DiscordBackend, kind: str, data: Any) -> None:
    """A frame comes, as the line of the gateway hands it on."""
    number = next(NUMBERS)
    frame = Frame(kind=kind, data=data, seq=number, id=f"s:{number}")
    try:
        if backend._at_once(frame, True):
            return
    except MALFORMED:
        pass
    backend._handle(frame)


@pytest.mark.parametrize("which", range(len(FRAMES)))
def test_a_frame_of_other_types_hides_nothing_behind_it(
    backend: DiscordBackend, which: int
) -> None:
    kind, data = FRAMES[which]
    for number, one in enumerate(broken(deepcopy(data))):
        ears = ears_of(backend)
        told(backend, kind, one)
        told(backend, "MESSAGE_CREATE", {**deepcopy(MESSAGE), "id": f"{int(AT) + number}"})
        assert "!incident list" in [getattr(each, "text", "") for each in ears.heard], one
        if kind.startswith(("GUILD", "CHANNEL", "THREAD")):
            told(backend, *deepcopy(FRAMES[1]))


@pytest.mark.parametrize("which", range(len(DEEDS)))
def test_a_deed_of_other_types_hides_nothing_behind_it(backend: DiscordBackend, which: int) -> None:
    for number, one in enumerate(broken(deepcopy(DEEDS[which]))):
        ears = ears_of(backend)
        told(backend, "INTERACTION_CREATE", one)
        told(backend, "INTERACTION_CREATE", {**deepcopy(DEEDS[0]), "id": f"{int(AT) + number}"})
        assert "!incident list" in [getattr(each, "text", "") for each in ears.heard], one
