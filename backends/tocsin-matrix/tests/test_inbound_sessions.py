"""What a homeserver, or a stranger on another one, may try with what is sealed."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tests.counterparts.matrix import Synapse
from tests.counterparts.matrix.sealing import MEGOLM, Bots, Opens, SealingBot, reads
from tests.counterparts.matrix.wire import part
from tocsin.errors import ProviderError
from tocsin_matrix.client import V3, MatrixClient
from tocsin_matrix.encryption import inbound_sessions

pytestmark = pytest.mark.e2e
SEALED = {"type": "m.room.encryption", "content": {"algorithm": MEGOLM}}


def keys(bot: SealingBot) -> set[str]:
    """The ids of the keys that are kept, on disk."""
    (file,) = bot.folder.glob("*.db")
    listed = "SELECT session_id FROM megolminboundsessions"
    with sqlite3.connect(file) as database:
        return {id for (id,) in database.execute(listed)}


def test_what_was_taken_is_not_taken_again_under_another_name_by_the_next_process(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    id = ana.say(room, "!incident resolve")
    assert bot.hears() == ["!incident resolve"]
    event = synapse.ask(ana.who, "GET", f"/rooms/{part(room)}/event/{part(id)}")
    bot.restart()
    assert bot.encryption.decrypt(room, {**event, "event_id": "$again"}) is None
    assert bot.encryption.decrypt(room, event) is not None  # the inbox knows that one


def test_of_a_key_the_newest_messages_are_known_and_older_ones_are_not_taken(
    synapse: Synapse, bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound_sessions, "MESSAGES", 3)
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    first = ana.say(room, "0")
    for n in range(1, 6):
        ana.say(room, f"{n}")
    answer = bot.told()
    assert bot.hears(answer) == [f"{n}" for n in range(6)]
    event = synapse.ask(ana.who, "GET", f"/rooms/{part(room)}/event/{part(first)}")
    assert bot.encryption.decrypt(room, event) is None
    (file,) = bot.folder.glob("*.db")
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT count(*) FROM tocsin_taken").fetchone() == (3,)


def test_a_room_that_was_encrypted_stays_so_whatever_the_server_says_after_a_restart(
    synapse: Synapse, bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    bot.says(room, "the card")
    plain = MatrixClient.state
    monkeypatch.setattr(
        MatrixClient, "state", lambda self, room, kind, key="":
        {} if kind == "m.room.encryption" else plain(self, room, kind, key)
    )  # fmt: skip
    bot.restart()
    bot.says(room, "hippopotamus")
    assert reads(ana, room) == ["the card", "hippopotamus"]
    assert synapse.database_words("hippopotamus") == ()


def test_who_writes_a_command_in_clear_in_an_encrypted_room_is_told_so_encrypted(
    synapse: Synapse, bots: Bots, opens: Opens
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    said = {"msgtype": "m.text", "body": "!incident resolve"}
    id = synapse.ask(ana.who, "PUT", f"/rooms/{part(room)}/send/m.room.message/1", said)["event_id"]
    event = synapse.ask(ana.who, "GET", f"/rooms/{part(room)}/event/{part(id)}")
    assert bot.encryption.is_cleartext(room, event)
    bot.encryption.warn_sender("IN_CLEAR", room, event)
    bot.encryption.warn_sender("IN_CLEAR", room, event)  # once in five minutes
    (told,) = reads(ana, room)
    assert "was not taken, as it is not encrypted and this room is" in told


def test_keys_of_strangers_are_let_go_of_before_those_of_people_in_the_room(
    synapse: Synapse, bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound_sessions, "MOST", 5)
    bot, ana, eve = bots(), opens("ana"), opens("eve")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "!one")
    assert bot.hears() == ["!one"]
    hers = keys(bot)
    for n in range(6):  # rooms that she makes, and that the bot never enters
        place = synapse.room(f"of-eve-{n}", eve.who, initial_state=[SEALED])
        synapse.invite(eve.who, place, bot.who)
        eve.look()
        eve.say(place, "!incident resolve")
        bot.hears()
        assert n < 2 or len(keys(bot)) > len(hers), "her keys arrive"
    assert len(keys(bot)) <= 5
    assert hers < keys(bot)
    bot.restart()
    ana.say(room, "!two")
    assert bot.hears() == ["!two"]


def test_a_disk_that_takes_nothing_loses_no_key(
    bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    ana.look()
    ana.say(room, "!one")
    answer = bot.told()
    database = bot.encryption._olm.store.database
    with monkeypatch.context() as full:
        limit = database.execute_sql("PRAGMA page_count").fetchone()[0]
        full.setattr(type(database), "execute_sql", refusing)
        with pytest.raises(ProviderError, match="make room on its disk") as caught:
            bot.hears(answer)
        assert (limit > 0, caught.value.retryable) == (True, True)
    assert bot.hears(answer) == ["!one"]


def refusing(*_: object, **__: object) -> None:
    from peewee import OperationalError  # type: ignore[import-untyped]  # it has no types

    raise OperationalError("database or disk is full")


def test_what_is_written_where_the_disk_takes_nothing_is_said_later(
    bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, ana = bots(), opens("ana")
    room = bot.room(ana.who)
    with monkeypatch.context() as full:
        full.setattr("os.open", no_space)
        with pytest.raises(ProviderError, match="DISK"):
            bot.says(room, "hippopotamus")
    bot.says(room, "hippopotamus")
    assert reads(ana, room) == ["hippopotamus"]


def no_space(*_: object, **__: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_device_whose_keys_are_gone_while_its_token_lives_says_so_at_once(
    synapse: Synapse, bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = bots("forgotten")
    synapse.revoke(bot.who)
    alive = synapse.session(bot.who, bot.who.device)
    monkeypatch.setenv(bot._config.access_token.env, alive.token)
    bot.hears()
    bot.hears()
    assert "does not know the keys of the bot's device any more" in bot.encryption.fault


def test_other_servers_are_not_waited_for_longer_than_the_call_may_take(
    bots: Bots, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    plain = MatrixClient.call

    def ask(self: MatrixClient, method: str, path: str, *more: Any, **query: Any) -> Any:
        asked.extend(more[:1] if path in (f"{V3}/keys/query", f"{V3}/keys/claim") else ())
        return plain(self, method, path, *more, **query)

    monkeypatch.setattr(MatrixClient, "call", ask)
    bot, ana = bots(), opens("ana")
    bot.says(bot.room(ana.who), "the card")
    assert {tuple(sorted(one)) for one in asked} == {
        ("device_keys", "timeout"), ("one_time_keys", "timeout")
    }  # fmt: skip
    assert {one["timeout"] for one in asked} == {4_000}
