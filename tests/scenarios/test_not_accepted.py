"""What triage proposes, and nobody accepts, counts as the severity above; the reply says so."""

from __future__ import annotations

from tests.scenarios.given import FULL, replies
from tests.simulate.conftest import Play


def test_what_is_proposed_says_until_when_it_can_be_taken_and_what_it_is_then(play: Play) -> None:
    told = play(
        "+0m @kim: !incident report some cannot log in",
        "+1m @ana: !incident INC-1 triage some | login | no | no",
        "+6m @ana: !incident INC-1 show", "until +7m", team=FULL,
    )  # fmt: skip
    said = [text for _, text in replies(told)]
    assert "the answers propose P1. To take it: `!incident INC-1 accept`." in said[1]
    assert said[1].endswith("Not taken by 03:05 CET it counts as P0.")
    assert "P0" in said[2].splitlines()[0]
