"""Every escalation can be seen before it runs, with the sentence that asks for it."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1, last
from tests.simulate.conftest import Play


def test_the_ladder_is_read_before_it_climbs(play: Play) -> None:
    told = play(P1, "+1m @bo: !incident INC-1 why ack", "until +2m", team=FULL)
    seen = last(told)[1]
    assert "Rule: P1 is answered within 15 minutes." in seen
    for line in ("03:05 CET (in 4 min)", "03:15 CET (in 14 min)", "03:30 CET (in 29 min)"):
        assert line in seen
    for target in ("backup", "Engineering Manager", "CTO"):
        assert target in seen


def test_the_process_names_every_step_without_an_incident(play: Play) -> None:
    told = play(P1, "+1m @bo: !incident policy", "until +2m", team=FULL)
    ladder = "primary +0s, backup +5m, Engineering Manager +15m, CTO +30m, again 3 times every 15m"
    assert ladder in last(told)[1]
