"""One request a second for a key, on a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest

from tests.counterparts.statuspage.states import BEGUN, FOUND, KEY, OVER
from tests.counterparts.statuspage.statuspage import Statuspage
from tocsin.errors import ProviderError
from tocsin.providers import ProviderContext, Ref, Secret, StatusPageState
from tocsin.providers.http import Pace
from tocsin.testing import TroubleName, a_call
from tocsin_statuspage import client
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.page import Statuspage as Page

Make = Callable[..., Page]


class Clock:
    """Seconds that pass when somebody sleeps, or when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@contextmanager
def paced(
    sp: Statuspage,
    context: ProviderContext,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    pages: int = 1,
) -> Iterator[list[Page]]:
    """Sections of a team with one key, on this clock; the far end counts on it as well."""
    sp.most, sp.steady = 60, clock
    config = StatuspageConfig(base_url=sp.url, token=Secret("SP_TOKEN"), page=sp.site.id)
    monkeypatch.setattr(client, "Pace", partial(Pace, steady=clock, sleep=clock.sleep))
    made = [Page(config, context) for _ in range(pages)]
    yield made
    for one in made:
        one.close()


def incident(number: int, state: StatusPageState) -> StatusPageState:
    return replace(state, key=f"{number:016x}", title=f"Problem {number}")


def test_twenty_incidents_at_once_hold_the_limit_and_the_latest_state_wins(
    sp: Statuspage, context: ProviderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sections share the key. What is resolved while it waits is told as it is by then."""
    clock, refs = Clock(), dict[int, Ref]()
    with paced(sp, context, clock, monkeypatch, pages=2) as pages:
        for states in ([BEGUN] * 20, [FOUND] * 10 + [OVER] * 10):
            wanting = list(enumerate(states))
            while wanting:
                number, state = wanting.pop(0)
                try:
                    page, ref = pages[number % 2], refs.get(number)
                    refs[number] = page.put(incident(number, state), ref, a_call(KEY))
                except ProviderError as error:
                    if error.code != "rate_limited":
                        raise
                    clock.now += 0.1
                    wanting.append((number, state))
    assert sp.refused == 0
    assert len(sp.site.incidents) == 20
    told = {one.name: [each.status for each in one.updates] for one in sp.site.incidents.values()}
    for number in range(20):
        late = ["identified"] if number < 10 else ["identified", "monitoring", "resolved"]
        assert told[f"Problem {number}"] == ["investigating", *late]


@pytest.mark.parametrize("status", [420, 429])
def test_when_it_has_had_enough_nobody_asks_again_for_a_while(
    sp: Statuspage, context: ProviderContext, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    clock = Clock()
    with paced(sp, context, clock, monkeypatch, pages=2) as (first, second):
        sp.most, sp.over = 0, status
        with pytest.raises(ProviderError, match=str(status)) as caught:
            first.put(BEGUN, None, a_call(KEY))
        assert (caught.value.code, caught.value.retry_after) == ("rate_limited", 10.0)
        sp.most = 60
        with pytest.raises(ProviderError, match="the next is in 10 s"):
            second.put(BEGUN, None, a_call(KEY))
        assert len(sp.far_end.arrived) == 1
        clock.now += 10.0
        second.put(BEGUN, None, a_call(KEY))
    assert sp.incident().status == "investigating"


@pytest.mark.parametrize("trouble", ["429-with-wait"])
def test_it_is_left_alone_for_as_long_as_it_asks(
    sp: Statuspage, context: ProviderContext, monkeypatch: pytest.MonkeyPatch, trouble: TroubleName
) -> None:
    clock = Clock()
    with paced(sp, context, clock, monkeypatch) as (page,):
        sp.far_end.fail(trouble, times=1)
        with pytest.raises(ProviderError) as caught:
            page.put(BEGUN, None, a_call(KEY))
        assert caught.value.retry_after == 7.0
        with pytest.raises(ProviderError, match="the next is in 7 s"):
            page.put(BEGUN, None, a_call(KEY))


def test_another_key_has_a_pace_of_its_own(
    make: Make, sp: Statuspage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SP_OTHER", "an0ther-key")
    slow = make(token=Secret("SP_OTHER"), requests_per_minute=6)
    with pytest.raises(ProviderError, match="401"):
        slow.put(BEGUN, None, a_call(KEY))
    make().put(BEGUN, None, a_call(KEY))
    assert sp.incident().status == "investigating"
