"""The room hears every 15 to 30 minutes how it stands."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P0, last
from tests.simulate.conftest import Play
from tests.simulate.given import minute


def test_the_cadence_is_the_severitys_and_the_reminders_grow(play: Play) -> None:
    told = play(P0, ACK, "+2m @kim: !incident INC-1 take comms", "until +26m", team=FULL)
    assert told.owed("update") == [(0, "owed"), (15, "late")]
    heard = [
        (minute(row), row.to)
        for row in told.of("message")
        if "The update is due" in row.text or "The update was due" in row.text
    ]
    assert (10, "@kim") in heard
    assert (15, told.room) in heard
    assert (20, "@ana") in heard
    assert (25, "@bo") in heard


def test_the_update_has_its_four_fields_and_unknown_is_a_time_too(play: Play) -> None:
    told = play(
        P0, ACK,
        "+3m @ana: !incident INC-1 update investigating | all checkouts fail | looking at 812 |",
        "until +4m", team=FULL,
    )  # fmt: skip
    form = told.heard(told.room)
    for line in ("Status: Investigating", "Impact: all checkouts fail", "ETA: unknown"):
        assert line in form


def test_an_eta_in_the_past_is_refused(play: Play) -> None:
    told = play(P0, ACK, "+3m @ana: !incident INC-1 update eta 02:00", "until +4m", team=FULL)
    assert last(told)[0] == "rejected"
    assert "has passed" in last(told)[1]


@pytest.mark.parametrize(("severity", "every"), [("p0", 15), ("p1", 30), ("p2", 30)])
def test_each_severity_has_its_cadence(play: Play, severity: str, every: int) -> None:
    told = play(
        f"+0m @ana: !incident declare cards fail {severity}", ACK,
        "+10m @ana: !incident INC-1 update investigating | cards fail | looking |",
        f"until +{11 + every}m", team=FULL,
    )  # fmt: skip
    assert told.owed("update") == [
        (0, "owed"), (10, "met"), (10, "owed"), (10 + every, "late"),
    ]  # fmt: skip


def test_none_is_owed_once_it_is_resolved(play: Play) -> None:
    told = play(P0, ACK, "+2m @ana: !incident INC-1 resolve --override x", "until +2h", team=FULL)
    assert told.owed("update") == [(0, "owed"), (2, "withdrawn")]


def test_an_update_does_not_resolve(play: Play) -> None:
    told = play(
        P0, ACK, "+2m @ana: !incident INC-1 update resolved | none | done | unknown", "until +3m",
        team=FULL,
    )  # fmt: skip
    assert last(told) == (
        "rejected",
        "Only `!incident INC-1 resolve` resolves it; it shows what is still to be checked.",
    )  # fmt: skip
