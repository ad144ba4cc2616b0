"""What Discord tells is read as people meant it; what is not as it writes it ends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from discord.utils import time_snowflake

from tocsin.chat import MALFORMED, Edited, Reacted, Said
from tocsin.providers import Secret
from tocsin_discord.api import DiscordApi
from tocsin_discord.gap import Channels
from tocsin_discord.heard import Reader
from tocsin_discord.rooms import moment

SERVER, ME, ANA, ROOM, THREAD, ROLE, MINE = (f"10000000000000000{n}" for n in range(7))
STAMP: Final = "2026-03-02T14:30:00.000000+00:00"
MESSAGE: Final[dict[str, Any]] = {
    "id": "1478049310720000000", "channel_id": ROOM, "guild_id": SERVER, "type": 0,
    "content": "!incident list", "author": {"id": ANA, "username": "ana"}, "timestamp": STAMP,
}  # fmt: skip
REACTION: Final[dict[str, Any]] = {
    "user_id": ANA, "channel_id": ROOM, "message_id": MESSAGE["id"], "guild_id": SERVER,
    "emoji": {"id": None, "name": "👀"}, "member": {"user": {"id": ANA}},
}  # fmt: skip
PRESS: Final[dict[str, Any]] = {
    "id": MESSAGE["id"], "type": 3, "token": "t", "guild_id": SERVER, "channel_id": ROOM,
    "member": {"user": {"id": ANA}}, "message": MESSAGE, "data": {"custom_id": "0::~INC-1 ack"},
}  # fmt: skip


@pytest.fixture
def reader() -> Reader:
    known = Channels(
        DiscordApi(Secret("NONE"), "http://127.0.0.1:1/"), SERVER, {"Checkout": "shop"}
    )
    known.learn("GUILD_CREATE", {
        "id": SERVER,
        "channels": [{"id": ROOM, "name": "incidents", "type": 0}],
        "threads": [{"id": THREAD, "name": "aside", "type": 11, "parent_id": ROOM}],
        "roles": [{"id": ROLE, "name": "Checkout"},
                  {"id": MINE, "name": "tocsin", "tags": {"bot_id": ME}}],
    })  # fmt: skip
    return Reader(platform="discord", prefix="!", me=ME, server=SERVER, known=known)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"<@{ME}> sev1", "!sev1"),
        (f"<@!{ME}>, !sev1", "!sev1"),
        (f"<@&{MINE}> declare it", "!declare it"),
        (f"!page <@&{ROLE}> <@{ANA}> in <#{ROOM}>", f"!page @shop @{ANA} in #incidents"),
        (f"</incident:{ROLE}> <a:fire:{ROLE}> <:ok:{ROLE}>", "/incident :fire: :ok:"),
        ("a < b && c > d <@everyone> <@1>", "a < b && c > d <@everyone> <@1>"),
    ],
)
def test_a_line_is_what_was_typed(reader: Reader, content: str, line: str) -> None:
    (heard,) = reader.event("MESSAGE_CREATE", {**MESSAGE, "content": content}, "s:1")
    assert isinstance(heard, Said)
    assert heard.text == line


@pytest.mark.parametrize(
    "other",
    [
        {"author": {"id": ME}},
        {"type": 7},
        {"type": 20},
        {"guild_id": "1" * 18},
    ],
)
def test_what_is_not_for_us_is_left(reader: Reader, other: dict[str, Any]) -> None:
    assert reader.event("MESSAGE_CREATE", {**MESSAGE, **other}, "s:1") == ()


@pytest.mark.parametrize("other", [{"webhook_id": "7"}, {"author": {"id": ANA, "bot": True}}])
def test_whoever_is_no_person_is_a_guest_whatever_their_id(
    reader: Reader, other: dict[str, Any]
) -> None:
    (heard,) = reader.event("MESSAGE_CREATE", {**MESSAGE, **other}, "s:1")
    assert heard.account.id == f"bot:{ANA}"


def test_words_that_changed_are_told_once_each_and_a_preview_is_no_change(reader: Reader) -> None:
    assert reader.event("MESSAGE_UPDATE", {**MESSAGE, "edited_timestamp": None}, "s:1") == ()
    changed = {**MESSAGE, "edited_timestamp": STAMP}
    (one,), (two,) = (reader.event("MESSAGE_UPDATE", changed, f"s:{n}") for n in (2, 3))
    assert isinstance(one, Edited)
    assert one.event_id == two.event_id


def test_a_reaction_that_is_put_back_is_another_one(reader: Reader) -> None:
    kinds = ("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_ADD")
    found = [reader.event(kind, REACTION, f"s:{n}")[0] for n, kind in enumerate(kinds)]
    assert [one.added for one in found if isinstance(one, Reacted)] == [True, False, True]
    assert len({one.event_id for one in found}) == 3


def test_where_the_bot_may_not_be_a_command_is_answered_directly(reader: Reader) -> None:
    command = {**PRESS, "type": 2, "data": {"type": 1, "name": "incident"}, "app_permissions": "0"}
    heard = reader.done(command)
    assert heard is not None
    assert heard.room is None
    asked = reader.asked(command)
    assert asked is not None
    assert (asked.name, asked.room, asked.instead) == ("", None, heard)


def test_a_moment_and_the_ids_of_it(reader: Reader) -> None:
    at = moment(MESSAGE["id"])
    assert time_snowflake(at) <= int(MESSAGE["id"]) < time_snowflake(at) + (2 << 22)


def test_what_is_done_in_another_server_is_done_in_no_room(reader: Reader) -> None:
    assert reader.room(PRESS) is not None
    assert reader.room({**PRESS, "guild_id": ANA}) is None
    assert reader.room({**PRESS, "guild_id": None}) is None


def broken(frame: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Without each of its fields, and with others of another kind in their place."""
    for name in frame:
        yield {key: one for key, one in frame.items() if key != name}
        wrongs: tuple[object, ...] = (None, 7, [], {}, "\ud800", {"id": 7}, "9" * 400)
        for wrong in wrongs:
            yield {**frame, name: wrong}


@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        ("MESSAGE_CREATE", MESSAGE),
        ("MESSAGE_UPDATE", {**MESSAGE, "edited_timestamp": STAMP}),
        ("MESSAGE_REACTION_ADD", REACTION),
        ("GUILD_MEMBER_REMOVE", {"guild_id": SERVER, "user": {"id": ANA}}),
        ("CHANNEL_UPDATE", {"guild_id": SERVER, "id": ROOM, "permission_overwrites":
            [{"id": ANA, "type": 1, "allow": "1024", "deny": "0"}]}),
    ],
)  # fmt: skip
def test_a_frame_of_another_kind_is_not_understood_and_ends_nothing(
    reader: Reader, kind: str, frame: dict[str, Any]
) -> None:
    for one in broken(frame):
        try:
            heard = reader.event(kind, one, "s:1")
        except MALFORMED:
            continue
        assert all(isinstance(each.account.id, str) for each in heard)


def test_an_interaction_of_another_kind_is_not_understood_and_ends_nothing(reader: Reader) -> None:
    for one in broken(PRESS):
        try:
            reader.asked(one)
            reader.given(one)
            reader.done(one)
        except MALFORMED:
            continue
