"""The gateway's frames, one by one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.counterparts.discord import Discord

PROPERTIES = {"os": "linux", "browser": "x", "device": "x"}
HEARS = 1 << 0 | 1 << 9 | 1 << 15


@pytest.fixture
def line(discord: Discord) -> Iterator[ClientConnection]:
    with connect(f"{discord.gateway.url}/?v=10&encoding=json", proxy=None) as made:
        assert _told(made)["op"] == 10
        yield made


def _told(line: ClientConnection) -> dict[str, Any]:
    found = json.loads(line.recv(10))
    assert isinstance(found, dict)
    return found


def _say(line: ClientConnection, op: int, what: object) -> None:
    line.send(json.dumps({"op": op, "d": what}))


def _begin(discord: Discord, line: ClientConnection) -> dict[str, Any]:
    _say(line, 2, {"token": discord.token, "intents": HEARS, "properties": PROPERTIES})
    ready, guild = _told(line), _told(line)
    assert (ready["t"], guild["t"]) == ("READY", "GUILD_CREATE")
    assert (ready["s"], guild["s"]) == (1, 2)
    return dict(ready["d"])


def test_a_beat_is_acknowledged(line: ClientConnection) -> None:
    _say(line, 1, None)
    assert _told(line)["op"] == 11


@pytest.mark.parametrize(
    ("op", "what", "code"),
    [
        (2, {"token": "wrong", "intents": 1, "properties": {}}, 4004),
        (8, {}, 4003),
        (99, {}, 4003),
        (6, {"token": "wrong"}, 4004),
    ],
)
def test_what_has_no_business_there_is_closed_with_its_code(
    line: ClientConnection, op: int, what: object, code: int
) -> None:
    _say(line, op, what)
    with pytest.raises(ConnectionClosed) as closed:
        line.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def test_a_session_is_resumed_behind_what_was_heard(
    discord: Discord, line: ClientConnection
) -> None:
    ready = _begin(discord, line)
    ana = discord.person("ana")
    room = discord.room("incidents", ana)
    discord.close_sockets(4000)
    discord.until(lambda: not discord.sockets())
    discord.say(ana, room, "meanwhile")
    with connect(f"{ready['resume_gateway_url']}/?v=10&encoding=json", proxy=None) as again:
        assert _told(again)["op"] == 10
        what = {"token": discord.token, "session_id": ready["session_id"], "seq": 2}
        _say(again, 6, what)
        told = [_told(again) for _ in range(3)]
    assert [one["t"] for one in told] == ["CHANNEL_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [one["s"] for one in told] == [3, 4, 5]


def test_a_session_that_is_gone_or_was_left_cannot_be_resumed(
    discord: Discord, line: ClientConnection
) -> None:
    ready = _begin(discord, line)
    line.close(1000)
    discord.until(lambda: not discord.gateway.sessions)
    with connect(f"{discord.gateway.url}/?v=10&encoding=json", proxy=None) as again:
        assert _told(again)["op"] == 10
        _say(again, 6, {"token": discord.token, "session_id": ready["session_id"], "seq": 2})
        assert (_told(again)["op"]) == 9


def test_frames_are_packed_where_that_is_asked(discord: Discord) -> None:
    place = f"{discord.gateway.url}/?v=10&encoding=json&compress=zlib-stream"
    with connect(place, proxy=None) as line:
        packed = line.recv(10)
        assert isinstance(packed, bytes)
        assert json.loads(zlib.decompressobj().decompress(packed))["op"] == 10


def test_members_are_told_to_who_asks_for_them(discord: Discord, line: ClientConnection) -> None:
    ana = discord.person("ana")
    _begin(discord, line)
    _say(line, 8, {"guild_id": discord.guild_id, "query": "an", "limit": 0, "nonce": "n"})
    chunk = _told(line)
    assert chunk["t"] == "GUILD_MEMBERS_CHUNK"
    assert [one["user"]["id"] for one in chunk["d"]["members"]] == [ana.id]


def test_who_begins_a_thousand_times_a_day_loses_the_token(
    discord: Discord, line: ClientConnection
) -> None:
    discord.gateway.left = 0
    token = discord.token
    _say(line, 2, {"token": token, "intents": HEARS, "properties": PROPERTIES})
    with pytest.raises(ConnectionClosed):
        line.recv(10)
    assert discord.token != token
