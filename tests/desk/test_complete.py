"""What a line that is being typed may become."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk.given import World, open_p1
from tests.desk.test_forms import VALUES, looking
from tocsin.desk.completion import MOST, complete


def offered(world: World, typed: str, by: str = "ana", room: str = "") -> tuple[str, ...]:
    return complete(looking(world, by, room), typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("!inc", "!incident"),
        ("inc", "incident"),
        ("!incident upd", "!incident update"),
        ("!incident INC-1 app", "!incident INC-1 approve"),
        ("!incident INC-1 approve ", "!incident INC-1 approve 1"),
        ("!incident take c", "!incident take comms"),
        ("!incident assign tl @b", "!incident assign tl @bo"),
        ("!incident snooze up", "!incident snooze update"),
        ("!incident snooze update 1", "!incident snooze update 10m"),
        ("!incident page back", "!incident page backup"),
        ("!incident mitigate roll", "!incident mitigate rollback"),
        ("!incident declare x --pr", "!incident declare x --private"),
        ("!oncall o", "!oncall override"),
        ("severity P", "severity p0"),
    ],
)
def test_the_likeliest_line_stands_first(typed: str, first: str) -> None:
    world = open_p1()
    assert world.say("!incident mitigate rollback 812", by="bo").accepted
    assert offered(world, typed)[0] == first


def test_what_is_needed_now_stands_before_other_verbs() -> None:
    world = World()
    assert world.say("!incident declare checkout fails p1").accepted
    assert offered(world, "!incident INC-1 ")[0] == "!incident INC-1 ack"


def test_of_what_is_private_nothing_is_offered_to_others() -> None:
    world = World()
    assert world.say("!incident declare pay slips p1 --private", room="").accepted
    assert "!incident INC-1" in offered(world, "!incident IN")
    assert offered(world, "!incident IN", by="guest-zed") == ()
    assert offered(world, "!incident INC-1 ", by="guest-zed") == ()
    assert offered(world, "!incident why ", by="guest-zed") == ()
    assert offered(world, "!incident IN", room="#incidents") == ()


@given(typed=VALUES | st.lists(VALUES, max_size=3).map(lambda v: " ".join(("!incident", *v))))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_what_is_offered_begins_with_it(typed: str) -> None:
    found = offered(open_p1(), typed)
    assert len(found) <= MOST
    assert all(one.lower().startswith(typed.lower()) for one in found)
