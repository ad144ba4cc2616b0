"""What monitoring says, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.simulate.alert_bodies import SAMPLES, group, one, plain
from tests.simulate.conftest import Play
from tests.simulate.given import TEAM, Told, minute

ENDING = (
    "+20m @ana: !incident INC-1 accept",
    "+20m @ana: !incident INC-1 ack",
    "+21m @ana: !incident INC-1 mitigate rollback to 41",
    "+21m @ana: !incident INC-1 approve",
    "+22m @ana: !incident INC-1 done",
    "+23m @ana: !incident INC-1 mitigated",
)
RESOLVED = (*ENDING, "+25m @ana: !incident INC-1 resolve --override the numbers are fine")


def statuses(told: Told) -> list[object]:
    return [row.data["status"] for row in told.of("alert")]


@pytest.mark.parametrize(
    ("word", "severity"), [("critical", "P1"), ("warning", "P2"), ("info", "P3"), ("odd", "P1")]
)
def test_a_group_opens_one_incident_at_the_mapped_severity(
    play: Play, word: str, severity: str
) -> None:
    told = play("+1m alert json a.json", "until +2m", files={"a.json": plain(severity=word)})
    assert statuses(told) == [201]
    assert told.one("alert", "json").incident == "INC-1"
    declared = told.one("event", type="declared")
    assert f"as {severity}" in declared.text
    assert declared.data["by"] == "alerts.json"
    assert "accepted" not in told.events()


def test_a_p1_pages_while_still_in_triage(play: Play) -> None:
    told = play("+1m alert json a.json", "until +7m", files={"a.json": plain()})
    assert told.pages() == [(1, "ana"), (6, "bo")]
    assert told.owed("triage")[0] == (1, "owed")


def test_a_captured_notification_of_two_alerts_is_one_incident(play: Play) -> None:
    sample = (SAMPLES / "alertmanager-firing.json").read_bytes()
    told = play("+0m alert prom am.json", "until +1m", files={"am.json": sample})
    assert (statuses(told), told.events("declared")) == ([201], ["declared"])
    assert told.events("alert-fired") == ["alert-fired"] * 2


def test_alerts_are_moved_into_the_scenarios_time(play: Play) -> None:
    """The first file's earliest start becomes its line's time; later files move as far."""
    told = play("+10m alert prom a.json", "until +11m", files={"a.json": group(one("errors"))})
    assert "since 03:10 CET" in told.one("event", type="alert-fired").text


def test_repeats_change_nothing(play: Play) -> None:
    told = play(
        "+1m alert prom a.json", "+2m alert prom a.json", "+12m alert prom a.json", "until +13m",
        files={"a.json": group(one("errors"))},
    )  # fmt: skip
    assert statuses(told) == [201, 202, 202]
    assert {row.incident for row in told.of("alert")} == {"INC-1"}
    assert told.events("alert-fired", "group-joined", "declared") == ["declared", "alert-fired"]


def test_a_new_alert_of_the_group_joins(play: Play) -> None:
    told = play(
        "+1m alert prom a.json", "+2m alert prom b.json", "until +3m",
        files={"a.json": group(one("errors")), "b.json": group(one("errors"), one("latency"))},
    )  # fmt: skip
    assert statuses(told) == [201, 202]
    fired = told.of("event", type="alert-fired")
    assert [(minute(row), row.incident) for row in fired] == [(1, "INC-1"), (2, "INC-1")]
    assert "latency" in told.heard(told.room)


def test_partly_and_fully_resolved_is_told_and_never_resolves(play: Play) -> None:
    told = play(
        "+1m alert prom a.json", "+2m alert prom b.json", "+3m alert prom c.json", "until +80h",
        files={
            "a.json": group(one("errors"), one("latency")),
            "b.json": group(one("errors", "resolved"), one("latency")),
            "c.json": group(one("errors", "resolved"), one("latency", "resolved")),
        },
    )  # fmt: skip
    heard = told.heard(told.room)
    assert "Alert over: errors is high. 1 linked alert fires." in heard
    assert "Alert over: latency is high. No linked alert fires." in heard
    assert told.events("resolved", "closed") == []


def test_what_the_sender_left_out_is_said(play: Play) -> None:
    told = play(
        "+1m alert prom a.json", "until +2m",
        files={"a.json": group(one("errors"), truncated=7)},
    )  # fmt: skip
    assert "7 more alerts were left out" in told.heard(told.room)


def test_two_groups_are_two_incidents(play: Play) -> None:
    told = play(
        "+1m alert a.json", "+1m alert b.json", "until +2m",
        files={"a.json": plain("checkout"), "b.json": plain("search")},
    )  # fmt: skip
    assert [row.incident for row in told.of("alert")] == ["INC-1", "INC-2"]


def test_a_resolved_alert_that_matches_nothing_opens_nothing(play: Play) -> None:
    told = play("+1m alert a.json", "until +1h", files={"a.json": plain(status="resolved")})
    assert (statuses(told), told.one("alert").incident, told.events()) == ([202], "", [])


def test_a_body_that_cannot_be_read_is_a_400_and_changes_nothing(play: Play) -> None:
    told = play("+1m alert a.json", "until +1h", files={"a.json": b'{"key": 3'})
    assert (statuses(told), told.events()) == ([400], [])


def test_a_storm_joins_one_incident_that_is_paged_once(play: Play) -> None:
    """Three groups in five minutes are normal here; the fourth opens the storm, others join."""
    team = TEAM.replace(
        'timezone = "Europe/Berlin"',
        'timezone = "Europe/Berlin"\nstorm = { groups = 3, within = "5m" }',
    )
    files = {f"{n}.json": plain(f"k{n}") for n in range(7)}
    lines = [f"+{n}s alert {n}.json" for n in range(7)]
    told = play(*lines, "until +4m", team=team, files=files)
    assert statuses(told) == [201, 201, 201, 201, 202, 202, 202]
    assert [row.incident for row in told.of("alert")][3:] == ["INC-4"] * 4
    assert [row.incident for row in told.of("page")] == ["INC-1", "INC-2", "INC-3", "INC-4"]


def test_without_a_storm_rule_every_group_opens_its_own(play: Play) -> None:
    team = TEAM.replace('timezone = "Europe/Berlin"', 'timezone = "Europe/Berlin"\nstorm = false')
    files = {f"{n}.json": plain(f"k{n}") for n in range(12)}
    told = play(*(f"+{n}s alert {n}.json" for n in range(12)), "until +4m", team=team, files=files)
    assert statuses(told) == [201] * 12


def test_firing_again_while_resolved_proposes_reopening_and_pages(play: Play) -> None:
    told = play(
        "+0m alert prom a.json", "+19m alert prom ok.json", *RESOLVED, "+40m alert prom a2.json",
        "until +50m",
        files={
            "a.json": group(one("errors")),
            "ok.json": group(one("errors", "resolved")),
            "a2.json": group(one("errors") | {"startsAt": "2026-11-20T10:55:00Z"}),
        },
    )  # fmt: skip
    assert told.events("resolved", "reopen-proposed", "reopened") == ["resolved", "reopen-proposed"]
    assert [page for page in told.pages() if page[0] >= 40] == [(40, "ana"), (45, "bo")]
    assert told.of("alert")[-1].incident == "INC-1"
    assert "reopen <reason>" in told.heard()


def test_after_close_it_is_a_new_incident_linked_as_a_repeat(play: Play) -> None:
    told = play(
        "+0m alert prom p2.json", "+19m alert prom ok.json", *RESOLVED,
        "+26m @ana: !incident INC-1 postmortem skip a test",
        "+26m @ana: !incident INC-1 close", "+40m alert prom again.json", "until +41m",
        files={
            "p2.json": group(one("errors", severity="warning")),
            "ok.json": group(one("errors", "resolved", severity="warning")),
            "again.json": group(one("errors", severity="warning", started="2026-11-20T10:55:00Z")),
        },
    )  # fmt: skip
    assert told.events("closed") == ["closed"]
    last = told.of("alert")[-1]
    assert (last.data["status"], last.incident) == (201, "INC-2")
    card = next(row for row in told.of("card") if row.incident == "INC-2")
    assert "a repeat of INC-1" in card.text


def test_an_alert_during_the_stable_minutes_goes_back_to_mitigating(play: Play) -> None:
    told = play(
        "+0m alert prom a.json", "+19m alert prom ok.json", *ENDING, "+30m alert prom a2.json",
        "until +2h",
        files={
            "a.json": group(one("errors")),
            "ok.json": group(one("errors", "resolved")),
            "a2.json": group(one("errors") | {"startsAt": "2026-11-20T10:45:00Z"}),
        },
    )  # fmt: skip
    assert told.owed("stability") == [(23, "owed"), (30, "withdrawn")]
