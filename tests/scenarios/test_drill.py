"""A drill is the same process, and calls only who is named."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.conftest import Play


def test_nobody_but_volunteers_is_paged_and_the_world_hears_nothing(play: Play) -> None:
    told = play("+0m @ana: !incident drill outage @bo", "until +2h", team=FULL)
    assert told.pages() == [(0, "bo")]
    assert told.of("status_page") == []
    assert told.of("ticket") == []
    assert "DRILL" in told.heard()


def test_it_never_counts(play: Play) -> None:
    told = play(
        "+0m @ana: !incident drill slow @bo", "+1m @ana: !incident metrics", "until +2m", team=FULL
    )
    assert "0 incidents" in last(told)[1]
    assert "1 left out" in last(told)[1]


def test_a_page_by_hand_rings_nobody_who_was_not_named(play: Play) -> None:
    told = play(
        "+0m @ana: !incident drill slow @bo", "+1m @ana: !incident INC-1 page @kim",
        "+2m @ana: !incident INC-1 escalate security strange logins", "until +3m", team=FULL,
    )  # fmt: skip
    assert told.pages() == [(0, "bo")]
    assert "told Kim; a drill pages only those it names" in told.of("reply")[1].text
    assert any("strange logins" in row.text for row in told.of("message", "@sam"))


def test_customers_are_not_mailed(play: Play) -> None:
    told = play(
        "+0m @ana: !incident drill slow @bo", "+1m @bo: !incident INC-1 ack",
        "+2m @bo: !incident INC-1 notify-customers", "until +3m", team=FULL,
    )  # fmt: skip
    assert told.of("email", "customers") == []
    assert "kept, nobody is mailed (drill)" in last(told)[1]


def test_whatever_it_tells_says_that_it_is_a_drill(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare cards fail p0 --drill @ana", "+1m @ana: !incident INC-1 ack",
        "+2m @ana #INC-1: !incident flag data-breach orders are open",
        "+3m @ana #INC-1: !incident notify-customers Cards fail.", "+4m @ana: !incident list",
        "until +2h", team=FULL,
    )  # fmt: skip
    kinds = ("message", "card", "topic", "page", "email", "calendar", "reply")
    texts = [row.text for kind in kinds for row in told.of(kind)]
    assert [text for text in texts if "DRILL" not in text] == []
    assert told.room == "#incident-2026-12-24-drill-cards-fail"
    assert not any("send this yourself" in text or "lease call" in text for text in texts)
