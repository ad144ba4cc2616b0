"""Where no monitoring is connected, a person says that no alert fires."""

from __future__ import annotations

from tests.scenarios.given import ACK, CHECKED, FIXED, FULL, P1, last, replies
from tests.simulate.alert_bodies import plain
from tests.simulate.conftest import Play

DEAF = FULL[: FULL.index("[alerts.json]")] + FULL[FULL.index("[services.checkout]") :]


def test_it_does_not_tick_itself(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, *CHECKED, "+42m @ana #INC-1: !incident check",
        "+43m @ana #INC-1: !incident resolve", "until +44m", team=DEAF,
    )  # fmt: skip
    seen, refused = replies(told)[-2:]
    assert "[ ] 3 No error alerts firing (no monitoring is connected: look, then" in seen[1]
    assert refused[0] == "rejected"
    assert "3 No error alerts firing" in refused[1]


def test_a_person_ticks_it(play: Play) -> None:
    told = play(
        P1, ACK, *FIXED, *CHECKED, "+42m @ana #INC-1: !incident check 3",
        "+43m @ana #INC-1: !incident resolve", "until +44m", team=DEAF,
    )  # fmt: skip
    assert [outcome for outcome, _ in replies(told)[-2:]] == ["accepted", "accepted"]


def test_with_a_source_it_says_that_no_alert_is_linked(play: Play) -> None:
    told = play(P1, ACK, *FIXED, "+11m @ana #INC-1: !incident check", "until +12m", team=FULL)
    line = "[x] 3 No error alerts firing (no alert is linked to it; watched by json, prom)"
    assert line in last(told)[1]


def test_while_one_fires_nobody_can_tick_it(play: Play) -> None:
    told = play(
        "+0m alert json a.json", ACK, "+1m @ana: !incident INC-1 accept",
        "+2m @ana: !incident INC-1 check 3", "until +3m", team=FULL, files={"a.json": plain()},
    )  # fmt: skip
    assert last(told) == ("rejected", "This one ticks itself when no linked alert fires.")
