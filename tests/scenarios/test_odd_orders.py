"""At 3 am things are typed late, twice and in an odd order: every answer leads on."""

from __future__ import annotations

from tests.scenarios.given import ACK, P1, last, replies
from tests.simulate.conftest import Play


def test_of_two_hand_offs_the_latest_holds_and_the_answer_says_whose_it_replaces(
    play: Play,
) -> None:
    told = play(
        P1, ACK, "+2m @ana: !incident INC-1 handoff ic @bo",
        "+2m @ana: !incident INC-1 handoff ic @eva", "+3m @bo: !incident INC-1 accept-handoff",
        "+3m @eva: !incident INC-1 accept-handoff", "until +4m",
    )  # fmt: skip
    *_, second, bo, eva = replies(told)
    assert "Eva is asked to be Incident Commander, instead of Bo," in second[1]
    assert bo == ("rejected", "No hand-off waits for you.")
    assert eva[1] == "INC-1: Eva is Incident Commander."


def test_an_update_after_the_close_is_refused_with_the_way_back(play: Play) -> None:
    told = play(
        P1, ACK, "+5m @ana: !incident INC-1 resolve --override a test",
        "+6m @ana: !incident INC-1 postmortem skip a test", "+7m @ana: !incident INC-1 close",
        "+8m @ana: !incident INC-1 update monitoring | fine | none | unknown", "until +9m",
    )  # fmt: skip
    assert last(told) == (
        "rejected", "INC-1 is closed; it takes no updates. "
        "If it is back: `!incident INC-1 reopen <reason>`.",
    )  # fmt: skip


def test_a_chain_of_merges_ends_at_the_one_that_goes_on(play: Play) -> None:
    told = play(
        P1, "+1m @ana: !incident declare the same p1", "+1m @ana: !incident declare third p2",
        "+2m @ana: !incident INC-1 merge INC-2", "+3m @ana: !incident INC-2 merge INC-3",
        "+4m @ana: !incident INC-3 merge INC-1", "+4m @bo: !incident INC-1 take tl", "until +5m",
    )  # fmt: skip
    *_, circle, work = replies(told)
    assert circle[0] == "rejected"
    assert work == ("rejected", "INC-1 is merged into INC-2. Work goes on there: "
                    "`!incident INC-2 show`.")  # fmt: skip


def test_a_time_gone_by_is_no_eta(play: Play) -> None:
    told = play(P1, ACK, "+30m @ana: !incident INC-1 update eta 03:10", "until +31m")
    outcome, text = last(told)
    assert outcome == "rejected"
    assert "03:10 CET has passed (20 min ago)" in text


def test_a_moment_of_what_has_not_happened_is_refused_and_the_timeline_stays(play: Play) -> None:
    told = play(P1, ACK, "+5m @ana: !incident INC-1 milestone resolved 03:02", "until +6m")
    assert last(told)[0] == "rejected"
    assert told.events("milestone-set") == []
