"""Logs, graphs, alerts and changes are asked for in the room, and answered there."""

from __future__ import annotations

from tests.scenarios.given import ACK, P1, SHOP, last, replies
from tests.simulate.conftest import Play
from tests.simulate.given import Told

TOOLS = f"""{SHOP}
[logs.elk]
type = "far"
[logs.elk.presets]
errors = "level=error service={{service}}"
[graphs.prom]
type = "far"
[changes.git]
type = "far"
[graphs.prom.presets]
latency = "p99({{service}})"
"""
LINES = b"level=error service=checkout pool is full\nlevel=info service=checkout fine\n"


DEPLOYS = b"2026-12-24T02:50:00+01:00 checkout 4.2 to 4.3\n2026-12-24T02:55:00+01:00 search 7\n"


def asked(play: Play, *lines: str) -> Told:
    return play(
        P1, ACK, *lines, team=TOOLS, files={"logs.elk.txt": LINES, "changes.git.txt": DEPLOYS}
    )


def test_logs_are_answered_in_the_room_where_they_are_asked_for(play: Play) -> None:
    told = asked(play, "+5m @bo #INC-1: !logs errors", "until +6m")

    assert last(told) == (
        "accepted",
        "Logs of elk, errors, since 02:05 CET: 1 row\n"
        "```\n03:05:00 level=error service=checkout pool is full\n```\n"
        "To keep what matters: `!incident INC-1 finding <text>`",
    )
    assert told.one("reply", told.room, by="bo").to == told.room
    assert told.one("query", "logs.elk").data["asked"] == "level=error service=checkout"


def test_what_is_asked_for_changes_nothing_of_the_incident(play: Play) -> None:
    quiet = asked(play, "until +9m")
    told = asked(play, "+5m @bo #INC-1: !logs errors", "+6m @bo #INC-1: !alerts", "until +9m")
    assert told.events() == quiet.events()


def test_a_tool_that_is_down_is_said_with_what_to_do_next(play: Play) -> None:
    told = asked(
        play,
        "+5m fault logs.elk down",
        "+6m @bo #INC-1: !logs errors",
        "+7m fault logs.elk up",
        "+8m @bo #INC-1: !logs errors",
        "until +9m",
    )
    down, up = replies(told)[-2:]
    assert down[1] == (
        "elk cannot be reached (logs.elk is down). Ask again in a minute, or look there."
    )
    assert "pool is full" in up[1]


def test_a_graph_comes_as_a_picture_into_the_room(play: Play) -> None:
    told = asked(play, "+5m @bo #INC-1: !graph latency since 03:01", "until +6m")

    assert last(told)[1] == "Graphs of prom, latency, since 03:01 CET: graph of latency"
    picture = [row for row in told.of("message", told.room) if row.data.get("file")]
    assert [row.text for row in picture] == ["[prom-2026-12-24-020500.png] graph of latency"]


def test_changes_of_a_day_before_the_impact_are_listed_with_their_service(play: Play) -> None:
    told = asked(play, "+5m @bo #INC-1: !changes", "+6m @bo: !changes 2h", "until +7m")

    of_service, of_team = replies(told)[-2:]
    assert of_service[1] == (
        "Changes of checkout since Wed 2026-12-23 03:05 CET: 1\n02:50:00 other checkout: 4.2 to 4.3"
    )
    assert of_team[1].startswith("Changes of Shop since 01:06 CET: 2\n")


def test_what_fires_is_listed_with_its_incident(play: Play) -> None:
    body = {"key": "db", "title": "disk is full", "severity": "critical"}
    told = play(
        "+1m alert json db.json", "+2m @bo: !alerts", "until +3m", team=TOOLS,
        files={"db.json": body},
    )  # fmt: skip
    assert last(told)[1].startswith("Alerts of Shop that fire: 1\nINC-1 P1 disk is full, since")


def test_whoever_is_in_no_team_file_asks_no_tool(play: Play) -> None:
    told = asked(play, "+5m @guest-gus: !logs INC-1 errors", "until +6m")
    outcome, said = last(told)
    assert outcome == "rejected"
    assert said == (
        "'logs' is for anyone in the team files, and you are not in one yet. "
        "You can always: `!incident report <what you see>`."
    )
