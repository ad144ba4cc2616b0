"""Everybody is briefed in private on what the role does and does not do."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P0
from tests.simulate.conftest import Play


def test_each_role_is_briefed_and_named_in_the_room(play: Play) -> None:
    told = play(
        P0, ACK, "+2m @bo: !incident INC-1 take tl", "+3m @kim: !incident INC-1 take comms",
        "+4m @eva: !incident INC-1 take em", "until +5m", team=FULL,
    )  # fmt: skip
    says = {
        "@ana": "You do not fix it yourself",
        "@bo": "You make no change without the IC's approval.",
        "@kim": "keep the status page current",
        "@eva": "find more people",
    }
    for person, words in says.items():
        assert any(words in row.text for row in told.of("message", person)), person
    assert "Kim is Communications Lead." in told.heard(told.room)


def test_required_roles_are_owed_until_they_are_filled(play: Play) -> None:
    told = play(P0, ACK, "until +11m", team=FULL)
    for role in ("tl", "comms", "em"):
        assert told.owed(f"role:{role}") == [(0, "owed"), (10, "late")]
