"""Two reports of one thing become one incident."""

from __future__ import annotations

from tests.scenarios.given import FULL, P1, last, replies
from tests.simulate.conftest import Play

TWICE = (P1, "+1m @bo: !incident report payments fail too")


def test_the_other_goes_on_and_whoever_reported_is_thanked(play: Play) -> None:
    told = play(*TWICE, "+2m @ana: !incident INC-2 merge INC-1", "until +3m", team=FULL)
    assert "INC-2 is merged into INC-1, which goes on." in last(told)[1]
    assert "INC-2 was merged into this incident: payments fail too" in told.heard(told.room)
    assert any("Thank you for reporting" in row.text for row in told.of("message", "@bo"))


def test_it_is_not_merged_into_what_is_not_there_or_over(play: Play) -> None:
    told = play(
        *TWICE,
        "+2m @ana: !incident INC-2 merge INC-9",
        "+3m @ana: !incident INC-2 merge INC-2",
        "+4m @ana: !incident INC-1 resolve --override x",
        "+5m @ana: !incident INC-1 postmortem skip x",
        "+6m @ana: !incident INC-1 close",
        "+7m @ana: !incident INC-2 merge INC-1",
        "until +8m",
        team=FULL,
    )
    refused = [text for outcome, text in replies(told) if outcome == "rejected"]
    assert [text.split(";")[0] for text in refused] == [
        "There is no INC-9. `!incident list` shows the open ones.",
        "INC-2 cannot be merged into itself.",
        "INC-1 is closed",
    ]


def test_what_is_real_is_not_merged_into_a_drill(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare practice p1 --drill",
        "+1m @bo: !incident declare cards fail p1",
        "+2m @bo: !incident INC-2 merge INC-1", "until +8m", team=FULL,
    )  # fmt: skip
    assert told.of("reply")[-1].data["outcome"] == "rejected"
    assert "INC-1 is a drill: it calls nobody" in told.of("reply")[-1].text
    assert (6, "bo") in told.pages()
