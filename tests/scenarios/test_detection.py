"""An incident begins with monitoring, with a customer, or with somebody of the team."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.alert_bodies import group, one, plain
from tests.simulate.conftest import Play


def test_an_alert_opens_one_and_pages_whoever_is_on_call(play: Play) -> None:
    told = play(
        "+0m alert json a.json", "+3m @ana: !incident INC-1 ack", "until +10m",
        team=FULL, files={"a.json": plain()},
    )  # fmt: skip
    assert told.of("alert")[0].data["status"] == 201
    assert told.pages() == [(0, "ana")]
    assert "acknowledged by Ana; you are Incident Commander" in last(told)[1]


def test_an_alertmanagers_group_is_one_incident(play: Play) -> None:
    two = group(one("errors"), one("latency"))
    told = play(
        "+0m alert prom a.json", "+3m @ana: !incident INC-1 ack", "until +10m",
        team=FULL, files={"a.json": two},
    )  # fmt: skip
    assert told.events("declared", "alert-fired") == ["declared", "alert-fired", "alert-fired"]


def test_a_customer_in_no_team_file_may_report(play: Play) -> None:
    told = play("+0m @guest-max: !incident report I cannot pay", "until +1m", team=FULL)
    assert "INC-1 reported, thank you" in last(told)[1]
    assert told.one("event", type="declared").data["by"] == "guest-max"


def test_somebody_of_the_team_declares_it_and_it_counts_as_accepted(play: Play) -> None:
    told = play("+0m @bo: !incident declare payments fail p1", "until +1m", team=FULL)
    assert told.owed("triage") == []
    assert told.pages() == [(0, "ana")]


def test_it_is_posted_in_the_incidents_channel_whatever_began_it(play: Play) -> None:
    told = play(
        "+0m @guest-max: !incident report I cannot pay",
        "+1m @bo: !incident declare payments fail p1",
        "+2m alert json a.json",
        "until +3m",
        team=FULL,
        files={"a.json": plain()},
    )
    heard = told.heard("#incidents")
    assert "New report INC-1 from max (guest): I cannot pay" in heard
    assert "@here Incident declared: payments fail" in heard
    assert "@here Incident declared: checkout returns 500s" in heard
