"""Anybody may report; on-call and the channel hear it."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.conftest import Play


def test_a_customers_words_reach_on_call_and_the_channel(play: Play) -> None:
    told = play("+0m @guest-kim: !incident report I cannot pay", "until +1m", team=FULL)
    assert last(told)[0] == "accepted"
    assert "New report INC-1 from kim (guest): I cannot pay" in told.heard()
    assert "triage ends" in told.one("message", "@ana").text
