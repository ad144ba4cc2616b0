"""How soon somebody has to have answered, by severity; a broken one is learnt from."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL
from tests.simulate.conftest import Play
from tests.simulate.given import minute


@pytest.mark.parametrize(("severity", "minutes"), [("p0", 5), ("p1", 15), ("p2", 60)])
def test_an_answer_is_owed_within_the_time_of_the_severity(
    play: Play, severity: str, minutes: int
) -> None:
    told = play(f"+0m @ana: !incident declare cards fail {severity}", "until +61m", team=FULL)
    assert told.owed("ack") == [(0, "owed"), (minutes, "late")]
    gaps = [row for row in told.of("event", type="gap-recorded") if "response time" in row.text]
    assert [minute(row) for row in gaps] == [minutes]


@pytest.mark.parametrize(("severity", "minutes"), [("p0", 4), ("p1", 14), ("p2", 59)])
def test_an_answer_in_time_breaks_nothing(play: Play, severity: str, minutes: int) -> None:
    told = play(
        f"+0m @ana: !incident declare cards fail {severity}",
        f"+{minutes}m @bo: !incident INC-1 ack",
        "until +61m",
        team=FULL,
    )
    assert told.owed("ack") == [(0, "owed"), (minutes, "met")]
    assert not any("response time" in row.text for row in told.of("event", type="gap-recorded"))
