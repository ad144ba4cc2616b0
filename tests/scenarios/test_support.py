"""Support hears of what customers may ask about."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1
from tests.simulate.conftest import Play


def test_support_is_told_and_mailed(play: Play) -> None:
    told = play(P1, "until +1m", team=FULL)
    assert "Customers may ask about this." in told.one("message", "@kim").text
    assert told.one("email", "support").data["outcome"] == "sent"


def test_once_however_severe_it_becomes(play: Play) -> None:
    told = play(P1, "+1m @ana: !incident INC-1 severity p0", "until +2m", team=FULL)
    assert len([r for r in told.of("message", "@kim") if "may ask about" in r.text]) == 1
