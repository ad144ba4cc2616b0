"""A simulation shows what alert sources are told, and when; no real one hears of it."""

from __future__ import annotations

from tests.scenarios.given import ACK
from tests.simulate.conftest import Play
from tests.simulate.given import TEAM, minute

BOARD = f"""{TEAM}
[alerts.board]
type = "board"
"""
FILES = {"firing.json": ["one", "two"], "more.json": ["one", "two", "three"]}
NIGHT = (
    "+0m alert board firing.json",
    ACK,
    "+3m @ana: !incident INC-1 accept",
    "+5m alert board more.json",
    "+9m @ana: !incident INC-1 resolve --override it is over",
    "until +20m",
)


def test_each_call_is_a_row_with_the_alerts_it_named(play: Play) -> None:
    told = play(*NIGHT, team=BOARD, files=FILES).of("alert_told", "board", outcome="sent")
    assert (minute(told[0]), told[0].text) == (1.0, "acknowledged: one, two")
    assert (minute(told[-2]), told[-2].text) == (5.0, "acknowledged: three")
    assert (minute(told[-1]), told[-1].text) == (9.0, "resolved: one, two, three")
    assert told[-1].data["alerts"] == ["one", "two", "three"]


def test_a_source_that_is_down_is_told_once_it_is_up(play: Play) -> None:
    down, up = "+0m fault alerts.board down", "+6m fault alerts.board up"
    lines = (NIGHT[0], down, *NIGHT[1:4], up, *NIGHT[4:])
    told = play(*lines, team=BOARD, files=FILES)
    assert "query" not in {row.kind for row in told.rows}, "nobody asked anything"
    assert all(minute(row) >= 6 for row in told.of("alert_told", outcome="sent"))
    assert told.of("alert_told", outcome="sent")[-1].text == "resolved: one, two, three"
