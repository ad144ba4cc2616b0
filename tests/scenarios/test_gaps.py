"""What the engine itself saw of the process not being met: kept for learning, told of nobody."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.conftest import Play

SEEN = {
    "late triage": ("+0m @bo: !incident report it fails", "until +6m"),
    "response time broken": (P1, "until +16m"),
    "missed update": (P1, ACK, "until +32m"),
    "required role unfilled": (P1, ACK, "until +21m"),
    "unapproved change": (
        P1, ACK, "+2m @bo: !incident INC-1 mitigate rollback x", "+3m @bo: !incident INC-1 done 1",
    ),
    "--alone": (
        P1, ACK, "+2m @ana: !incident INC-1 page backup",
        "+3m @ana: !incident INC-1 take tl --alone nobody else",
    ),
    "override": (P1, ACK, "+2m @ana: !incident INC-1 resolve --override x"),
    "skipped check": (P1, ACK, "+2m @ana: !incident INC-1 resolve --override x"),
}  # fmt: skip


@pytest.mark.parametrize("gap", SEEN)
def test_it_is_recorded_and_not_told_in_the_room(play: Play, gap: str) -> None:
    told = play(*SEEN[gap], team=FULL)
    kept = [row.text for row in told.of("event", type="gap-recorded")]
    assert any(text.startswith(f"Process gap seen, {gap}") for text in kept)
    assert "Process gap seen" not in told.heard(told.room)


def test_any_of_them_makes_a_post_mortem_required(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare it fails p2", ACK,
        "+2m @bo: !incident INC-1 mitigate rollback x", "+3m @bo: !incident INC-1 done 1",
        "+4m @ana: !incident INC-1 mitigated", "+5m @ana: !incident INC-1 check 1",
        "+5m @ana: !incident INC-1 check 2", "+5m @ana: !incident INC-1 check 5",
        "+6m @ana: !incident INC-1 update monitoring | none | watching | unknown",
        "+34m @ana: !incident INC-1 resolve", "+35m @ana: !incident INC-1 close", "until +36m",
        team=FULL,
    )  # fmt: skip
    assert told.owed("postmortem-draft") == [(34, "owed")]
    assert "the process had a gap" in last(told)[1]
