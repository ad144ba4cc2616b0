"""Whatever comes in is kept with what it caused, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.given import P1, MemoryHome, World
from tocsin.desk.reply import Reply
from tocsin.engine.inbox import REPLAY_TRIES, IncomingMessage, as_json_text
from tocsin.engine.spoken_line import SpokenLine
from tocsin.errors import StoreUnavailable, TocsinError
from tocsin.store.contract import InboxRow, Tx

Handler = Callable[[Tx, str], str]


class Down(Exception):
    """A fault inside a handler."""


class Handling:
    """A handler that can be broken; it writes a fact each time, so that a rollback shows."""

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.seen: list[str] = []

    def __call__(self, tx: Tx, body: str) -> str:
        self.seen.append(body)
        tx.set_fact("test", body, "written")
        if self.broken is not None:
            raise self.broken
        return as_json_text({"text": f"did {body}", "accepted": True})


@pytest.fixture
def handling(anywhere: World) -> Handling:
    one = Handling()
    anywhere.system.inbox._handlers["test"] = one
    return one


def incoming(body: str = "a", message: str = "1") -> IncomingMessage:
    return IncomingMessage(source="test/x", message_id=message, body=body)


def test_the_same_message_twice_gets_the_first_reply(anywhere: World) -> None:
    first = anywhere.say(P1, message="dup")
    assert anywhere.say(P1, message="dup") == first
    assert anywhere.count() == 1


def test_the_same_message_after_a_restart_gets_the_first_reply(anywhere: World) -> None:
    first = anywhere.say(P1, message="dup")
    anywhere.restart()
    assert anywhere.say(P1, message="dup") == first
    assert anywhere.count() == 1


def test_another_message_with_the_same_words_is_handled(world: World) -> None:
    world.say(P1)
    world.say(P1)
    assert world.count() == 2


def test_two_platforms_may_use_the_same_message_id(world: World) -> None:
    for platform in ("irc", "mesh"):
        world.system.said(
            SpokenLine(platform=platform, message_id="1", speaker="ana", room="#incidents", text=P1)
        )
    assert world.count() == 2


def test_half_a_character_is_no_reason_to_lose_a_message(anywhere: World) -> None:
    """Chat platforms hand on what JSON lets them: the first half of an emoji, alone."""
    assert anywhere.say("!incident report pay\ud83d is down", by="guest-\ud800").accepted
    assert anywhere.incident().title == "pay? is down"


def test_a_refusal_is_a_result_and_is_repeated(world: World) -> None:
    first = world.say("!incident INC-99 ack", message="m")
    assert isinstance(first, Reply)
    assert not first.accepted
    assert world.say("!incident INC-99 ack", message="m") == first


def test_a_handler_that_breaks_keeps_the_message_and_nothing_else(
    anywhere: World, handling: Handling
) -> None:
    handling.broken = Down()
    with pytest.raises(Down):
        anywhere.system.inbox.handle(incoming())
    assert anywhere.store.read(lambda tx: tx.fact("test", "a")) is None
    (row,) = anywhere.store.read(lambda tx: tx.unhandled(10))
    assert (row.body, row.attempts, row.error) == ("a", 1, "Down")


def test_a_kept_message_is_handled_at_the_next_start(anywhere: World, handling: Handling) -> None:
    handling.broken = Down()
    with pytest.raises(Down):
        anywhere.system.inbox.handle(incoming())
    handling.broken = None
    anywhere.system.recover()
    assert anywhere.store.read(lambda tx: tx.fact("test", "a")) == "written"
    assert anywhere.store.read(lambda tx: tx.unhandled(10)) == []


def test_kept_messages_are_replayed_in_the_order_they_came(
    anywhere: World, handling: Handling
) -> None:
    handling.broken = Down()
    for number in ("1", "2"):
        with pytest.raises(Down):
            anywhere.system.inbox.handle(incoming(body=number, message=number))
        anywhere.run(seconds=1)
    with pytest.raises(Down):
        anywhere.system.inbox.handle(incoming(body="1", message="1"))  # delivered again, later
    handling.broken, handling.seen = None, []
    anywhere.system.inbox.replay()
    assert handling.seen == ["1", "2"]


def test_one_poisoned_message_does_not_stop_the_others(world: World) -> None:
    def handler(tx: Tx, body: str) -> str:
        if body == "bad":
            raise Down
        return "{}"

    world.system.inbox._handlers["test"] = handler
    with pytest.raises(Down):
        world.system.inbox.handle(incoming(body="bad", message="1"))
    world.store.write(lambda tx: tx.put_inbox(_waiting(world)))
    assert world.system.inbox.replay() == 1


def _waiting(world: World) -> InboxRow:
    return InboxRow(source="test/x", message_id="2", body="good", received=world.clock())


def test_a_poisoned_message_is_given_up_after_some_starts(
    anywhere: World, handling: Handling
) -> None:
    handling.broken = Down()
    with pytest.raises(Down):
        anywhere.system.inbox.handle(incoming())
    for _ in range(REPLAY_TRIES + 3):
        anywhere.system.recover()
    assert len(handling.seen) == REPLAY_TRIES


def test_a_repeat_of_a_message_that_was_given_up_says_so(
    anywhere: World, handling: Handling
) -> None:
    handling.broken = Down()
    for _ in range(REPLAY_TRIES):
        with pytest.raises(Down):
            anywhere.system.inbox.handle(incoming())
    with pytest.raises(TocsinError, match="could not be handled before"):
        anywhere.system.inbox.handle(incoming())


class Flaky:
    """A store that refuses the first writes."""

    def __init__(self, world: World, failures: int) -> None:
        self._real = world.store
        self.failures = failures

    def write(self, unit: object) -> object:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("the disk is full")
        return self._real.write(unit)  # type: ignore[arg-type]

    def read(self, query: object) -> object:
        return self._real.read(query)  # type: ignore[arg-type]


@pytest.mark.parametrize("failures", [1, 99])
def test_with_the_store_down_the_sender_hears_it_and_nothing_is_kept(
    world: World, failures: int
) -> None:
    """Also when it is back a moment later: the sender was told to try again, and will."""
    world.system.inbox._store = Flaky(world, failures)  # type: ignore[assignment]
    with pytest.raises(StoreUnavailable):
        world.say(P1, message="m")
    assert world.count() == 0
    assert world.store.read(lambda tx: tx.inbox("chat/irc", "m")) is None


def test_a_closed_store_says_so(world: World) -> None:
    world.store.close()
    with pytest.raises(StoreUnavailable):
        world.say(P1)
    assert isinstance(world.home, MemoryHome)


def test_a_sender_is_awaited_until_what_it_sent_is_kept(anywhere: World) -> None:
    inbox, seen = anywhere.system.inbox, list[bool]()

    def handle(_tx: Tx, _body: str) -> str:
        seen.append(inbox.is_awaited)
        return as_json_text({})

    inbox._handlers["test"] = handle
    assert not inbox.is_awaited
    inbox.handle(incoming())
    assert seen == [True]
    assert not inbox.is_awaited
