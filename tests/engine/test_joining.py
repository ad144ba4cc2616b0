"""Whoever comes into an incident's room by themselves is told once, alone, where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, START, ScriptedChat, World
from tests.engine.test_reactions import ANA, ANYWHERE, BO, SHOP, room_of
from tocsin.chat import Account, Moved, RoomRef, Text
from tocsin.chat.forms import Action

STRANGER = Account(platform="irc", id="U-ZED")
WHERE_IT_STANDS = "P1 · INC-1 checkout returns 500s · investigating"


@dataclass
class Quiet(ScriptedChat):
    """A chat that can tell one person of a room alone."""

    whispers: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def whisper(
        self,
        room: RoomRef,
        account: Account,
        text: Text,
        *,
        key: str,
        actions: tuple[Action, ...] = (),
    ) -> None:
        labels = [one.label for one in actions]
        self.whispers.append((account.id, text.as_plain(), labels))


@pytest.fixture
def chat() -> Quiet:
    made = Quiet("irc")
    made.able |= {"whisper", "buttons", "forms"}
    return made


@pytest.fixture
def world(tmp_path: Path, chat: Quiet) -> World:
    made = World(tmp_path, teams={"shop": SHOP})
    made.chats["irc"] = chat
    made.restart()
    made.tell(P1)
    return made


def came(world: World, by: Account = BO, **more: object) -> bool:
    """Whether it was for us."""
    one = Moved(
        event_id=f"came-{by.id}-{world.clock()}",
        account=by,
        room=room_of(world),
        joined=True,
        sent_at=world.clock(),
    )
    taken = world.system.hear(replace(one, **more)).taken  # type: ignore[arg-type]  # each test names fields of its own
    world.system.settle_now()
    return taken


def test_who_comes_is_told_where_it_stands_and_how_to_take_part(world: World, chat: Quiet) -> None:
    assert came(world)
    ((who, told, labels),) = chat.whispers
    rows = told.split("\n")
    assert (who, rows[0]) == ("U-BO", WHERE_IT_STANDS)
    assert rows[-1] == "All of it, for you alone: `!incident catchup`"
    assert len(rows) <= 6
    assert labels[:2] == ["Catch up", "Acknowledge"]


def test_they_are_told_once_however_often_they_come(world: World, chat: Quiet) -> None:
    assert came(world)
    world.run(minutes=1)
    assert not came(world)
    world.restart()
    assert not came(world)
    assert len(chat.whispers) == 1


def test_where_nobody_can_be_told_alone_it_is_a_direct_message(world: World, chat: Quiet) -> None:
    chat.able -= {"whisper"}
    came(world)
    assert [who for who, text in chat.directs if text.startswith(WHERE_IT_STANDS)] == ["U-BO"]


def test_who_is_in_it_already_is_told_nothing(world: World, chat: Quiet) -> None:
    assert not came(world, ANA)
    world.say("!incident INC-1 page @bo look", "ana")
    assert not came(world, BO)
    assert chat.whispers == []


def test_who_is_in_no_team_file_is_told_nothing(world: World, chat: Quiet) -> None:
    assert not came(world, STRANGER)
    assert chat.whispers == []


def test_of_other_rooms_and_of_what_is_over_nothing_is_told(world: World, chat: Quiet) -> None:
    assert not came(world, room=ANYWHERE)
    world.say("!incident INC-1 ack", "ana")
    world.say("!incident INC-1 resolve --override it is a test", "ana")
    assert not came(world)
    assert chat.whispers == []


def test_who_came_long_ago_is_told_nothing_now(world: World, chat: Quiet) -> None:
    came(world, sent_at=START - timedelta(hours=1))
    assert chat.whispers == []


def test_of_what_is_private_nobody_learns_who_is_not_in_it(tmp_path: Path, chat: Quiet) -> None:
    world = World(tmp_path, teams={"shop": SHOP})
    world.chats["irc"] = chat
    world.restart()
    world.tell(f"{P1} --private")
    came(world)
    assert chat.whispers == []
