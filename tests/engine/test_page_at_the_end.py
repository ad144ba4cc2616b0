"""A page that is under way while its incident ends must not go on ringing."""

from __future__ import annotations

from tests.engine.given import World, timed_out


def ended(world: World) -> None:
    world.say("!incident INC-1 decline a false alarm", by="bo")


def test_a_page_in_flight_is_resolved_at_the_vendor_when_it_settles(anywhere: World) -> None:
    anywhere.bell().script = [lambda: ended(anywhere)]
    anywhere.alert()
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "resolve"]
    assert anywhere.incident().status == "declined"
    assert anywhere.pending() == []


def test_a_page_that_may_have_rung_is_resolved_at_the_vendor_too(anywhere: World) -> None:
    anywhere.bell().script = [timed_out()]
    anywhere.alert()
    anywhere.system.settle_now()
    ended(anywhere)
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page", "resolve"]
    assert anywhere.pending() == []


def test_a_page_of_an_incident_that_goes_on_is_not_resolved(anywhere: World) -> None:
    anywhere.alert()
    anywhere.run(minutes=1)
    assert [op for op, _, _ in anywhere.bell().calls] == ["page"]
