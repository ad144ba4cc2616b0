"""An alert joins an incident that is open: what is worse raises it, and somebody hears of it."""

from __future__ import annotations

import pytest

from tests.scenarios.given import FULL
from tests.simulate.alert_bodies import group, one
from tests.simulate.conftest import Play
from tests.simulate.given import Told, minute

WARNING = group(one("web1", severity="warning"))
WORSE = group(
    one("web1", severity="warning"),
    one("web2", severity="critical", started="2026-11-20T20:14:00Z"),
)
MORE = group(
    one("web1", severity="warning"),
    one("web2", severity="warning", started="2026-11-20T20:14:00Z"),
)
CRITICAL = group(one("web1"))
FURTHER = group(one("web1"), one("web2", started="2026-11-20T20:14:00Z"))
FILES = {
    "warning.json": WARNING, "worse.json": WORSE, "more.json": MORE, "critical.json": CRITICAL,
    "further.json": FURTHER,
}  # fmt: skip
P2 = (
    "+0m alert prom warning.json",
    "+1m @ana: !incident INC-1 ack",
    "+1m @ana: !incident INC-1 accept",
)
P1 = (
    "+0m alert prom critical.json",
    "+1m @bo: !incident INC-1 ack",
    "+1m @bo: !incident INC-1 accept",
)
MITIGATED = "!incident INC-1 mitigated it lags"


def told_directly(told: Told, person: str, at: float) -> list[str]:
    return [
        row.text
        for row in told.of("message", f"@{person}")
        if minute(row) == at and "further alert" in row.text
    ]


def test_a_worse_alert_raises_what_was_accepted_and_pages_although_somebody_answered(
    play: Play,
) -> None:
    told = play(*P2, "+10h alert prom worse.json", "until +10h6m", team=FULL, files=FILES)
    assert told.events("severity-changed") == ["severity-changed"]
    assert told.pages() == [(600, "ana"), (605, "bo")]
    assert "INC-1 is now P1" in told.heard()


