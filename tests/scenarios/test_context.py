"""When an incident begins its room is told once what changed before it, and what to ask."""

from __future__ import annotations

import pytest

from tests.scenarios.given import ACK, FULL, P1
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

TOOLS = f"""{FULL}
[changes.ci]
type = "json"
token = {{ env = "CI_TOKEN" }}
"""
EARLIER = """\
2026-12-24T02:46:00+01:00 checkout deploy 4.3
2026-12-24T02:30:00+01:00 search deploy 7
2026-12-24T02:10:00+01:00 - DNS moved
2026-12-24T01:20:00+01:00 checkout deploy 4.2
2026-12-24T00:20:00+01:00 checkout deploy 4.1
"""
THREE = (
    "+1m @ana: !incident INC-1 ack",
    "+2m @bo: !incident INC-1 take tl",
    "+3m @lea: !incident INC-1 take comms",
    "+5m @bo #INC-1: !incident mitigate rollback deploy 4.3",
    "+6m @ana #INC-1: !incident approve 1",
    "+8m @bo #INC-1: !incident done 1",
)


FILES = {"changes.ci.txt": EARLIER.encode()}


def cards(told: Told) -> list[str]:
    """What the room was told of the time before."""
    return [row.text for row in told.of("message") if "Changed lately" in row.text]


def test_the_room_hears_what_changed_of_the_service_the_newest_first(play: Play) -> None:
    told = play(P1, "until +3m", team=TOOLS, files=FILES)

    (text,) = cards(told)
    assert text.splitlines()[-2:] == [
        "Changed lately: deploy 4.3, 02:46 CET (14 min ago)",
        "and deploy 4.2, 01:20 CET (1 h 40 min ago)",
    ]
    assert told.events("context-told") == ["context-told"]


def test_without_a_service_the_changes_of_all_are_told_with_whose_they_are(play: Play) -> None:
    told = play("+0m @ana: !incident declare all is slow p1", "until +3m", team=TOOLS, files=FILES)

    (text,) = cards(told)
    assert "deploy 4.3 (checkout), 02:46 CET" in text
    assert "and deploy 7 (search), 02:30 CET" in text


def test_what_is_beyond_three_is_a_word_away(play: Play) -> None:
    rows = (f"2026-12-24T02:5{n}:00+01:00 checkout deploy 5.{n}" for n in range(5))
    files = {"changes.ci.txt": "\n".join(rows).encode()}

    (text,) = cards(play(P1, "until +3m", team=TOOLS, files=files))

    assert [line.split(",")[0] for line in text.splitlines()[-4:]] == [
        "Changed lately: deploy 5.4",
        "and deploy 5.3",
        "and deploy 5.2",
        "Ask: `!changes`",
    ]


def test_nothing_is_said_where_there_is_nothing_to_say(play: Play) -> None:
    told = play(P1, "until +3m", team=TOOLS)
    assert cards(told) == []
    assert told.events("context-told") == []
    (asked,) = told.of("query", "changes.ci")
    assert minute(asked) < 1


@pytest.mark.parametrize("fault", ["down", "timeout", "429"])
def test_a_tool_that_does_not_answer_is_left_out_and_delays_nobody(play: Play, fault: str) -> None:
    told = play(
        f"+0m fault changes.ci {fault}", P1, "+1m fault changes.ci up", "until +9m", team=TOOLS
    )
    assert cards(told) == []
    assert told.pages(purpose="ladder")[0] == (0.0, "ana")
    assert len(told.of("query", "changes.ci")) == 1, "it is not asked again"
    assert not [row for row in told.of("message") if "changes.ci" in row.text]


def test_the_first_ten_minutes_stay_within_nine_messages(play: Play) -> None:
    told = play(P1, *THREE, "until +10m", team=TOOLS, files=FILES)
    said = told.of("message", told.room)
    assert len(cards(told)) == 1
    assert len(said) <= 9, [row.text for row in said]
    assert all(row.text.count("\n") < 6 for row in said)


def test_a_restart_tells_it_no_second_time(play: Play) -> None:
    told = play(
        P1, "+10s restart", "+2m restart down 5m", ACK, "until +20m", team=TOOLS, files=FILES
    )
    assert len(cards(told)) == 1


def test_a_drill_asks_nobody(play: Play) -> None:
    told = play(
        "+0m @ana: !incident declare practice p1 --drill", "until +3m", team=TOOLS, files=FILES
    )
    assert told.of("query") == []


def test_a_private_incident_hears_it_in_its_own_room_alone(play: Play) -> None:
    line = "+0m @ana: !incident declare a leak p1 --private"
    told = play(line, "until +3m", team=TOOLS, files=FILES)
    places = {row.to for row in told.of("message") if "Changed lately" in row.text}
    assert places == {told.room}


def test_a_p3_without_a_room_asks_nobody(play: Play) -> None:
    told = play("+0m @ana: !incident declare a typo p3", "until +3m", team=TOOLS, files=FILES)
    assert told.of("query") == []


WATCHED = TOOLS.replace(
    'token = { env = "AM_TOKEN" }',
    'token = { env = "AM_TOKEN" }\nalertmanager_url = "http://127.0.0.1:9"',
)
DISK = {
    "version": "4",
    "groupKey": "disk",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "DiskFull", "severity": "critical"},
            "startsAt": "2026-12-24T01:59:00Z",
            "fingerprint": "d1",
        }
    ],
}
SECOND = "+5m @bo: !incident declare checkout returns 500s p1 --service checkout"


def heard(play: Play, *lines: str) -> list[str]:
    """What rooms were told of what else fires."""
    files = {"disk.json": DISK}
    told = play("+0m alert prom disk.json", *lines, SECOND, "until +8m", team=WATCHED, files=files)
    said = (row.text for row in told.of("message"))
    return [line for text in said for line in text.splitlines() if "Also fires" in line]


def test_what_fires_elsewhere_is_told_and_what_is_its_own_is_not(play: Play) -> None:
    assert heard(play) == ["Also fires: DiskFull since 03:00 CET"]


def test_what_fires_in_a_private_incident_is_told_to_nobody_else(play: Play) -> None:
    assert heard(play, "+1m @ana: !incident INC-1 flag private") == []
