"""The budget of a platform: never more than it takes, and those who matter most first."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.chat import Limits
from tocsin.engine.rate_budget import Budget, PostPriority


@dataclass
class Scene:
    """A budget on a clock that is moved by hand, and who could post when."""

    limits: Limits
    now: float = 0.0
    went: list[tuple[float, str, PostPriority]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits, lambda: self.now)

    def asks(self, place: str = "#a", rank: PostPriority = PostPriority.ROOM) -> float:
        wait = self.budget.take(place, rank)
        if wait == 0.0:
            self.went.append((self.now, place, rank))
        return wait


def slow(burst: int = 1, second: float = 1.0, room: float = math.inf) -> Scene:
    return Scene(Limits(posts_per_second=second, posts_per_room=room, burst=burst))


def test_after_a_quiet_time_a_burst_goes_and_then_as_many_as_the_rate() -> None:
    here = slow(burst=3)
    assert [here.asks(f"#{n}") for n in range(3)] == [0.0, 0.0, 0.0]
    assert here.asks("#4") == 1.0
    here.now = 1.0
    assert here.asks("#4") == 0.0


def test_a_room_has_a_budget_of_its_own() -> None:
    here = slow(burst=1, second=math.inf, room=0.5)
    assert here.asks("#a") == 0.0
    assert here.asks("#a") == 2.0
    assert here.asks("#b") == 0.0


def test_whoever_has_to_wait_hears_when_their_turn_is() -> None:
    here = slow()
    assert [here.asks(f"#{n}") for n in range(4)] == [0.0, 1.0, 2.0, 3.0]
    for second in range(1, 4):
        here.now = float(second)
        assert here.asks(f"#{second}") == 0.0


def test_a_person_is_told_before_what_waits_for_a_room() -> None:
    here = slow()
    here.asks("#a")
    assert here.asks("#b", PostPriority.STATE) == 1.0
    assert here.asks("#b", PostPriority.ROOM) == 1.0
    assert here.asks("#b", PostPriority.REPLY) == 1.0
    assert here.asks("@ana", PostPriority.PERSON) == 1.0
    here.now = 1.0
    assert here.asks("#b", PostPriority.STATE) == 3.0
    assert here.asks("#b", PostPriority.ROOM) == 2.0
    assert here.asks("#b", PostPriority.REPLY) == 1.0
    assert here.asks("@ana", PostPriority.PERSON) == 0.0


def test_a_place_in_the_line_that_nobody_takes_up_is_given_away() -> None:
    here = slow()
    here.asks("#a")
    here.asks("#gone")
    here.now = 4.0
    assert here.asks("#b") == 0.0


def test_a_pause_a_platform_asks_for_holds_everything_and_is_bounded() -> None:
    here = slow(burst=10)
    here.budget.hold(30)
    assert here.asks("@ana", PostPriority.PERSON) == 30.0
    here.budget.hold(86_400)
    assert here.asks("@bo", PostPriority.PERSON) >= 300.0
    here.now = 300.0
    assert here.asks("@ana", PostPriority.PERSON) == 0.0


def test_a_pause_that_tells_how_fast_it_goes_is_kept_to_for_a_while() -> None:
    """One was taken at nought; the next, 0.2 s later, was too much by 4.8 s."""
    here = slow(second=5.0, burst=10)
    assert here.asks("#a") == 0.0
    here.now = 0.2
    assert here.asks("#a") == 0.0
    here.budget.slow(4.8)
    waits = []
    for _ in range(3):
        wait = here.asks("#b")
        assert here.asks("@ana", PostPriority.PERSON) == wait
        here.now += wait
        waits.append(round(wait, 3))
        assert here.asks("#b") > 0.0, "who calls a person is first"
        assert here.asks("@ana", PostPriority.PERSON) == 0.0
    assert waits == [4.8, 5.0, 5.0]
    here.now += 70.0
    assert (here.asks("#a"), round(here.asks("#a"), 3)) == (0.0, 0.2)


def test_however_slow_a_platform_is_one_goes_in_ten_seconds() -> None:
    here = slow(second=5.0, burst=10)
    here.asks("#a")
    here.now = 500.0
    here.asks("#a")
    for odd in (1e9, -1.0, 0.0):
        here.budget.slow(odd)
        assert here.asks("#b") <= 10.0


def test_where_there_is_no_limit_nothing_waits() -> None:
    here = slow(second=math.inf)
    assert {here.asks() for _ in range(10_000)} == {0.0}


def test_odd_limits_of_a_platform_stop_nothing_for_good() -> None:
    for odd in (0.0, -1.0, math.nan):
        here = Scene(Limits(posts_per_second=odd, posts_per_room=odd, burst=0))
        assert here.asks() == 0.0
        assert 0.0 < here.asks() <= 100.0


@settings(max_examples=60, deadline=None)
@given(
    rate=st.sampled_from([0.5, 1.0, 3.0]),
    burst=st.integers(1, 5),
    asked=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(PostPriority)), max_size=40),
)
def test_in_no_stretch_of_time_more_goes_than_the_platform_takes(
    rate: float, burst: int, asked: list[tuple[str, PostPriority]]
) -> None:
    """And everybody who comes back when told to gets through in the end."""
    here = slow(burst=burst, second=rate)
    line = [(0.0, number, *one) for number, one in enumerate(asked)]
    while line:
        line.sort()
        at, number, place, rank = line.pop(0)
        here.now = max(at, here.now)
        wait = here.asks(f"{place}{number}", rank)
        if wait:
            line.append((here.now + wait, number, place, rank))
        assert here.now < 200 / rate
    times = [at for at, _, _ in here.went]
    for start, begin in enumerate(times):
        for end in range(start, len(times)):
            assert end - start + 1 <= burst + rate * (times[end] - begin) + 1e-6
