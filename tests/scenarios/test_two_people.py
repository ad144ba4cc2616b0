"""Two people acting at once: the later one hears what is."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play


def test_the_second_to_take_a_role_hears_who_has_it(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 take tl", "+2m @kim: !incident INC-1 take tl",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "Bo is Technical Lead" in last(told)[1]


def test_the_second_to_resolve_hears_that_it_is_resolved(play: Play) -> None:
    resolve = "+3m @ana: !incident INC-1 resolve --override x"
    told = play(P1, ACK, resolve, resolve, "until +4m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "INC-1 is resolved" in last(told)[1]
