"""Action items: given to somebody, reminded of, and tracked until they are done."""

from __future__ import annotations

import pytest

from tests.scenarios.test_postmortem import HOUR, RESOLVED, replies
from tests.simulate.conftest import Play
from tests.simulate.given import minute

ADD = "!incident INC-1 action add test it against a slow bank"  # said on Thursday 2026-12-24


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2026-12-28", "2026-12-28"),
        ("3d", "2026-12-27"),
        ("fri", "2026-12-25"),
        ("Thursday", "2026-12-31"),
        ("by monday.", "2026-12-28"),
        ("tomorrow", "2026-12-25"),
    ],
)
def test_a_due_day_is_a_date_a_span_or_a_weekday(play: Play, due: str, day: str) -> None:
    told = play(*RESOLVED, f"+2h @ana: {ADD} @bo {due}", "until +3h")
    assert f"Bo by {day}" in replies(told, "action add")[0]
    assert told.one("obligation", name="action-item:1").to == "bo"


def test_a_day_that_is_past_is_refused(play: Play) -> None:
    told = play(*RESOLVED, f"+2h @ana: {ADD} @bo 2026-12-23", "until +3h")
    assert "is past" in replies(told, "action add")[0]


def test_it_goes_on_after_the_close_until_it_is_done(play: Play) -> None:
    told = play(
        *RESOLVED,
        f"+2h @ana: {ADD} @bo sat",
        "+3h @ana: !incident INC-1 postmortem skip a test",
        "+3h @ana: !incident INC-1 close",
        "+104h @bo: !incident INC-1 action done 1",
        "until +400h",
    )
    midnight = 21 + 48  # from 03:00 on Thursday to the end of Saturday
    assert told.owed("action-item:1") == [
        (2 * HOUR, "owed"), (midnight * HOUR, "late"), (104 * HOUR, "met"),
    ]  # fmt: skip
    reminded = [
        minute(row) / HOUR for row in told.of("message", "@bo") if "Action item" in row.text
    ]
    assert reminded == [13, 102]  # both days are holidays: before them, and on Monday
    assert "1 action item is open; next 1 (Bo, 2026-12-26)." in told.heard(told.room)


def test_a_restart_after_the_close_loses_no_action_item(play: Play) -> None:
    told = play(
        *RESOLVED,
        f"+2h @ana: {ADD} @bo sat",
        "+3h @ana: !incident INC-1 postmortem skip a test",
        "+3h @ana: !incident INC-1 close",
        "+4h restart down 40h",
        "until +110h",
    )
    reminded = [
        minute(row) / HOUR for row in told.of("message", "@bo") if "Action item" in row.text
    ]
    assert reminded == [44, 102]


def test_the_card_and_the_list_say_where_they_stand(play: Play) -> None:
    told = play(
        *RESOLVED,
        "+2h @ana: !incident INC-1 action",
        f"+3h @ana: {ADD} @bo sat",
        "+4h @ana: !incident INC-1 action",
        "+4h @ana: !incident INC-1 show",
        "until +5h",
    )
    none, some = (
        row.text for row in told.of("reply")[-4:] if row.text.startswith(("INC-1 has", "["))
    )
    assert "no action items" in none
    assert "[ ] 1 test it against a slow bank (Bo, 2026-12-26)" in some
    assert "1 action item is open; next 1 (Bo, 2026-12-26)." in told.of("reply")[-1].text
    assert "Post-mortem: draft from the record." in told.of("reply")[-1].text
