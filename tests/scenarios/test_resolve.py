"""It is resolved when everything is checked and thirty minutes were stable."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, CHECKED, FIXED, FULL, P1, last, replies
from tests.simulate.conftest import Play


def test_the_checklist_stands_in_the_way_until_it_is_done(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, "+20m @ana #INC-1: !incident resolve", *CHECKED,
        "+42m @ana #INC-1: !incident resolve", "until +43m", team=FULL,
    )  # fmt: skip
    early = next(text for outcome, text in replies(told) if outcome == "rejected")
    assert "4 Monitored for 30 minutes (stable), 20 min to go" in early
    assert told.owed("stability") == [(10, "owed"), (40, "met")]
    assert "Incident closed: INC-1" in told.read_in(told.room)
    assert "Thank you, Ana and Bo." in told.read_in(told.room)


def test_resolving_before_triage_is_refused_with_the_way_on(play: Play) -> None:
    told = play(
        "+0m @bo: !incident report slow", "+1m @ana: !incident INC-1 resolve", "until +2m",
        team=FULL,
    )  # fmt: skip
    assert last(told) == (
        "rejected",
        "INC-1 is still in triage: `!incident INC-1 accept`, or "
        "`!incident INC-1 decline <reason>`.",
    )  # fmt: skip


def test_an_update_after_the_close_is_refused(play: Play) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 resolve --override x",
        "+3m @ana: !incident INC-1 postmortem skip x", "+4m @ana: !incident INC-1 close",
        "+5m @ana: !incident INC-1 update monitoring | a | b | 05:00", "until +6m", team=FULL,
    )  # fmt: skip
    assert last(told)[0] == "rejected"
    assert "If it is back: `!incident INC-1 reopen" in last(told)[1]


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "Issue fixed"),
        (2, "Service health metrics returned to normal"),
        (5, "Customer impact verified resolved"),
    ],
)
def test_each_check_stands_in_the_way_by_itself(play: Play, n: int, text: str) -> None:
    others = [line for line in CHECKED if not line.endswith(f"check {n}")]
    told = play(
        P1, ACK, *FIXED, *others, "+42m @ana #INC-1: !incident resolve",
        f"+43m @ana #INC-1: !incident check {n}", "+44m @ana #INC-1: !incident resolve",
        "until +45m", team=FULL,
    )  # fmt: skip
    refused, ticked, resolved = replies(told)[-3:]
    assert refused[0] == "rejected"
    assert f"Missing: {n} {text}. Tick with" in refused[1]
    assert (ticked[0], resolved[0]) == ("accepted", "accepted")
