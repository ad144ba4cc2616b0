"""When the first tool does not take a page: the next rings as well, and the room is told."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.given import P1, World, refused, unavailable
from tocsin.errors import ProviderError


def test_the_second_tool_rings_after_the_bounded_wait(anywhere: World) -> None:
    anywhere.bell().broken = unavailable()
    anywhere.tell(P1)
    anywhere.run(seconds=29)
    assert anywhere.bell("church").calls == []
    anywhere.run(seconds=20)
    assert anywhere.bell("church").of("page") == ["INC-1.p1"]


def test_a_refusal_makes_the_second_tool_ring_at_once(anywhere: World) -> None:
    anywhere.bell().broken = refused()
    anywhere.tell(P1)
    assert anywhere.bell("church").seconds() == [0]


def test_a_long_wait_the_vendor_asks_for_does_not_hold_up_the_second_tool(world: World) -> None:
    world.bell().broken = unavailable(after=300)
    world.tell(P1)
    world.run(seconds=45)
    assert world.bell("church").of("page") == ["INC-1.p1"]
    assert world.bell().seconds() == [0]


def test_the_room_is_told_which_tools_rang(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(minutes=1)
    assert "tools tried: tower, church" in world.chat.heard()


def test_the_first_tool_keeps_trying_while_the_second_rings(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(minutes=4)
    assert world.bell("church").of("page") == ["INC-1.p1"]
    assert len(world.bell().seconds()) > 10


def test_a_tool_that_never_took_the_page_has_nothing_to_be_told_of_when_it_is_back(
    world: World,
) -> None:
    """Whether it rang while it was down was not known; it has no such page, so nothing rings."""
    world.bell().broken = ProviderError("unavailable", "503", ambiguous=True)
    world.tell(P1)
    world.run(minutes=1)
    world.tell("!incident INC-1 ack")
    world.bell().broken = ProviderError("not_found", "Tower has no page INC-1.p1.")
    world.run(minutes=2)
    assert world.bell().of("acknowledge") == ["INC-1.p1"]
    assert [row.outcome for row in world.settled("page-ack")] == ["done", "done"]
    assert "could not be told" not in world.chat.heard()


def test_with_both_tools_down_the_room_hears_whom_to_phone_once(anywhere: World) -> None:
    for name in ("tower", "church"):
        anywhere.bell(name).broken = unavailable()
    anywhere.tell(P1)
    anywhere.run(minutes=4)
    assert anywhere.events("page-undeliverable") == ["page-undeliverable"]
    assert "Please call now: Ana +49 1" in anywhere.chat.heard("#incidents").replace(",", "")
    assert anywhere.incident().pages["p1"].state == "failed"


def test_both_tools_keep_trying_after_the_room_was_told(world: World) -> None:
    for name in ("tower", "church"):
        world.bell(name).broken = unavailable()
    world.tell(P1)
    world.run(minutes=4)
    world.bell("church").broken = None
    world.run(minutes=6)
    assert world.incident().pages["p1"].sent_by == (("church", "ref-INC-1.p1"),)
    assert world.bell().seconds()[-1] > 250


def test_when_both_refuse_the_room_hears_at_once(world: World) -> None:
    for name in ("tower", "church"):
        world.bell(name).broken = refused()
    world.tell(P1)
    assert world.events("page-undeliverable") == ["page-undeliverable"]
    world.run(seconds=1)  # its announcement is looked at again when it is out
    assert world.pending() == []


def test_an_acknowledgement_ends_it_at_every_tool_that_took_the_page(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(seconds=45)
    world.bell().broken = None
    world.run(minutes=1)
    world.tell("!incident INC-1 ack")
    assert world.bell().of("acknowledge") == world.bell("church").of("acknowledge") == ["INC-1.p1"]


def test_no_failover_happens_after_an_acknowledgement(world: World) -> None:
    world.bell().broken = unavailable()
    world.tell(P1)
    world.run(seconds=10)
    world.tell("!incident INC-1 ack")
    world.run(minutes=10)
    assert world.bell("church").calls == []


def test_a_restart_does_not_begin_the_wait_anew(anywhere: World) -> None:
    anywhere.bell().broken = unavailable()
    anywhere.tell(P1)
    anywhere.run(seconds=25)
    anywhere.restart()
    anywhere.run(seconds=20)
    assert anywhere.bell("church").of("page") == ["INC-1.p1"]


def test_a_page_nobody_could_make_goes_to_the_next_tool_all_the_same(anywhere: World) -> None:
    """No worker was free, or each start died at it: what decides is the clock."""
    anywhere.say(P1)
    for _ in range(5):
        anywhere.clock.at += timedelta(seconds=6.5)
        anywhere.restart()
        anywhere.system.timers.step(anywhere.clock())
    assert anywhere.incident().pages["p1"].tools == ("tower", "church")
    assert anywhere.events("page-failed") == []


def test_a_page_that_was_taken_in_time_rings_with_one_tool(world: World) -> None:
    world.tell(P1)
    world.run(minutes=4)
    assert world.bell("church").calls == []
