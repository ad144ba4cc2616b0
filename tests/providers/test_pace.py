"""A pace: how a key's requests are spread over a minute."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tocsin.errors import ProviderError
from tocsin.providers.http import Pace


class Clock:
    """Seconds that pass when somebody sleeps, or when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_no_minute_holds_more_than_it_may() -> None:
    clock = Clock()
    pace, sent = Pace(60, steady=clock, sleep=clock.sleep), list[float]()
    clock.now = 100.0
    for _ in range(300):
        pace.turn("Radio", 10.0)
        sent.append(clock.now)
    assert [one for one in sent if one == 100.0] == [100.0] * 5
    assert all(later - earlier > 1.0 for earlier, later in pairwise(sent[4:]))
    assert max(sum(at <= one < at + 60 for one in sent) for at in sent) <= 60


def test_a_turn_that_is_far_away_is_said_and_not_waited_for() -> None:
    clock = Clock()
    pace = Pace(6, steady=clock, sleep=clock.sleep)
    pace.turn("Radio", 10.0)
    with pytest.raises(ProviderError, match=r"^Radio takes .*the next is in 12 s\.$") as caught:
        pace.turn("Radio", 10.0)
    assert (caught.value.code, caught.value.retry_after, clock.now) == ("rate_limited", 12.0, 0.0)
