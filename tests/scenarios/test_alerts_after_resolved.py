"""Alerts after the resolution: what is back calls people, what is known to be over does not."""

from __future__ import annotations

from tests.scenarios.given import FULL
from tests.simulate.alert_bodies import group, one
from tests.simulate.conftest import Play
from tests.simulate.given import minute

AGAIN = "2026-11-20T10:36:00Z"
FIRING, OVER = group(one("errors")), group(one("errors", "resolved"))
FILES = {
    "firing.json": FIRING,
    "over.json": OVER,
    # A second Alertmanager, whose clock and queue are its own: other bodies, the same alert.
    "late.json": group(one("errors"), truncated=0) | {"externalURL": "https://am2.example.org"},
    "late-over.json": OVER | {"externalURL": "https://am2.example.org"},
    "again.json": group(one("errors", started=AGAIN)),
    "again-over.json": group(one("errors", "resolved", started=AGAIN)),
}
WORKED = (
    "+0m alert prom firing.json",
    "+1m @ana: !incident INC-1 ack",
    "+1m @ana: !incident INC-1 accept",
)
OVER_AT_19 = (*WORKED, "+19m alert prom over.json")
RESOLVED = "@ana: !incident INC-1 resolve --override rolled back"


def test_a_late_word_of_a_firing_that_is_over_changes_nothing(play: Play) -> None:
    told = play(
        *OVER_AT_19, f"+20m {RESOLVED}", "+20m10s alert prom late.json",
        "+20m25s alert prom late-over.json", "until +70m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.events("alert-fired", "reopen-proposed") == ["alert-fired"]
    assert told.pages() == [(0, "ana")]
    assert told.of("alert")[-2].data["status"] == 202


def test_a_late_word_of_a_firing_that_is_over_leaves_the_stable_minutes_alone(play: Play) -> None:
    told = play(
        *OVER_AT_19, "+20m @ana: !incident INC-1 mitigated", "+45m alert prom late.json",
        "+45m15s alert prom late-over.json", "until +51m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.owed("stability") == [(20, "owed"), (50, "met")]


def test_a_call_for_an_alert_after_the_resolution_ends_when_the_alert_is_over(play: Play) -> None:
    told = play(
        *OVER_AT_19, f"+20m {RESOLVED}", "+21m alert prom again.json",
        "+23m alert prom again-over.json", "until +70m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.events("reopen-proposed", "reopen-withdrawn") == [
        "reopen-proposed", "reopen-withdrawn",
    ]  # fmt: skip
    assert told.pages() == [(0, "ana"), (21, "ana")]
    assert "errors is high is over; INC-1 stays resolved. Nobody else is called." in told.heard()
    assert told.owed("ack")[-1] == (23, "withdrawn")


def test_a_call_that_somebody_answered_is_not_called_off(play: Play) -> None:
    told = play(
        *OVER_AT_19, f"+20m {RESOLVED}", "+21m alert prom again.json",
        "+22m @ana: !incident INC-1 ack", "+23m alert prom again-over.json", "until +30m",
        team=FULL, files=FILES,
    )  # fmt: skip
    assert told.events("reopen-withdrawn") == []


def test_an_alert_that_comes_back_after_its_call_was_called_off_calls_anew(play: Play) -> None:
    third = group(one("errors", started="2026-11-20T10:45:00Z"))
    told = play(
        *OVER_AT_19, f"+20m {RESOLVED}", "+21m alert prom again.json",
        "+23m alert prom again-over.json", "+30m alert prom third.json", "until +31m",
        team=FULL, files={**FILES, "third.json": third},
    )  # fmt: skip
    assert told.pages() == [(0, "ana"), (21, "ana"), (30, "ana")]


def test_an_alert_that_still_fires_at_its_next_notification_proposes_to_reopen_and_pages_once(
    play: Play,
) -> None:
    told = play(
        *WORKED, f"+20m {RESOLVED}", "+4h alert prom firing.json",
        "+4h1m @ana: !incident INC-1 ack", "+8h alert prom firing.json",
        "+12h alert prom firing.json", "until +13h", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.events("reopen-proposed") == ["reopen-proposed"]
    assert told.pages() == [(0, "ana"), (240, "ana")]
    assert "errors is high still fires, and INC-1 was resolved." in told.heard()


def test_a_worse_alert_after_the_resolution_pages_by_its_own_severity(play: Play) -> None:
    minor = group(one("errors", severity="warning"))
    minor_over = group(one("errors", "resolved", severity="warning"))
    worse = group(one("outage", started=AGAIN))
    told = play(
        "+0m alert prom minor.json", *WORKED[1:], "+19m alert prom minor-over.json",
        f"+20m {RESOLVED}", "+22m alert prom worse.json", "until +28m",
        team=FULL,
        files={"minor.json": minor, "minor-over.json": minor_over, "worse.json": worse},
    )  # fmt: skip
    assert told.pages() == [(22, "ana"), (27, "bo")]
    proposed = [minute(row) for row in told.of("event", type="reopen-proposed")]
    assert proposed == [22]


def test_whoever_is_called_for_it_and_reopens_it_has_answered(play: Play) -> None:
    told = play(
        *WORKED, f"+5m {RESOLVED}", "+10m alert prom firing.json",
        "+12m @ana: !incident INC-1 reopen it still fires", "until +60m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.pages() == [(0, "ana"), (10, "ana")]


def test_reopened_by_somebody_who_is_not_called_it_goes_on_calling(play: Play) -> None:
    told = play(
        *WORKED, f"+5m {RESOLVED}", "+10m alert prom firing.json",
        "+12m @eva: !incident INC-1 reopen it still fires", "until +16m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.pages() == [(0, "ana"), (10, "ana"), (15, "bo")]
