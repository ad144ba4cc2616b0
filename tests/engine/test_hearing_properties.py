"""However often events come in, over whatever faults: one command and one reply each."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.given import Home, MemoryHome, ScriptedChat, SqliteHome, World, unavailable
from tests.engine.test_hearing import SHOP, accounts_only, said
from tocsin.chat import Action, MessageRef, RoomRef, Text
from tocsin.errors import StoreUnavailable

EVENTS = 4
Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hear"] * 4 + ["settle", "restart", "chat", "store"]),
        st.integers(0, EVENTS - 1),
    ),
    max_size=30,
)


class Keyed(ScriptedChat):
    """Remembers with which key each message came."""

    keys: Counter[str]

    def post(
        self,
        room: RoomRef,
        text: Text,
        *,
        key: str,
        thread: MessageRef | None = None,
        actions: tuple[Action, ...] = (),
        again: bool = False,
    ) -> MessageRef:
        ref = super().post(room, text, key=key, thread=thread, actions=actions, again=again)
        self.keys[key] += 1
        return ref


def play(world: World, chat: Keyed, steps: list[Step]) -> set[int]:
    """Live through it; the events of which the platform knows that they were kept."""
    kept, away = set[int](), False
    for what, number in steps:
        if what == "settle":
            world.run(seconds=30)
        elif what == "restart":
            world.restart()
            away = False
        elif what == "chat":
            chat.down = None if chat.down is not None else unavailable(after=1.0)
        elif what == "store":
            away = not away
        else:
            kept |= hear(world, number, away=away)
    return kept


def hear(world: World, number: int, *, away: bool = False) -> set[int]:
    line = said(f"!incident declare thing {number} is down p3", event=f"e{number}")
    with pytest.MonkeyPatch.context() as patch, suppress(StoreUnavailable):
        if away:
            patch.setattr(world.store, "write", gone)
        world.system.hear(line)
        return {number}
    return set()


def gone(*_given: object, **_named: object) -> None:
    raise StoreUnavailable("the database is away")


@pytest.mark.parametrize("home", ["memory", "sqlite"])
@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_an_event_heard_many_times_is_one_command_and_one_reply(
    home: str, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where: Home = MemoryHome() if home == "memory" else SqliteHome(Path(folder) / "t.db")
        world = World(Path(folder), where, teams={"shop": SHOP}, chats=("irc", "mesh"))
        chat = Keyed(platform="irc")
        chat.keys = Counter()
        world.chats["irc"] = chat
        accounts_only(world)
        kept = play(world, chat, steps)
        chat.down = None
        world.run(minutes=10)
        assert {f"reply:irc:e{one}" for one in kept} == replies(chat)
        assert all(chat.keys[f"reply:irc:e{one}"] == 1 for one in kept)
        assert world.count() == len(kept)
        for one in kept:  # the platform hands everything on once more
            hear(world, one)
        world.run(minutes=1)
        assert world.count() == len(kept)
        assert all(chat.keys[f"reply:irc:e{one}"] == 1 for one in kept)
        world.store.close()


def replies(chat: Keyed) -> set[str]:
    return {key for key in chat.keys if key.startswith("reply:")}
