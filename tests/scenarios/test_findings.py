"""The Technical Lead reports findings to the IC, who decides."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play


def test_a_finding_reaches_the_commander_and_both_stand_on_the_card(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @bo: !incident INC-1 finding the pool is exhausted",
        "+3m @ana: !incident INC-1 decide we restart the pool", "until +4m", team=FULL,
    )  # fmt: skip
    assert any("Bo found: the pool is exhausted" in row.text for row in told.of("message", "@ana"))
    card = told.of("card")[-1].text
    assert "Found: the pool is exhausted" in card
    assert "Decided: we restart the pool" in card
