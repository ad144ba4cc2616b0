"""What a platform takes: no more than its limits, people first, long texts in pieces, once each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.engine.given import P1, START, ScriptedChat, World, forbidden, refused, unavailable
from tocsin.chat import Account, Action, Limits, MessageRef, RoomRef, Text, text
from tocsin.engine.attempts import BudgetExhausted
from tocsin.engine.rate_limited_chat import rate_limited, wait_for_turn
from tocsin.errors import ProviderError

ROOM = RoomRef(platform="irc", id="r1", name="#r1")
ANA = Account(platform="irc", id="ana")


@dataclass
class Keyed(ScriptedChat):
    """Remembers the keys and the buttons; fails where it is told to."""

    keys: list[str] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    trouble: dict[str, ProviderError] = field(default_factory=dict)

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
        if key in self.trouble:
            raise self.trouble.pop(key)
        self.keys.append(key)
        self.shown.append(len(actions))
        return super().post(room, text, key=key, thread=thread, actions=actions)


class Hand:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def short() -> Keyed:
    return Keyed(bounds=Limits(characters=100, burst=1000))


WORDS = " ".join(f"word{number:03}" for number in range(50))


def test_a_long_text_goes_out_in_pieces_with_keys_of_their_own() -> None:
    chat = short()
    rate_limited(chat, Hand()).post(ROOM, text(WORDS), key="k")
    assert chat.keys == ["k", *(f"k.{n}" for n in range(2, len(chat.posts) + 1))]
    assert len(chat.keys) > 3
    assert all(len(words) <= 100 for _, words in chat.posts)
    assert " ".join(words for _, words in chat.posts) == WORDS


def test_the_buttons_stand_below_the_last_piece() -> None:
    chat = short()
    every = tuple(Action(label=f"b{n}", command="!incident ack") for n in range(5))
    rate_limited(chat, Hand()).post(ROOM, text(WORDS), key="k", actions=every)
    assert chat.shown == [0] * (len(chat.keys) - 1) + [5]


@pytest.mark.parametrize("at", ["k", "k.2", "k.4"])
def test_after_a_failure_in_the_middle_no_piece_is_lost_or_posted_twice(at: str) -> None:
    chat = short()
    chat.trouble[at] = unavailable()
    port = rate_limited(chat, Hand())
    with pytest.raises(ProviderError):
        port.post(ROOM, text(WORDS), key="k")
    port.post(ROOM, text(WORDS), key="k")
    assert " ".join(words for _, words in chat.posts) == WORDS
    assert len(chat.keys) == len(set(chat.keys))


def test_a_long_text_on_a_slow_chat_is_more_than_one_attempt() -> None:
    """No call begins that might outlast the lease."""
    chat, clock = short(), Hand()

    def takes_a_second() -> None:
        clock.now += 1

    chat.post_hook = takes_a_second
    port, told = rate_limited(chat, clock), list[tuple[float, float]]()
    for _ in range(20):
        began = clock.now
        try:
            port.post(ROOM, text(WORDS), key="k")
            break
        except BudgetExhausted as why:
            told.append((why.seconds, clock.now - began))
    assert set(told) == {(0.0, 2.0)}
    assert " ".join(words for _, words in chat.posts) == WORDS


def test_what_is_too_much_is_not_sent_and_says_when() -> None:
    chat, clock = short(), Hand()
    chat.bounds = Limits(posts_per_second=1.0, burst=1)
    port = rate_limited(chat, clock)
    port.post(ROOM, text("one"), key="1")
    with pytest.raises(BudgetExhausted) as held:
        port.post(ROOM, text("two"), key="2")
    assert held.value.seconds == 1.0
    assert chat.keys == ["1"]


def test_whoever_has_a_thread_of_their_own_waits_for_the_turn() -> None:
    chat, clock = short(), Hand()
    chat.bounds = Limits(posts_per_second=0.5, burst=1)
    port = rate_limited(chat, clock)

    def pause(seconds: float) -> None:
        clock.now += seconds

    for number in range(3):
        wait_for_turn(lambda key=str(number): port.post(ROOM, text("x"), key=key), pause)  # type: ignore[misc]  # a lambda's default has no type
    assert (len(chat.keys), clock.now) == (3, 4.0)


def test_a_topic_is_cut_to_what_the_platform_takes() -> None:
    topics: list[str] = []

    class Topical(Keyed):
        def set_topic(self, room: RoomRef, text: Text) -> None:
            topics.append(text.as_plain())

    rate_limited(Topical(bounds=Limits(topic=120)), Hand()).set_topic(ROOM, text(WORDS))
    assert len(topics[0]) <= 120
    assert WORDS.startswith(topics[0])


@pytest.fixture
def bounded(tmp_path: Path) -> World:
    """One message a second, and three at once after a quiet time."""
    world = World(tmp_path)
    world.chat.bounds = Limits(posts_per_second=1.0, posts_per_room=1.0, burst=3)
    world.restart()
    return world


def test_nothing_that_waits_for_its_turn_counts_as_a_failure(bounded: World) -> None:
    times: list[float] = []
    bounded.chat.post_hook = lambda: times.append((bounded.clock() - START).total_seconds())
    bounded.tell(P1)
    for number in range(12):
        bounded.say(f"!incident INC-1 update investigating | note-{number:02}x | a | unknown")
    bounded.run(minutes=3)
    heard = bounded.chat.heard()
    assert [heard.count(f"note-{number:02}x") for number in range(12)] == [1] * 12
    assert not [one for one in bounded.seen.attempts if "failed" in one or "unknown" in one]
    for at, one in enumerate(times):
        assert sum(one <= other < one + 10 for other in times[at:]) <= 3 + 10


def test_people_are_told_before_rooms(bounded: World) -> None:
    """Twenty messages wait for rooms when somebody is handed a role."""
    bounded.tell(P1)
    bounded.run(minutes=1)
    for number in range(20):
        bounded.say(f"!incident INC-1 update investigating | note-{number:02}x | a | unknown")
    bounded.system.settle_now()
    bounded.say("!incident INC-1 assign tl @bo")
    began = bounded.clock()
    while not bounded.chat.directs or bounded.chat.directs[-1][0] != "bo":
        bounded.run(seconds=0.5)
        assert (bounded.clock() - began).total_seconds() < 3


def test_a_pause_a_platform_asks_for_is_kept_by_every_lane(bounded: World) -> None:
    bounded.tell(P1)
    bounded.run(minutes=1)
    bounded.chat.down = unavailable(after=60)
    bounded.say("!incident INC-1 update investigating | note-x | a | unknown")
    bounded.system.settle_now()
    bounded.chat.down = None
    before = len(bounded.chat.posts), len(bounded.chat.directs)
    bounded.say("!incident INC-1 assign tl @bo")
    bounded.run(seconds=59)
    assert (len(bounded.chat.posts), len(bounded.chat.directs)) == before
    bounded.run(seconds=30)
    assert "note-x" in bounded.chat.heard()
    assert "bo" in [who for who, _ in bounded.chat.directs]


def test_a_direct_message_goes_by_the_next_platform_when_the_first_is_down(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.tell(P1)
    world.chats["irc"].down = unavailable()
    world.chats["mesh"].directs.clear()
    world.say("!incident INC-1 assign tl @bo", room="#incidents")
    world.system.settle_now()
    assert [who for who, _ in world.chats["mesh"].directs] == ["bo"]
    world.chats["irc"].down = None
    world.run(minutes=5)
    assert [who for who, _ in world.chats["irc"].directs if who == "bo"] == []


def test_where_a_platform_refuses_for_good_the_other_is_asked(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.tell(P1)
    world.chats["irc"].down = refused("the token was taken back")
    world.chats["mesh"].down = unavailable()
    world.say("!incident INC-1 assign tl @bo")
    world.run(minutes=2)
    world.chats["mesh"].down = None
    world.chats["mesh"].directs.clear()
    world.restart()
    world.run(minutes=2)
    assert [who for who, _ in world.chats["mesh"].directs] == ["bo"]


def test_where_every_platform_refuses_the_incident_hears(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.tell(P1)
    for chat in world.chats.values():
        chat.down = forbidden("nobody may be written to")
    world.say("!incident INC-1 assign tl @bo")
    world.run(minutes=2)
    assert [row.outcome for row in world.settled("direct")][-1] == "dead"


def test_of_a_person_only_the_platforms_they_have_an_account_on_are_tried(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    world.chats["irc"].able = frozenset({"topic", "pin", "edit", "invite"})
    world.tell(P1)
    assert world.chats["irc"].directs == []
    world.say("!incident INC-1 assign tl @bo")
    world.run(minutes=1)
    assert "bo" in [who for who, _ in world.chats["mesh"].directs]
    assert "direct:failed" not in world.seen.attempts


def test_a_repeat_of_what_went_out_is_not_sent_again() -> None:
    chat = short()
    port = rate_limited(chat, Hand())
    refs = {port.post(ROOM, text("hello"), key="k") for _ in range(3)}
    assert chat.keys == ["k"]
    assert len(refs) == 1


def test_a_card_and_its_pin_are_one_turn(bounded: World) -> None:
    """Else the card would be put again for a pin that has to wait."""
    bounded.tell(P1)
    bounded.run(minutes=1)
    assert not bounded.pending()


def test_a_pause_is_never_too_short_for_a_clock_to_tell() -> None:
    """What is asked for again at the very same moment would be asked for without end."""
    hand = Hand()
    chat = rate_limited(Keyed(bounds=Limits(burst=1, posts_per_second=10.0)), hand)
    chat.post(ROOM, text("one"), key="k1")
    hand.now = 0.1 - 2e-6
    with pytest.raises(BudgetExhausted) as caught:
        chat.post(ROOM, text("two"), key="k2")
    assert caught.value.seconds >= 0.001
