"""The process says who looks after it, and when somebody last did."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1, last
from tests.simulate.conftest import Play

OWNED = FULL.replace(
    'name = "Shop"', 'name = "Shop"\nowner = "SRE and Security"\nupdated = "2026-11-01"'
)


def test_the_process_in_chat_names_owner_and_date(play: Play) -> None:
    told = play(P1, "+1m @bo: !incident policy", "until +2m", team=OWNED)
    assert "Owner: SRE and Security. Last updated: 2026-11-01." in last(told)[1]


def test_what_a_team_leaves_blank_is_not_shown(play: Play) -> None:
    told = play(P1, "+1m @bo: !incident policy", "until +2m", team=FULL)
    assert "Owner" not in last(told)[1]
    assert "updated" not in last(told)[1]
