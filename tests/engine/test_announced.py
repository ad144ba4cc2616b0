"""The first announcement goes on: edited in place, never posted twice, and in nobody's way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import (
    P1,
    START,
    TEAM,
    ScriptedChat,
    World,
    forbidden,
    refused,
    unavailable,
)
from tocsin.chat import (
    Account,
    Card,
    Everyone,
    Limits,
    Mention,
    MessageRef,
    Room,
    RoomRef,
    Text,
)
from tocsin.errors import ProviderError
from tocsin.simulate.virtual_clock import VirtualClock

SOON = 5.0


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def reads(world: World) -> list[str]:
    """What the first announcement was edited to, one after the other."""
    return [card.as_text() for id, card in world.chat.edits if id != "card"]


def now(world: World) -> str:
    return reads(world)[-1].splitlines()[-1]


def said(world: World) -> str:
    """The words that were announced first."""
    return next(words for room, words in world.chat.posts if room == "#incidents")


def words(world: World) -> str:
    """What was announced, without the call: an edit calls nobody."""
    return said(world).removeprefix("@here ")


def do(world: World, *lines: str) -> None:
    for line in lines:
        reply = world.say(f"!incident INC-1 {line}", room="")
        assert reply.accepted, reply.text.as_plain()
        world.run(seconds=30)


def begun(world: World, line: str = P1) -> None:
    world.say(line)
    world.run(seconds=30)


def test_its_words_stay_and_one_line_below_them_says_how_it_is_now(world: World) -> None:
    begun(world)
    room = world.incident().room_name
    assert reads(world)[-1] == f"{words(world)}\nnow: P1 · investigating · IC Ana · in #{room}"
    do(world, "take ic", "mitigate rollback to 41", "approve 1", "severity p0 worse")
    assert now(world) == f"now: P0 · mitigating · IC Ana · in #{room}"
    do(world, "severity p2 better", "mitigated")
    assert now(world) == f"now: P2 · monitoring · IC Ana · in #{room}"
    do(world, "resolve --override all is well")
    assert now(world) == f"now: P2 · resolved · IC Ana · in #{room}"
    do(world, "reopen it is back")
    assert now(world) == f"now: P2 · investigating · IC Ana · in #{room}"
    assert all(one.startswith(words(world)) for one in reads(world))


def test_it_is_edited_only_when_it_would_read_otherwise(world: World) -> None:
    begun(world)
    do(world, "take ic")
    before = len(reads(world))
    do(world, "note a", "finding b", "assign tl @bo", "task add look")
    world.run(hours=1)
    assert len(reads(world)) == before
    assert len(set(reads(world))) == len(reads(world))


def test_it_says_what_is_broken_as_soon_as_somebody_knows(world: World) -> None:
    begun(world)
    assert "Impact: being assessed" in reads(world)[-1].splitlines()
    do(world, "take ic", "update investigating | cards fail | reading logs | unknown")
    assert "Impact: cards fail" in reads(world)[-1].splitlines()
    assert "being assessed" not in reads(world)[-1]
    do(world, "update investigating | everything fails | reading logs | unknown")
    assert "Impact: everything fails" in reads(world)[-1].splitlines()


def test_an_impact_that_is_another_than_announced_stands_in_the_line_of_now(world: World) -> None:
    world.write_teams({"shop": TEAM + '[templates]\nannouncement = "{{ what }}: {{ title }}"\n'})
    world.restart()
    begun(world)
    do(world, "update investigating | cards fail | reading logs | unknown")
    room = world.incident().room_name
    assert now(world) == f"now: P1 · investigating · cards fail · IC Ana · in #{room}"


def test_it_is_one_message_and_the_first(world: World) -> None:
    begun(world)
    do(world, "severity p0 worse")
    world.restart()
    do(world, "take ic")
    assert {id for id, _ in world.chat.edits if id != "card"} == {"1"}


def test_nobody_is_called_by_an_edit(world: World) -> None:
    begun(world)
    (first,) = {id for id, _ in world.chat.edits} - {"card"}
    for id, card in world.chat.edits:
        if id == first:
            spans = [span for row in (card.heading, *card.lines) for span in row.spans]
            assert not [one for one in spans if isinstance(one, Mention | Everyone)]
            assert [one for one in spans if isinstance(one, Room)]


def test_a_report_that_is_declined_says_so_and_loses_its_buttons(world: World) -> None:
    world.chat.able |= {"buttons"}
    world.restart()
    world.say("!incident report I cannot pay", "ana")
    world.run(seconds=5)
    do(world, "decline no trouble at all")
    _, card = world.chat.edits[-1]
    assert card.lines[-1].as_plain().startswith("now: declined")
    assert card.actions == ()


def test_what_was_merged_says_into_which(world: World) -> None:
    begun(world, "!incident declare the basket is slow p2")
    world.say(P1)
    world.run(seconds=5)
    reply = world.say("!incident INC-2 merge INC-1", room="")
    assert reply.accepted, reply.text.as_plain()
    world.run(seconds=30)
    assert any(one.endswith("now: merged into INC-1, which goes on") for one in reads(world))


def test_what_became_private_keeps_no_word_and_comes_back(world: World) -> None:
    begun(world)
    do(world, "flag private the keys are out")
    assert reads(world)[-1] == "INC-1 goes on elsewhere."
    do(world, "severity p0 worse")
    assert reads(world)[-1] == "INC-1 goes on elsewhere."
    assert world.say("!incident INC-1 unflag private all know --confirm", "eva", room="").accepted
    world.run(seconds=30)
    assert reads(world)[-1].startswith(f"{words(world)}\nnow: P0")


def test_what_is_private_was_never_announced(world: World) -> None:
    begun(world, f"{P1} --private")
    do(world, "take ic", "severity p0 worse")
    assert reads(world) == []


def test_a_drill_says_that_it_is_one(world: World) -> None:
    begun(world, f"{P1} --drill")
    assert "DRILL" in reads(world)[-1].splitlines()[0]


def test_without_edit_it_stays_as_it_is(world: World) -> None:
    world.chat.able -= {"edit"}
    world.restart()
    begun(world)
    do(world, "severity p0 worse")
    assert reads(world) == []


def test_one_that_cannot_be_edited_is_left_alone_and_nobody_hears(world: World) -> None:
    tries = stuck(world, forbidden("it is gone"))
    begun(world)
    do(world, "severity p0 worse", "take ic")
    world.run(hours=2)
    assert tries == ["1"]
    assert "announced" not in world.chat.heard()
    assert world.events("effect-died") == []


def test_a_platform_that_takes_no_edit_for_days_holds_up_nothing(world: World) -> None:
    tries = stuck(world, unavailable())
    begun(world)
    do(world, "severity p0 worse")
    assert world.chat.card is not None
    assert "P0" in world.chat.card.as_text()
    world.run(hours=30)
    assert len(tries) <= 30 * 60 / 0.5  # never faster than twice a minute, once it is patient
    assert world.events("effect-died") == []


@pytest.mark.parametrize("error", [unavailable(), refused("that token is not taken any more")])
def test_an_edit_that_was_not_taken_for_hours_goes_out_within_a_minute_of_the_end(
    world: World, error: ProviderError
) -> None:
    stuck(world, error)
    begun(world)
    do(world, "severity p0 worse")
    world.run(hours=3)
    assert world.bell().of("page")
    chat = world.chat
    assert isinstance(chat, Stuck)
    chat.error = None
    world.run(minutes=1)
    assert now(world).startswith("now: P0 · ")


def test_nobody_waits_for_it_at_the_end_while_it_cannot_go_out(anywhere: World) -> None:
    anywhere.clock = Passing(at=START)
    anywhere.chat.down = unavailable()
    anywhere.restart()
    anywhere.system.start(lambda: None)
    anywhere.say(P1)
    began = time.monotonic()
    assert anywhere.system.drain(2 * SOON) > 0
    assert time.monotonic() - began < SOON
    anywhere.system.stop()


def test_what_happened_before_it_could_be_announced_is_shown_behind_it(world: World) -> None:
    world.chat.down = unavailable()
    begun(world)
    do(world, "severity p0 worse")
    world.chat.down = None
    world.run(minutes=5)
    assert "P1" in said(world)
    assert now(world).startswith("now: P0 · ")


def test_each_platform_has_its_own(tmp_path: Path) -> None:
    world = World(tmp_path, chats=("irc", "mesh"))
    begun(world)
    do(world, "severity p0 worse")
    for chat in world.chats.values():
        (first,) = {id for id, _ in chat.edits} - {"card"}
        last = [card for id, card in chat.edits if id == first][-1]
        assert last.lines[-1].as_plain().startswith("now: P0")


def test_an_announcement_in_pieces_is_not_edited(world: World) -> None:
    world.chat.bounds = Limits(characters=100, burst=1000)
    world.restart()
    begun(world)
    assert reads(world) == []


def test_edits_are_counted_in_the_budget_and_wait_behind_people(tmp_path: Path) -> None:
    """One message a second: ten incidents change while somebody is handed a role."""
    world = World(tmp_path)
    chat = Timed(bounds=Limits(posts_per_second=1.0, posts_per_room=1.0, burst=3))
    chat.clock = world.clock
    world.chats = {"irc": chat}
    world.restart()
    for number in range(10):
        world.say(f"!incident declare number {number} fails p1")
    world.run(minutes=5)
    begins = world.clock()
    for number in range(1, 11):
        assert world.say(f"!incident INC-{number} severity p0 worse", room="").accepted
    world.system.settle_now()
    world.say("!incident INC-1 assign tl @bo", room="")
    world.run(minutes=5)
    told = next(at for what, at in chat.times if what == "bo" and at >= begins)
    edits = [at for what, at in chat.times if what not in ("post", "card") and at >= begins]
    assert (told - begins).total_seconds() < 30
    assert max(edits) > told
    last = {id: card.lines[-1].as_plain() for id, card in chat.edits if id != "card"}
    assert len(last) == 10
    assert all(one.startswith("now: P0") for one in last.values())
    moments = [at.timestamp() for _, at in chat.times]
    for number, one in enumerate(moments):
        assert sum(other < one + 10 for other in moments[number:]) <= 3 + 10


class Passing(VirtualClock):
    """A clock that nobody sets."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Timed(ScriptedChat):
    """Remembers when each thing went out."""

    clock: Callable[[], datetime] = lambda: START
    times: list[tuple[str, datetime]] = field(default_factory=list)

    def post(self, room: RoomRef, text: Text, *, key: str, **more: Any) -> MessageRef:
        self.times.append(("post", self.clock()))
        return super().post(room, text, key=key, **more)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        self.times.append((ref.id if ref else "card", self.clock()))
        return super().put_card(room, card, ref, key=key, again=again)

    def direct(self, account: Account, text: Text, *, key: str, **more: Any) -> None:
        self.times.append((account.id, self.clock()))
        super().direct(account, text, key=key, **more)


@dataclass
class Stuck(ScriptedChat):
    """Nothing but the card can be edited; `tries` are the ids of what should have been."""

    error: ProviderError | None = field(default_factory=unavailable)
    tries: list[str] = field(default_factory=list)

    def put_card(
        self, room: RoomRef, card: Card, ref: MessageRef | None, *, key: str, again: bool = False
    ) -> MessageRef:
        if ref is not None and ref.id != "card" and self.error is not None:
            self.tries.append(ref.id)
            raise self.error
        return super().put_card(room, card, ref, key=key, again=again)


def stuck(world: World, error: ProviderError) -> list[str]:
    chat = Stuck(error=error)
    world.chats = {"irc": chat}
    world.restart()
    return chat.tries
