"""P0 to P2 have a room of their own, at once; a P3 is a ticket and needs none."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play
from tests.simulate.given import minute


@pytest.mark.parametrize("severity", ["p0", "p1", "p2"])
def test_the_room_is_there_as_soon_as_the_severity_is(play: Play, severity: str) -> None:
    told = play(
        "+0m @bo: !incident report API outage",
        f"+2m @ana: !incident INC-1 severity {severity}",
        "until +3m",
        team=FULL,
    )
    opened = told.one("room")
    assert (minute(opened), told.room) == (2, "#incident-2026-12-24-api-outage")


def test_a_p3_has_none(play: Play) -> None:
    told = play("+0m @ana: !incident declare typo p3", "until +1h", team=FULL)
    assert told.of("room") == []


def test_a_second_one_of_the_day_gets_a_number(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare API outage p1", "+1m @ana: !incident declare API outage p1",
        "until +2m", team=FULL,
    )  # fmt: skip
    names = [row.to.lstrip("#") for row in told.of("room")]
    assert names == ["incident-2026-12-24-api-outage", "incident-2026-12-24-api-outage-2"]


@pytest.mark.parametrize("away", [3, 180])
def test_a_chat_that_is_away_gets_the_room_late_and_all_of_it_in_order(
    play: Play, away: int
) -> None:
    told = play(
        "+0m fault chat.console down",
        "+0m @ana: !incident declare API outage p1",
        "+1m @ana: !incident INC-1 update investigating | the first word | look | unknown",
        "+2m @ana: !incident INC-1 update investigating | the second word | look | unknown",
        f"+{away}m fault chat.console up", f"until +{away + 10}m", team=FULL,
    )  # fmt: skip
    opened = [row for row in told.of("room") if row.data["outcome"] == "opened"]
    assert len(opened) == 1
    assert away <= minute(opened[0]) <= away + 1
    heard = told.heard(told.room)
    assert heard.startswith("This room could not be opened before; INC-1 went on in #incidents.")
    assert heard.index("Paging Ana") < heard.index("the first word") < heard.index("second word")
    assert heard.count("the second word") == 1
    assert f"INC-1 has its room now and goes on in {told.room}." in told.heard()
    assert "the first word" not in told.heard()
