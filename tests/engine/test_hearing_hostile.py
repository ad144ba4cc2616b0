"""Whatever a platform hands on, or breaks while it is done: hearing never breaks, and says so."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.given import P1, SqliteHome, World
from tests.engine.test_hearing import ANA, ROOM, SHOP, accounts_only, said
from tocsin.chat import Account, Heard, MessageRef, Reacted, RoomRef, Said, Submitted
from tocsin.engine.inbox import REPLAY_TRIES
from tocsin.engine.replies import reply_key
from tocsin.errors import InvalidValue, VersionConflict
from tocsin.store.chat_event_json import MOST_TEXT
from tocsin.store.contract import Tx
from tocsin.wording.chat_event_replies import BROKE

ANY = st.text(st.characters(), max_size=30)
ODD = ["\ud83d", "a\x00b", "a\nb", "\u202e", "'; drop table inbox; --", "\ud83d\udca5"]


def heard(event: str, account: str, name: str, room: str, room_name: str, typed: str) -> Said:
    return Said(
        event_id=event,
        account=Account(platform="irc", id=account, name=name),
        room=RoomRef(platform="irc", id=room, name=room_name),
        text=f"!incident {typed}",
    )


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(ANY, min_size=6, max_size=6))
@example(texts=["\x00", "\x00", "\x00", "\x00", "\x00", "report \x00"])
@example(texts=["\ud800", "\ud800", "\ud800", "\ud800", "\ud800", "report \ud800 is down"])
def test_any_text_of_a_platform_is_heard_or_refused(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = accounts_only(World(Path(folder), teams={"shop": SHOP}))
        with suppress(InvalidValue):
            world.system.hear(heard(*texts))
        world.system.settle_now()
        assert world.system.hear(said(event="sound")).accepted


@pytest.mark.parametrize("odd", ODD)
def test_odd_ids_are_kept_by_every_store(anywhere: World, odd: str) -> None:
    accounts_only(anywhere)
    one = heard(odd, odd, odd, odd, odd, f"report {odd} is down")
    first = anywhere.system.hear(one)
    assert first.accepted
    assert anywhere.system.hear(one) == first
    anywhere.system.settle_now()
    assert anywhere.count() == 1
    stranger = Account(platform="irc", id=odd)
    assert not anywhere.system.hear(said(event="x", by=stranger)).accepted


def test_a_fault_of_ours_is_said_and_nothing_is_heard_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform would hand it on again and again, and nothing behind it."""
    home = SqliteHome(tmp_path / "t.db")
    world = accounts_only(World(tmp_path, home, teams={"shop": SHOP}))

    def broken(_tx: Tx, _body: str) -> str:
        raise ZeroDivisionError("secret")

    handlers = world.system.inbox._handlers
    monkeypatch.setitem(handlers, "chat", broken)
    for _ in range(REPLAY_TRIES):
        result = world.system.hear(said())
        assert result.key != reply_key(said(), "ana")
        assert (result.accepted, result.reply.as_plain()) == (False, BROKE)
    given_up = world.system.hear(said())
    assert given_up.reply.as_plain().endswith("Please say it anew.")
    assert "secret" not in world.chat.heard()
    world.store.close()


def test_what_broke_is_done_at_the_next_start_and_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = accounts_only(World(tmp_path, teams={"shop": SHOP}))

    def broken(_tx: Tx, _body: str) -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setitem(world.system.inbox._handlers, "chat", broken)
        world.system.hear(said(sent_at=world.clock()))
    world.restart()
    world.system.settle_now()
    assert world.incident().reporter == "ana"
    assert "INC-1" in world.chat.heard("#incidents")


def test_what_broke_is_not_done_when_it_is_long_ago(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = accounts_only(World(tmp_path, teams={"shop": SHOP}))

    def broken(_tx: Tx, _body: str) -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setitem(world.system.inbox._handlers, "chat", broken)
        world.system.hear(said(P1, sent_at=world.clock()))
    world.run(hours=3)
    world.restart()
    world.system.settle_now()
    assert world.count() == 0
    assert "came in too late" in world.chat.heard()


def test_a_room_of_a_very_long_name_is_a_room(tmp_path: Path) -> None:
    world = accounts_only(World(tmp_path, teams={"shop": SHOP}))
    room = replace(ROOM, name="#" + "x" * 5000)
    assert world.system.hear(said(room=room, by=ANA)).accepted


def test_whoever_comes_second_at_an_incident_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = accounts_only(World(tmp_path, teams={"shop": SHOP}))
    handle, conflicts = world.system.inbox._handlers["chat"], [VersionConflict("somebody else")]

    def second(tx: Tx, body: str) -> str:
        if conflicts:
            raise conflicts.pop()
        return handle(tx, body)

    monkeypatch.setitem(world.system.inbox._handlers, "chat", second)
    assert world.system.hear(said()).accepted
    world.system.settle_now()
    assert world.count() == 1


@pytest.mark.parametrize(
    "much",
    [
        Submitted(
            event_id="1",
            account=Account(platform="irc", id="mallory"),
            room=ROOM,
            command="incident declare {title}",
            values={"title": "it is down", **{f"x{n}": "x" * 16_000 for n in range(4)}},
        ),
        Submitted(
            event_id="1",
            account=Account(platform="irc", id="mallory"),
            room=ROOM,
            command="incident declare {title}",
            values={"title": "it is down", **{f"x{n}": "" for n in range(99)}},
        ),
        Reacted(
            event_id="1",
            account=Account(platform="irc", id="mallory"),
            room=ROOM,
            emoji="📌",
            message=MessageRef(platform="irc", room=ROOM.id, id="m"),
            text="x" * (MOST_TEXT + 1),
        ),
    ],
    ids=["long fields", "many fields", "a long message"],
)
def test_no_guest_makes_a_platform_deaf(tmp_path: Path, much: Heard) -> None:
    """What is raised is handed on again, for ever, and what anybody says behind it is not heard."""
    world = accounts_only(World(tmp_path, teams={"shop": SHOP}))
    assert not world.system.hear(much).accepted
    assert world.count() == 0
    assert world.system.hear(said(event="behind it")).accepted
