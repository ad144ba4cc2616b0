"""What if it can't wait: resolved with a reason, and what was not checked is learnt from."""

from __future__ import annotations

from tests.scenarios.given import ACK, FIXED, FULL, P1, last, replies
from tests.simulate.conftest import Play


def test_it_needs_a_reason_and_is_a_process_gap(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, "+12m @ana #INC-1: !incident resolve --override",
        "+13m @ana #INC-1: !incident resolve --override the sale begins now", "until +14m",
        team=FULL,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)[-2:]] == ["rejected", "accepted"]
    gaps = "\n".join(row.text for row in told.of("event", type="gap-recorded"))
    assert "the sale begins now" in gaps
    assert "skipped check" in gaps
    assert "Not checked: Issue fixed" in told.read_in(told.room)


def test_it_was_fixed_when_it_was_mitigated(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, "+30m @ana #INC-1: !incident resolve --override x",
        "+31m @ana: !incident metrics", "until +32m", team=FULL,
    )  # fmt: skip
    assert "MTTR: 10m" in last(told)[1]
    assert "Until resolved: 30m" in last(told)[1]
