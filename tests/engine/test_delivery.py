"""Delivery: one attempt for each claim; the engine owns every retry."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from traceback import walk_tb

import pytest

from tests.engine.given import (
    P1,
    TEAM,
    Bell,
    Crash,
    SqliteHome,
    World,
    refused,
    timed_out,
    unavailable,
)
from tocsin.errors import ProviderError
from tocsin.providers import Ref

SECRET = "hunter2-token"


def test_a_page_is_attempted_once_when_the_tool_takes_it(anywhere: World) -> None:
    anywhere.tell(P1)
    anywhere.run(minutes=4)
    assert anywhere.bell().of("page") == ["INC-1.p1"]
    assert anywhere.incident().pages["p1"].state == "sent"


def test_one_step_makes_one_attempt(world: World) -> None:
    world.bell().broken = unavailable()
    world.say(P1)
    assert world.system.delivery.step(("page",)) == 1
    assert world.system.delivery.step(("page",)) == 0
    assert world.bell().of("page") == ["INC-1.p1"]


def test_retries_wait_longer_and_longer_up_to_the_cap(anywhere: World) -> None:
    anywhere.bell().broken = unavailable()
    anywhere.tell(P1)
    anywhere.run(minutes=2)
    waits = [after - before for before, after in pairwise(anywhere.bell().seconds())]
    assert waits[:4] == [0.75, 1.5, 3.0, 6.0]
    assert max(waits) <= 15


def test_every_retry_of_a_page_carries_the_same_key_and_link(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(minutes=1)
    assert len(world.bell().keys) > 3
    assert len(set(world.bell().keys)) == len(set(world.bell().links)) == 1


def test_a_wait_the_vendor_asks_for_is_honoured(world: World) -> None:
    world.bell().broken = unavailable(after=25)
    world.tell(P1)
    world.run(minutes=2)
    assert all(b - a >= 25 for a, b in pairwise(world.bell().seconds()))


def test_a_wait_the_vendor_asks_for_is_bounded_to_five_minutes(world: World) -> None:
    world.bell().script = [unavailable(after=86400.0)]
    world.tell(P1)
    world.run(minutes=6)
    assert world.bell().seconds()[:2] == [0, 300]


def test_a_permanent_refusal_is_not_repeated_and_the_incident_hears(anywhere: World) -> None:
    anywhere.bell().broken = refused("wrong key")
    anywhere.tell(P1)
    anywhere.run(minutes=2)
    assert anywhere.bell().of("page") == ["INC-1.p1"]
    assert [row.outcome for row in anywhere.settled("page")][:1] == ["dead"]
    assert anywhere.incident().pages["p1"].refused_by == ("tower",)


def test_a_dead_message_becomes_an_event_the_room_hears(world: World) -> None:
    world.bells["tower"].script = [None, refused("gone")]
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    assert world.events("effect-died") == ["effect-died"]
    assert "could not be told" in world.chat.heard()


def test_a_page_is_never_given_up_by_count_or_age(world: World) -> None:
    for name in ("tower", "church"):
        world.bell(name).broken = unavailable()
    world.tell(P1)
    world.run(hours=2, most=5_000)
    world.clock.at += timedelta(hours=28)  # while which nobody looked
    world.run(hours=1, most=5_000)
    assert [row for row in world.settled("page") if row.outcome == "dead"] == []
    assert len(world.bell().of("page")) > 1_000
    world.bell().broken = None
    world.run(minutes=10)
    assert world.incident().pages["p1"].state == "sent"


def test_other_effects_are_given_up_after_a_day(world: World) -> None:
    world.bell().script = [None]
    world.bell().broken = unavailable()
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(hours=23)
    assert world.settled("page-ack") == []
    world.run(hours=2)
    assert [row.outcome for row in world.settled("page-ack")] == ["dead"]


def test_no_page_is_newly_sent_after_an_acknowledgement(anywhere: World) -> None:
    anywhere.bell().broken = unavailable()
    anywhere.tell(P1)
    anywhere.run(seconds=4)
    tried = len(anywhere.bell().of("page"))
    anywhere.bell().broken = None
    anywhere.tell("!incident INC-1 ack")
    anywhere.run(hours=2)
    assert len(anywhere.bell().of("page")) == tried
    assert [row.outcome for row in anywhere.settled("page")] == ["skipped"]


def test_a_page_claimed_after_the_acknowledgement_is_never_called(anywhere: World) -> None:
    anywhere.say(P1)
    anywhere.say("!incident INC-1 ack", by="bo")
    anywhere.run(minutes=1)
    assert anywhere.bell().calls == []


def test_a_page_in_flight_is_acknowledged_at_the_vendor_when_it_settles(anywhere: World) -> None:
    anywhere.bell().script = [lambda: anywhere.say("!incident INC-1 ack", by="bo")]
    anywhere.tell(P1)
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "acknowledge"]
    assert anywhere.incident().pages["p1"].state == "acked"


def test_a_page_that_may_have_rung_is_acknowledged_at_the_vendor_too(anywhere: World) -> None:
    """A time-out leaves open whether it rings: after the answer it must be made silent."""
    anywhere.bell().script = [timed_out()]
    anywhere.tell(P1)
    anywhere.tell("!incident INC-1 ack")
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "acknowledge"]
    assert anywhere.pending() == []


def test_that_a_page_may_have_rung_outlives_a_later_attempt_that_surely_failed(
    anywhere: World,
) -> None:
    anywhere.bell().script = [timed_out(), unavailable()]
    anywhere.tell(P1)
    anywhere.run(seconds=1)
    anywhere.tell("!incident INC-1 ack")
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "page", "acknowledge"]


def test_silencing_a_page_that_may_have_rung_is_retried(world: World) -> None:
    world.bell().script = [timed_out(), unavailable(), unavailable()]
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(minutes=1)
    assert [op for op, _, _ in world.bell().calls] == ["page", *["acknowledge"] * 3]


def test_a_page_that_surely_did_not_ring_is_not_acknowledged_at_the_vendor(world: World) -> None:
    world.bell().script = [unavailable()]
    world.tell(P1)
    world.tell("!incident INC-1 ack")
    world.run(minutes=1)
    assert [op for op, _, _ in world.bell().calls] == ["page"]


def may_have_rung() -> ProviderError:
    return ProviderError("unavailable", "tower answered 502", ambiguous=True)


def finder(world: World) -> Bell:
    bell = world.bell()
    bell.capabilities = frozenset({"acknowledge", "resolve", "find"})
    return bell


def test_a_tool_that_can_find_is_asked_before_an_ambiguous_repeat(anywhere: World) -> None:
    bell = finder(anywhere)
    bell.script = [timed_out()]
    anywhere.tell(P1)
    anywhere.run(minutes=1)
    assert [op for op, _, _ in bell.calls] == ["page", "find", "page"]


def test_a_failure_after_which_it_may_ring_all_the_same_is_ambiguous_too(anywhere: World) -> None:
    bell = finder(anywhere)
    bell.script = [may_have_rung()]
    anywhere.tell(P1)
    bell.known["INC-1.p1"] = Ref(id="found")
    anywhere.run(minutes=1)
    assert [op for op, _, _ in bell.calls] == ["page", "find"]


def test_what_rings_after_a_broken_answer_is_silenced_by_the_acknowledgement(
    anywhere: World,
) -> None:
    anywhere.bell().script = [may_have_rung(), unavailable()]
    anywhere.tell(P1)
    anywhere.run(seconds=1)
    anywhere.tell("!incident INC-1 ack")
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "page", "acknowledge"]


def test_a_tool_is_asked_again_after_a_repeat_that_surely_failed(anywhere: World) -> None:
    bell = finder(anywhere)
    bell.script = [timed_out(), unavailable()]
    anywhere.tell(P1)
    anywhere.run(minutes=1)
    assert [op for op, _, _ in bell.calls] == ["page", "find", "page", "find", "page"]


def test_a_page_that_is_found_is_not_repeated(anywhere: World) -> None:
    bell = finder(anywhere)
    bell.script = [timed_out()]
    anywhere.tell(P1)
    bell.known["INC-1.p1"] = Ref(id="found")
    anywhere.run(minutes=1)
    assert [op for op, _, _ in bell.calls] == ["page", "find"]
    assert anywhere.incident().pages["p1"].sent_by == (("tower", "found"),)


def test_a_sure_failure_is_repeated_without_asking(world: World) -> None:
    bell = finder(world)
    bell.script = [unavailable()]
    world.tell(P1)
    world.run(seconds=10)
    assert [op for op, _, _ in bell.calls] == ["page", "page"]


def test_a_tool_that_cannot_find_is_not_asked(world: World) -> None:
    world.bell().script = [timed_out()]
    world.tell(P1)
    world.run(seconds=10)
    assert [op for op, _, _ in world.bell().calls] == ["page", "page"]


def test_after_a_crash_in_a_call_the_tool_is_asked_first(anywhere: World) -> None:
    bell = finder(anywhere)
    bell.script = [Crash()]
    anywhere.say(P1)
    with pytest.raises(Crash):
        anywhere.system.settle_now()
    anywhere.restart()
    anywhere.run(minutes=1)
    assert [op for op, _, _ in bell.calls] == ["page", "find", "page"]


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), RecursionError(), AssertionError(), SystemExit(3)]
)
def test_whatever_a_provider_raises_is_contained(world: World, error: BaseException) -> None:
    world.bell().script = [error]
    world.tell(P1)
    world.run(minutes=1)
    assert world.bell().of("page") == ["INC-1.p1"] * 2
    assert world.incident().pages["p1"].state == "sent"


def test_a_provider_that_broke_may_have_rung_so_it_is_asked_first(world: World) -> None:
    bell = finder(world)
    bell.script = [ValueError("after the request went out")]
    world.tell(P1)
    world.run(seconds=10)
    assert [op for op, _, _ in bell.calls] == ["page", "find", "page"]


def test_a_provider_that_returns_nonsense_is_contained(world: World) -> None:
    bell = world.bell()
    bell.page = lambda request, call: None  # type: ignore[method-assign, assignment, return-value]
    world.tell(P1)
    world.run(seconds=40)
    assert "page-failed-over" in world.events()


def test_a_secret_in_an_exception_reaches_no_log_no_chat_and_no_event(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = RuntimeError(f"https://user:{SECRET}@vendor.test failed")
    error.__cause__ = ValueError(SECRET)
    world.bell().broken = error
    world.tell(P1)
    world.run(minutes=10)
    text = caplog.text + "".join(str(record.exc_info) for record in caplog.records)
    assert SECRET not in text
    assert SECRET not in world.chat.heard() + str(world.chat.directs)
    ident = world.incident().id
    stored = world.store.read(lambda tx: tx.events(ident))
    assert SECRET not in "".join(one.body or "" for one in stored)
    assert "RuntimeError" in caplog.text  # yet somebody can find the place
    assert "given.py" in caplog.text


def test_a_broken_message_does_not_hold_up_the_pages(world: World) -> None:
    world.chat.down = ProviderError("unavailable", "chat is down")
    world.tell(P1)
    assert world.bell().of("page") == ["INC-1.p1"]


def test_a_tool_that_left_the_team_file_is_passed_over(anywhere: World) -> None:
    anywhere.bell().broken = unavailable()
    anywhere.tell(P1)
    without = TEAM.replace('[paging.tower]\ntype = "bell"\n', "").replace('"tower", ', "")
    anywhere.write_teams({"shop": without})
    anywhere.restart()
    anywhere.run(minutes=1)
    assert anywhere.bell("church").of("page") == ["INC-1.p1"]


def test_the_incident_of_a_team_whose_file_is_gone_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    other = TEAM.replace('"Shop"', '"Pay"')
    world = World(tmp_path, SqliteHome(tmp_path / "t.db"), teams={"shop": TEAM, "pay": other})
    world.tell(f"{P1} --team shop")
    world.write_teams({"pay": other})
    world.restart()
    world.run(minutes=6)
    world.tell(f"{P1} --team pay")
    assert "INC-2.p1" in world.bell().of("page")
    world.tell("!incident INC-1 ack")
    assert world.incident(1).ladder is not None
    world.store.close()


def test_a_result_the_incident_cannot_take_waits_a_minute_and_ends_nothing(world: World) -> None:
    world.say(P1)
    execute = world.system.execute
    honest = execute.command

    def broken(*given: object, **named: object) -> object:
        raise KeyError("a mistake in the rules")

    execute.command = broken  # type: ignore[method-assign, assignment]
    world.system.settle_now()
    execute.command = honest  # type: ignore[method-assign]
    world.run(minutes=2)
    assert world.bell().seconds() == [0, 60]
    assert world.incident().pages["p1"].state == "sent"


@pytest.mark.parametrize("error", [unavailable(), RuntimeError("no line"), SystemExit(3)])
def test_an_error_that_a_tool_raises_again_and_again_holds_no_frames(
    world: World, error: BaseException
) -> None:
    """Each raise adds frames to its traceback, and a tool may raise one object for ever."""
    world.bell().broken = error
    world.tell(P1)
    world.run(hours=1)
    assert len(world.bell().of("page")) > 5
    assert list(walk_tb(error.__traceback__)) == []
