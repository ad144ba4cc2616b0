"""Channels of incidents: where they lie, whose they are, and what becomes of old ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.counterparts.discord import Discord
from tocsin.chat import Account, text
from tocsin.errors import ProviderError
from tocsin_discord.chat import DiscordChat
from tocsin_discord.rooms import mark_of

Process = Callable[..., DiscordChat]
MAKE = "POST /guilds/{id}/channels"


@pytest.fixture
def discord(alone: Discord) -> Discord:
    return alone


@pytest.fixture
def chat(process: Process) -> DiscordChat:
    return process()


def category_of(discord: Discord, id: str) -> str:
    parent = discord.about(id)["parent_id"]
    return str(discord.about(str(parent))["name"])


def test_incidents_have_their_channels_in_one_category(discord: Discord, chat: DiscordChat) -> None:
    rooms = [chat.open_room("incident-x", f"i-{n}", private=False) for n in range(3)]
    assert {category_of(discord, one.id) for one in rooms} == {"Incidents"}
    assert [one.name for one in rooms] == ["#incident-x", "#incident-x-2", "#incident-x-3"]


def test_a_second_category_is_made_when_the_first_is_full(
    discord: Discord, chat: DiscordChat
) -> None:
    rooms = [chat.open_room(f"incident-{n}", f"i-{n}", private=False) for n in range(52)]
    assert [category_of(discord, one.id) for one in rooms[48:]] == [
        "Incidents", "Incidents", "Incidents 2", "Incidents 2",
    ]  # fmt: skip


def test_an_answer_that_is_lost_makes_no_second_channel(discord: Discord, process: Process) -> None:
    process().open_room("incident-y", "i-0", private=False)
    discord.fail(MAKE, cut=True, acts=True)
    with pytest.raises(ProviderError):
        process().open_room("incident-x", "i-1", private=False)
    before = discord.channel("incident-x")
    assert process().open_room("incident-x", "i-1", private=False).id == before


def test_a_mark_cannot_be_made_without_the_token(discord: Discord, process: Process) -> None:
    """And a channel that everybody sees is not taken for a private one."""
    room = process().open_room("incident-x", "i-1", private=False)
    theirs = discord.room("trap", discord.person("cy"))
    discord.change_channel(theirs, topic="tocsin:" + "0" * 24)
    assert process().open_room("incident-z", "i-2", private=True).id != theirs
    discord.change_channel(theirs, topic=discord.about(room.id)["topic"])
    assert process().open_room("incident-x", "i-1", private=True).id not in (theirs, room.id)


def test_a_private_channel_is_seen_by_who_is_in_it(discord: Discord, chat: DiscordChat) -> None:
    ana, bo = discord.person("ana"), discord.person("bo")
    room = chat.open_room("incident-9", "i-9", private=True)
    assert not discord.sees_channel(ana, room.id)
    account = Account(platform="discord", id=ana.id)
    chat.invite(room, (account,))
    assert discord.sees_channel(ana, room.id)
    assert not discord.sees_channel(bo, room.id)
    assert chat.members(room) == {ana.id}
    chat.remove(room, (account,))
    assert not discord.sees_channel(ana, room.id)


def test_who_is_refused_keeps_nobody_else_out(discord: Discord, chat: DiscordChat) -> None:
    room = chat.open_room("incident-9", "i-9", private=True)
    ids = [discord.person(name).id for name in ("ana", "bo")]
    discord.fail("PUT /channels/{id}/permissions/{id}", 10013, status=404)
    with pytest.raises(ProviderError, match="link-me"):
        chat.invite(room, tuple(Account(platform="discord", id=one) for one in ids))
    assert len(chat.members(room)) == 1


def test_a_topic_says_what_it_is_given_and_keeps_the_mark(
    discord: Discord, chat: DiscordChat
) -> None:
    room = chat.open_room("incident-x", "i-1", private=False)
    mark = mark_of(discord.about(room.id))
    chat.set_topic(room, text("P1 · **Ana**\nnext 10:30"))
    topic = discord.about(room.id)["topic"]
    assert topic == f"P1 · \\*\\*Ana\\*\\* next 10:30 · {mark}"
    assert chat.open_room("incident-x", "i-1", private=False) == room


def test_of_many_topics_in_a_short_time_two_go_out(discord: Discord, chat: DiscordChat) -> None:
    room = chat.open_room("incident-x", "i-1", private=False)
    discord.clear_calls()
    for n in range(8):
        chat.set_topic(room, text(f"P1 · {n}"))
    assert discord.calls["PATCH /channels/{id}"] == 2


def test_the_announce_room_is_the_oldest_of_its_name_and_none_of_an_incident(
    discord: Discord, chat: DiscordChat
) -> None:
    chat.open_room("incidents", "i-1", private=False)
    cy = discord.person("cy")
    first, _ = discord.room("incidents", cy), discord.room("incidents", cy)
    assert chat.find_room("#incidents").id == first
    assert chat.find_room(first).id == first


def test_a_channel_that_is_not_there_is_named(chat: DiscordChat) -> None:
    with pytest.raises(ProviderError, match="no channel #nowhere: make it") as caught:
        chat.find_room("#nowhere")
    assert caught.value.code == "not_found"


def test_a_channel_that_is_found_again_costs_nothing(discord: Discord, chat: DiscordChat) -> None:
    discord.room("incidents", discord.person("cy"))
    chat.find_room("#incidents")
    discord.clear_calls()
    chat.find_room("#incidents")
    assert not discord.asked()


def quiet(discord: Discord, process: Process, days: int, **changed: object) -> DiscordChat:
    """The port of a process that runs so many days from now."""
    chat = process(**changed)
    clock = chat._clock
    chat._clock = lambda: clock() + timedelta(days=days)
    return chat


def test_what_is_quiet_for_a_month_goes_to_the_archive(discord: Discord, process: Process) -> None:
    old = process().open_room("incident-old", "i-1", private=False)
    theirs = discord.room("talk", discord.person("cy"))
    new = quiet(discord, process, 31).open_room("incident-new", "i-2", private=False)
    assert category_of(discord, old.id) == "Incident archive"
    assert category_of(discord, new.id) == "Incidents"
    assert discord.about(theirs)["parent_id"] is None


def test_an_archived_channel_of_a_private_incident_stays_private(
    discord: Discord, process: Process
) -> None:
    old = process().open_room("incident-old", "i-1", private=True)
    quiet(discord, process, 31).open_room("incident-new", "i-2", private=False)
    assert not discord.sees_channel(discord.person("ana"), old.id)


def test_a_full_server_is_a_sentence(discord: Discord, chat: DiscordChat) -> None:
    chat.open_room("incident-x", "i-1", private=False)
    discord.fail(MAKE, 30013, status=400)
    with pytest.raises(ProviderError, match="delete_days") as caught:
        chat.open_room("incident-y", "i-2", private=False)
    assert caught.value.code == "conflict"


@pytest.mark.parametrize("delete_days", [None, 90])
def test_old_ones_of_the_archive_are_deleted_where_that_is_wanted(
    discord: Discord, process: Process, delete_days: int | None
) -> None:
    """Where the server is nearly full; never one that is not ours."""
    old = process().open_room("incident-old", "i-1", private=False)
    quiet(discord, process, 31).open_room("incident-new", "i-2", private=False)
    cy = discord.person("cy")
    filling = [discord.room(f"room-{n}", cy) for n in range(490 - len(discord.channels()))]
    late = quiet(discord, process, 100, delete_days=delete_days)
    late.open_room("incident-newer", "i-3", private=False)
    left = {one["id"] for one in discord.channels()}
    assert (old.id in left) == (delete_days is None)
    assert left.issuperset(filling)


def test_tidying_up_that_fails_keeps_no_incident_waiting(
    discord: Discord, process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    process().open_room("incident-old", "i-1", private=False)
    discord.fail("PATCH /channels/{id}", 50013, status=403)
    room = quiet(discord, process, 31).open_room("incident-new", "i-2", private=False)
    assert room.name == "#incident-new"
    assert "permissions of the README" in caplog.text
