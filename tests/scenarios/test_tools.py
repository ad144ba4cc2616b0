"""The tools of a team: sections of its file, each of a kind; any of them may be away."""

from __future__ import annotations

from tests.scenarios.given import ACK, FULL, P1, last
from tests.simulate.alert_bodies import group, one, plain
from tests.simulate.conftest import Play

ORDER = '\n[severities.P1]\npaging = ["church", "tower"]\n'


def test_paging_tools_ring_in_the_order_of_the_severity(play: Play) -> None:
    told = play("+0m fault paging.church down", P1, "until +2m", team=FULL + ORDER)
    assert told.of("page", "ana")[0].data["provider"] == "church"
    assert told.one("page", "ana", outcome="sent").data["provider"] == "tower"
    assert "tower" in told.heard(told.room)


def test_a_team_without_any_is_paged_by_direct_message(play: Play) -> None:
    bare = FULL.replace('[paging.tower]\ntype = "bell"\n[paging.church]\ntype = "bell"\n', "")
    told = play(P1, "until +1m", team=bare)
    assert told.one("page", "ana").data["provider"] == "direct-message"


def test_two_sources_of_alerts_stand_side_by_side(play: Play) -> None:
    told = play(
        "+0m alert json a.json", "+1m alert prom b.json", "+2m @ana: !incident list", "until +3m",
        team=FULL, files={"a.json": plain("disk"), "b.json": group(one("errors"))},
    )  # fmt: skip
    assert {row.to for row in told.of("alert", status=201)} == {"json", "prom"}
    assert "INC-2" in last(told)[1]


def test_the_channel_of_all_incidents_is_the_teams(play: Play) -> None:
    told = play(P1, ACK, "until +2m", team=FULL + '\n[chat]\nannounce = "#fire"\n')
    assert "Incident declared" in told.heard("#fire")
    assert told.heard("#incidents") == ""


def test_without_a_tracker_the_built_in_list_takes_the_ticket(play: Play) -> None:
    told = play(P1, "until +1m", team=FULL.replace("[ticketing.list]\n", ""))
    assert told.one("ticket", "list").data["outcome"] == "sent"
