"""Blameless: said where people learn together, before anything else is said."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play

OVER = (P1, ACK, "+2m @ana: !incident INC-1 resolve --override a test")


def test_the_invitation_to_the_review_opens_with_it(play: Play) -> None:
    told = play(*OVER, "until +3m", team=FULL)
    said = next(row.text for row in told.of("message", "@ana") if "Review of INC-1" in row.text)
    for words in (
        "We look at systems and processes, not at people.",
        "Everybody did their best with what they knew then.",
        "We are here to learn; nobody is blamed",
    ):
        assert words in said
    assert said.index("systems and processes") < said.index("Agenda")


def test_the_room_is_reminded_when_the_review_is_planned(play: Play) -> None:
    told = play(*OVER, "until +3m", team=FULL)
    assert "It is about systems, not people. Please bring what you saw." in told.heard(told.room)
