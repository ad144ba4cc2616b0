"""The first words everybody reads have the form of the process."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play


def announced(play: Play, words: str) -> list[str]:
    told = play(f"+0m @ana: !incident declare cards fail {words}", "until +1m", team=FULL)
    return told.heard().splitlines()


def test_title_severity_impact_channel_and_commander(play: Play) -> None:
    assert announced(play, "p1") == [
        "@here Incident declared: cards fail",
        "Severity: P1",
        "Impact: being assessed",
        "Incident Channel: #incident-2026-12-24-cards-fail",
        "IC: @Ana",
    ]


def test_the_impact_is_what_the_first_report_says(play: Play) -> None:
    told = play(
        "+0m @guest-max: !incident report I cannot pay", "+1m @ana: !incident INC-1 severity p1",
        "until +2m", team=FULL,
    )  # fmt: skip
    assert "Impact: I cannot pay" in told.of("message", "#incidents")[-1].text


@pytest.mark.parametrize(
    ("words", "calls"),
    [("p0", True), ("p1", True), ("p2", True), ("p1 --private", False), ("p1 --drill", False)],
)
def test_everybody_is_called_to_it_but_never_to_a_drill_or_what_is_private(
    play: Play, words: str, *, calls: bool
) -> None:
    assert any(one.startswith("@here ") for one in announced(play, words)) is calls


def test_a_team_words_it_for_itself(play: Play) -> None:
    own = FULL + '\n[templates]\nannouncement = "{{ severity }} {{ title }}: {{ room }}"\n'
    told = play("+0m @ana: !incident declare cards fail p1", "until +1m", team=own)
    assert (
        told.one("message", "#incidents").text == "P1 cards fail: #incident-2026-12-24-cards-fail"
    )
