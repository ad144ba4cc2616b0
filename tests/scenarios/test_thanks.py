"""Everyone involved is thanked by name; whoever reported, also when it was none."""

from __future__ import annotations

from tests.scenarios.given import ACK, FIXED, FULL, last
from tests.simulate.conftest import Play

REPORT = "+0m @guest-max: !incident report I cannot pay"
JUDGED = ("+1m @ana: !incident INC-1 severity p1", "+1m @ana: !incident INC-1 accept", ACK)


def test_at_the_resolution_by_name_the_reporter_too(play: Play) -> None:
    told = play(
        REPORT, *JUDGED, *FIXED, "+12m @kim: !incident INC-1 update monitoring | none | watching |",
        "+20m @ana #INC-1: !incident resolve --override all is well", "until +21m", team=FULL,
    )  # fmt: skip
    for heard in (told.read_in(told.room), told.heard("#incidents")):
        assert "Thank you, Ana, Bo, Kim and max (guest)." in heard


def test_when_it_is_declined_the_reporter_is_thanked(play: Play) -> None:
    told = play(
        REPORT, "+2m @ana: !incident INC-1 decline his card had expired", "until +3m", team=FULL
    )
    assert "Thank you for reporting it, max (guest)." in told.heard("#incidents")
    assert "Thank you for saying it; better once too often." in last(told)[1]


def test_when_it_is_merged_the_reporter_is_thanked(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare payments fail p1", "+1m @guest-max: !incident report no cards",
        "+2m @ana: !incident INC-2 merge INC-1", "until +3m", team=FULL,
    )  # fmt: skip
    assert told.of("message", "#incidents")[-1].text.splitlines() == [
        "INC-2 no cards is the same as INC-1, which goes on.",
        "Thank you for reporting it, max (guest).",
    ]


def test_somebody_of_the_team_is_thanked_in_person(play: Play) -> None:
    told = play(
        "+0m @bo: !incident report it is slow", "+2m @ana: !incident INC-1 decline it was the wifi",
        "until +3m", team=FULL,
    )  # fmt: skip
    assert "Thank you for reporting" in told.of("message", "@bo")[-1].text


def test_the_report_itself_is_thanked_for(play: Play) -> None:
    told = play(REPORT, "until +1m", team=FULL)
    assert "INC-1 reported, thank you" in last(told)[1]
