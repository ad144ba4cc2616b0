"""A pause that a platform asks for holds that kind of call, and nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.given import unavailable
from tests.engine.rooms_given import TownWorld
from tocsin.chat import Account, Card, Chat, Limits, MessageRef, RoomRef, text
from tocsin.engine.attempts import BudgetExhausted
from tocsin.engine.rate_budget import Budget, PostPriority
from tocsin.engine.rate_limited_chat import rate_limited
from tocsin.errors import ProviderError

A = RoomRef(platform="irc", id="a", name="#a")
B = RoomRef(platform="irc", id="b", name="#b")
ANA = Account(platform="irc", id="ana")
SLOW = unavailable("slower, please", after=600)
PER_ROOM: Final = Limits(posts_per_second=10.0, posts_per_room=1.0)
TOGETHER: Final = Limits(posts_per_second=1.0, posts_per_room=1.0, together=True)
OVER_ALL: Final = Limits(posts_per_second=1.0, posts_per_room=1.0)
CALLS: Final[Mapping[str, Callable[[Chat], object]]] = {
    "post": lambda chat: chat.post(A, text("x"), key="k"),
    "other room": lambda chat: chat.post(B, text("x"), key="k"),
    "whisper": lambda chat: chat.whisper(A, ANA, text("x"), key="k"),
    "put_card": lambda chat: chat.put_card(A, Card(heading=text("x"), lines=()), None, key="k"),
    "direct": lambda chat: chat.direct(ANA, text("x"), key="k"),
    "open_room": lambda chat: chat.open_room("r2", "i", private=False),
    "find_room": lambda chat: chat.find_room("#r"),
    "members": lambda chat: chat.members(A),
    "invite": lambda chat: chat.invite(A, (ANA,)),
    "remove": lambda chat: chat.remove(A, (ANA,)),
    "set_topic": lambda chat: chat.set_topic(A, text("t")),
    "set_links": lambda chat: chat.set_links(A, ()),
    "pin": lambda chat: chat.pin(MessageRef(platform="irc", room="a", id="1")),
}


EVERYTHING: Final = {*CALLS} - {"find_room", "members", "pin"}
"""Where all counts together; a pin belongs to the post before it."""


class Touchy:
    """A chat that asks for a pause at some calls, and takes any other."""

    def __init__(self, limits: Limits, at: str) -> None:
        self.limits, self.at, self.asked = limits, at, list[str]()

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*_given: object, **_more: object) -> object:
            self.asked.append(name)
            if name == self.at:
                raise SLOW
            return MessageRef(platform="irc", room="a", id="1")

        return call


@pytest.mark.parametrize(
    ("limits", "at", "held"),
    [
        (PER_ROOM, "post", {"post", "whisper", "put_card"}),
        (PER_ROOM, "direct", {"direct"}),
        (OVER_ALL, "post", {"post", "other room", "whisper", "put_card", "direct"}),
        *(
            (TOGETHER, one, EVERYTHING)
            for one in ("post", "set_topic", "pin", "invite", "open_room")
        ),
        (TOGETHER, "members", {"members"}),
        (PER_ROOM, "open_room", {"open_room"}),
        (PER_ROOM, "find_room", {"find_room"}),
        (PER_ROOM, "invite", {"invite", "members", "remove"}),
        (PER_ROOM, "set_topic", {"set_topic"}),
        (PER_ROOM, "set_links", {"set_links"}),
    ],
)
def test_what_is_held_is_the_kind_of_call_that_was_too_much(
    limits: Limits, at: str, held: set[str]
) -> None:
    chat = Touchy(limits, at)
    now = [0.0]
    port = rate_limited(chat, lambda: now[0])  # type: ignore[arg-type]  # it takes any call
    with pytest.raises(ProviderError):
        CALLS[at](port)
    chat.at = ""
    found = set()
    for name, call in CALLS.items():
        now[0] += 2
        try:
            call(port)
        except BudgetExhausted:
            found.add(name)
    assert found == held
    now[0] = 301.0
    for call in CALLS.values():
        now[0] += 2
        call(port)


def test_a_page_goes_out_while_no_room_may_be_opened(tmp_path: Path) -> None:
    world = TownWorld(tmp_path)
    world.town.broken["open_room"] = SLOW
    world.say("!incident declare checkout returns 500s p1", room="")
    world.run(seconds=2)
    world.town.directs.clear()
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(seconds=2)
    assert "INC-1" in world.town.told("U-bo")
    assert world.town.square.posts
    world.run(minutes=10)
    world.town.broken.clear()
    world.run(minutes=6)
    assert world.town.own().posts


class OneRoom(TownWorld):
    """A town in which one room takes nothing for a while."""

    def shut(self, id: str | None) -> None:
        def at(what: str, room: RoomRef) -> object:
            if room.id == id and what == "post":
                raise SLOW
            return inner(what, room)

        inner = type(self.town)._at.__get__(self.town)
        self.town._at = at  # type: ignore[method-assign,assignment]  # one method of one object


def test_a_room_that_is_held_holds_no_other_and_keeps_its_order(tmp_path: Path) -> None:
    world = OneRoom(tmp_path)
    first = world.opened()
    second = world.opened("!incident declare search is slow p1")
    world.run(minutes=1)
    world.shut(first.id)
    for number in range(6):
        for key in ("INC-1", "INC-2"):
            world.say(
                f"!incident {key} update investigating | note-{number} | a | unknown", room=""
            )
        world.run(seconds=3)
        assert f"note-{number}" in "\n".join(second.posts)
    world.town.directs.clear()
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(seconds=2)
    assert "INC-1" in world.town.told("U-bo")
    assert "note-" not in "\n".join(first.posts)
    world.shut(None)
    world.run(minutes=6)
    said = "\n".join(first.posts)
    found = [said.index(f"note-{number}") for number in range(6)]
    assert found == sorted(found)
    assert [said.count(f"note-{number}") for number in range(6)] == [1] * 6


def test_who_waits_for_a_held_room_stands_in_nobodys_way() -> None:
    """Twenty rooms are held, more than may go at once: the next one goes all the same."""
    now = [0.0]
    budget = Budget(replace(PER_ROOM, burst=4), lambda: now[0])
    for number in range(20):
        budget.hold(100.0, place=f"#{number}")
        assert budget.take(f"#{number}", PostPriority.REPLY) >= 100.0
    assert budget.take("#free", PostPriority.STATE) == 0.0
    assert budget.take("@ana", PostPriority.PERSON) == 0.0


def test_pages_are_first_when_a_hold_ends() -> None:
    now = [0.0]
    budget = Budget(replace(OVER_ALL, burst=1), lambda: now[0])
    budget.hold(20.0)
    assert budget.take("#a", PostPriority.ROOM) == 20.0
    assert budget.take("#b", PostPriority.STATE) == 21.0
    assert budget.take("@ana", PostPriority.PERSON) == 20.0
    now[0] = 20.0
    assert budget.take("#a", PostPriority.ROOM) == 1.0
    assert budget.take("@ana", PostPriority.PERSON) == 0.0


@dataclass
class Queue:
    """The lane of a room: what is next goes when it may."""

    place: str
    rank: PostPriority
    due: float = 0.0
    went: list[float] = field(default_factory=list)


@settings(max_examples=60, deadline=None)
@given(
    holds=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(1, 30)), max_size=8
    ),
    apart=st.booleans(),
)
def test_whatever_is_held_every_room_goes_on_when_its_hold_is_over(
    holds: list[tuple[int, int, int]], apart: bool
) -> None:
    """None goes while it is held; each has all gone soon after the last hold is over."""
    now = [0.0]
    budget = Budget(PER_ROOM if apart else replace(OVER_ALL, burst=2), lambda: now[0])
    lanes = [Queue(place=f"#{n}", rank=rank) for n, rank in enumerate(list(PostPriority)[:4])]
    until = dict.fromkeys((one.place for one in lanes), 0.0)
    for second in range(120):
        now[0] = float(second)
        for at, number, seconds in holds:
            if at == second:
                budget.hold(float(seconds), place=f"#{number}")
                for place in (f"#{number}",) if apart else until:
                    until[place] = max(until[place], at + seconds)
        for lane in lanes:
            if len(lane.went) < 5 and lane.due <= second:
                wait = budget.take(lane.place, lane.rank)
                lane.due = second + wait
                if wait == 0.0:
                    assert second >= until[lane.place]
                    lane.went.append(second)
    last = max(until.values())
    assert all(len(lane.went) == 5 and lane.went[-1] <= last + 50 for lane in lanes)
