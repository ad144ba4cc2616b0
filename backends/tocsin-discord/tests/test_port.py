"""What goes out, on a server of Discord: whom it calls, and how it is found again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.counterparts.discord import Discord
from tocsin.chat import Account, Card, Everyone, Mention, MessageRef, RoomRef, text
from tocsin.errors import ProviderError
from tocsin_discord.chat import DiscordChat

Process = Callable[..., DiscordChat]
SEND = "POST /channels/{id}/messages"


@pytest.fixture
def discord(alone: Discord) -> Discord:
    return alone


@pytest.fixture
def chat(process: Process) -> DiscordChat:
    return process()


@pytest.fixture
def room(chat: DiscordChat) -> RoomRef:
    return chat.open_room("incident-checkout", "i-1", private=False)


def said(discord: Discord, room: RoomRef) -> list[str]:
    every = discord.messages(discord.person("ana"), room.id)
    return [one["content"].rstrip("\u2060\u200b\u200c\u200d") for one in every]


def mention(discord: Discord, name: str) -> Mention:
    return Mention(name, name.capitalize(), discord.person(name).id)


def test_only_who_is_meant_is_called(discord: Discord, chat: DiscordChat, room: RoomRef) -> None:
    bo = discord.person("bo").id
    ref = chat.post(room, text(mention(discord, "ana"), f" @everyone <@{bo}>"), key="k")
    assert discord.pinged(room.id, ref.id) == (frozenset({discord.person("ana").id}), False)


def test_everybody_is_called_where_that_is_said(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    ref = chat.post(room, text(Everyone(), " P0"), key="k")
    assert discord.pinged(room.id, ref.id) == (frozenset(), True)


def test_who_is_meant_is_called_by_what_is_too_long_as_well(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    ref = chat.post(room, text("*" * 1900, mention(discord, "ana")), key="k")
    assert discord.pinged(room.id, ref.id) == (frozenset({discord.person("ana").id}), False)


def test_an_edit_calls_nobody(discord: Discord, chat: DiscordChat, room: RoomRef) -> None:
    ref = chat.post(room, text("hello"), key="k")
    card = Card(heading=text("P1"), lines=(text(mention(discord, "ana")),))
    chat.put_card(room, card, ref, key="k2")
    assert discord.pinged(room.id, ref.id) == (frozenset(), False)


@pytest.mark.parametrize("forgets", [False, True])
def test_an_answer_that_is_lost_posts_nothing_twice(
    discord: Discord, process: Process, room: RoomRef, forgets: bool
) -> None:
    """Also hours later, by a new process, when Discord has forgotten the nonce."""
    discord.fail(SEND, cut=True, acts=True)
    with pytest.raises(ProviderError) as caught:
        process().post(room, text("Paging Ana."), key="k")
    assert caught.value.ambiguous
    if forgets:
        discord.later(3600)
    for n in range(120):
        discord.say(discord.person("cy"), room.id, f"{n}")
    ref = process().post(room, text("Paging Ana."), key="k", again=True)
    assert said(discord, room).count("Paging Ana.") == 1
    assert ref.id == discord.messages(discord.person("ana"), room.id)[0]["id"]


def test_a_mark_that_somebody_copies_is_not_ours(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    ref = chat.post(room, text("Paging Ana."), key="k")
    (ours,) = discord.messages(discord.person("ana"), room.id)
    discord.delete(discord.person("ana"), room.id, ref.id)
    discord.say(discord.person("cy"), room.id, ours["content"], raw=True)
    discord.later(3600)
    assert chat.post(room, text("Paging Ana."), key="k", again=True).id != ref.id
    assert len(said(discord, room)) == 2


def test_what_may_not_be_read_is_said_again(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    discord.fail("GET /channels/{id}/messages", 50013, status=403)
    chat.post(room, text("Paging Ana."), key="k", again=True)
    assert said(discord, room) == ["Paging Ana."]


def test_an_answer_stands_in_its_thread_which_is_begun_where_there_is_none(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    asked = discord.say(discord.person("ana"), room.id, "!incident list")
    root = MessageRef(platform="discord", room=room.id, id=asked)
    first = chat.post(room, text("None."), key="k1", thread=root)
    second = chat.post(room, text("None yet."), key="k2", thread=root)
    assert first.room == second.room == asked
    there = RoomRef(platform="discord", id=asked, name="")
    assert said(discord, there)[-2:] == ["None.", "None yet."]


def test_where_no_thread_can_be_begun_it_is_said_in_the_channel(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    root = MessageRef(platform="discord", room=room.id, id="613425648685547541")
    assert chat.post(room, text("None."), key="k1", thread=root).room == room.id
    assert said(discord, room) == ["None."]


def test_who_takes_no_direct_messages_is_a_sentence(discord: Discord, chat: DiscordChat) -> None:
    discord.fail(SEND, 50007, status=403)
    ana = Account(platform="discord", id=discord.person("ana").id)
    with pytest.raises(ProviderError, match="Direct Messages") as caught:
        chat.direct(ana, text("You are paged."), key="k")
    assert caught.value.code == "forbidden"


def test_an_account_that_is_none_is_a_sentence(chat: DiscordChat) -> None:
    for id in ("613425648685547541", "ana"):
        with pytest.raises(ProviderError) as caught:
            chat.direct(Account(platform="discord", id=id), text("x"), key="k")
        assert caught.value.code == "invalid"


def test_a_file_carries_its_alternative_text(
    discord: Discord, chat: DiscordChat, room: RoomRef
) -> None:
    from tocsin.chat import File

    chart = File(name="a.png", media_type="image/png", content=b"\x89PNG\r\n", alt="A chart")
    chat.upload(room, chart, key="k")
    (message,) = discord.messages(discord.person("ana"), room.id)
    (file,) = message["attachments"]
    assert (file["filename"][-6:], file["size"]) == ("-a.png", 6)


def test_a_plain_message_costs_one_call(discord: Discord, chat: DiscordChat, room: RoomRef) -> None:
    discord.clear_calls()
    chat.post(room, text("hello"), key="k")
    assert [one.route for one in discord.asked()] == [SEND]