def test_the_new_call_ends_with_an_answer_and_is_made_once(play: Play) -> None:
    told = play(
        *P2, "+10h alert prom worse.json", "+10h2m @bo: !incident INC-1 ack",
        "+10h10m alert prom worse.json", "until +12h", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.pages() == [(600, "ana")]


@pytest.mark.parametrize("state", ["mitigate rollback to 41", "mitigated it lags"])
def test_whatever_it_has_come_to_a_worse_alert_raises_it(play: Play, state: str) -> None:
    told = play(
        *P2, f"+2m @ana: !incident INC-1 {state}", "+3m alert prom worse.json", "until +4m",
        team=FULL, files=FILES,
    )  # fmt: skip
    assert told.pages() == [(3, "ana")]


def test_what_a_person_lowered_stays_so_for_what_fired_then_and_for_what_is_no_worse(
    play: Play,
) -> None:
    mixed = group(one("web1"), one("web2", severity="warning", started="2026-11-20T10:25:00Z"))
    told = play(
        *P1, "+5m @bo: !incident INC-1 severity p2 one shop only", "+10m alert prom mixed.json",
        "until +30m", team=FULL, files={**FILES, "mixed.json": mixed},
    )  # fmt: skip
    assert told.events("severity-changed") == ["severity-changed"]
    assert [at for at, _ in told.pages() if at >= 5] == []


def test_what_a_person_lowered_is_raised_by_a_new_firing_that_is_worse(play: Play) -> None:
    told = play(
        *P1, "+5m @bo: !incident INC-1 severity p2 one shop only", "+10m alert prom further.json",
        "until +11m", team=FULL, files=FILES,
    )  # fmt: skip
    assert [page for page in told.pages() if page[0] >= 5] == [(10, "ana")]


def test_after_a_quiet_time_an_alert_of_a_p1_pages_whoever_is_on_call_and_tells_the_ic(
    play: Play,
) -> None:
    told = play(*P1, "+10h alert prom further.json", "until +10h1m", team=FULL, files=FILES)
    assert [page for page in told.pages() if page[0] > 1] == [(600, "ana")]
    assert told_directly(told, "bo", 600)


def test_after_a_quiet_time_an_alert_of_a_p2_tells_the_ic_and_pages_nobody(play: Play) -> None:
    told = play(*P2, "+10h alert prom more.json", "until +10h10m", team=FULL, files=FILES)
    assert told.pages() == []
    (text,) = told_directly(told, "ana", 600)
    assert "A further alert fires on it: web2 is high. This is no page; please look." in text


def test_while_people_are_at_it_the_room_is_told_and_nobody_is_paged_again(play: Play) -> None:
    told = play(
        *P1, "+25m @bo: !incident INC-1 note the cache is cold", "+50m alert prom further.json",
        "until +55m", team=FULL, files=FILES,
    )  # fmt: skip
    assert [at for at, _ in told.pages() if at > 1] == []
    assert told_directly(told, "bo", 50) == []
    assert "Alert firing: web2 is high" in told.heard(told.room)


def test_while_the_ladder_rings_a_further_alert_begins_no_other_one(play: Play) -> None:
    told = play(
        "+0m alert prom critical.json", "+40m alert prom further.json",
        "+41m @bo: !incident INC-1 ack", "until +42m", team=FULL, files=FILES,
    )  # fmt: skip
    assert [page for page in told.pages() if page[0] >= 31] == []


def test_what_fires_again_while_it_is_monitored_tells_the_ic(play: Play) -> None:
    over = group(one("web1", "resolved"))
    again = group(one("web1", started="2026-11-20T10:30:00Z"))
    told = play(
        *P1, "+5m alert prom over.json", "+6m @bo: !incident INC-1 mitigated",
        "+15m alert prom again.json", "until +16m",
        team=FULL, files={**FILES, "over.json": over, "again.json": again},
    )  # fmt: skip
    assert told_directly(told, "bo", 15)
    assert [at for at, _ in told.pages() if at > 1] == []


def test_a_critical_alert_gives_a_ticket_a_room_and_pages(play: Play) -> None:
    info = group(one("web1", severity="info"))
    told = play(
        "+0m alert prom info.json", "+1m @ana: !incident INC-1 accept",
        "+5m alert prom worse.json", "until +6m", team=FULL, files={**FILES, "info.json": info},
    )  # fmt: skip
    assert told.pages() == [(5, "ana")]
    assert told.one("room", outcome="opened").offset.total_seconds() == 300


def test_a_worse_group_that_joins_a_storm_pages_once_though_it_was_answered(play: Play) -> None:
    team = FULL.replace(
        'timezone = "Europe/Berlin"',
        'timezone = "Europe/Berlin"\nstorm = { groups = 1, within = "5m" }',
    )
    bodies = {
        f"{n}.json": group(one(f"a{n}", severity=severity), key=f"k{n}")
        for n, severity in enumerate(["warning", "warning", "critical", "critical"])
    }
    told = play(
        "+0m alert prom 0.json", "+1m alert prom 1.json", "+2m @ana: !incident INC-2 ack",
        "+3m alert prom 2.json", "+4m @ana: !incident INC-2 ack", "+5m alert prom 3.json",
        "until +10m", team=team, files=bodies,
    )  # fmt: skip
    assert told.pages() == [(3, "ana")]
    assert [row.incident for row in told.of("alert")] == ["INC-1", "INC-2", "INC-2", "INC-2"]


def test_the_ic_hears_directly_that_it_is_worse_when_somebody_else_is_called(play: Play) -> None:
    told = play(
        P2[0], "+1m @bo: !incident INC-1 ack", "+1m @bo: !incident INC-1 accept",
        "+10m alert prom worse.json", "until +11m", team=FULL, files=FILES,
    )  # fmt: skip
    assert told.pages() == [(10, "ana")]
    assert told_directly(told, "bo", 10)
