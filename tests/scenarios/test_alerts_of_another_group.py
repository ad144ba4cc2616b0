"""A route is edited while an alert fires: it stays with the incident that has it."""

from __future__ import annotations

from tests.scenarios.given import FULL, last
from tests.simulate.alert_bodies import group, one
from tests.simulate.conftest import Play
from tests.simulate.given import Told

LATER = "2026-11-20T10:40:00Z"
FILES = {
    "a.json": group(one("errors")),
    "b.json": group(one("latency"), key="g2"),
    "rekeyed.json": group(one("errors"), key="g2"),
    "rekeyed-over.json": group(one("errors", "resolved"), key="g2"),
    "rekeyed-again.json": group(one("errors", started=LATER), key="g2"),
    "both.json": group(one("errors"), one("latency"), key="g2"),
    "half.json": group(one("errors", "resolved"), one("latency"), key="g2"),
}
WORKED = (
    "+0m alert prom a.json",
    "+1m @ana: !incident INC-1 ack",
    "+1m @ana: !incident INC-1 accept",
)


def incidents(told: Told) -> list[str]:
    return [row.incident for row in told.of("alert")]


def test_the_same_firing_under_another_group_key_joins_and_ends_where_it_is(play: Play) -> None:
    told = play(
        *WORKED, "+10m alert prom rekeyed.json", "+30m alert prom rekeyed-over.json",
        "+31m @ana: !incident INC-1 mitigated", "until +32m", team=FULL, files=FILES,
    )  # fmt: skip
    assert incidents(told) == ["INC-1"] * 3
    assert told.pages() == [(0, "ana")]
    assert told.events("alert-fired", "group-joined", "alert-resolved") == [
        "alert-fired", "alert-resolved",
    ]  # fmt: skip
    assert last(told)[0] == "accepted"


def test_what_ends_under_another_group_key_alone_ends_too(play: Play) -> None:
    told = play(*WORKED, "+30m alert prom rekeyed-over.json", "until +31m", team=FULL, files=FILES)
    assert told.events("alert-resolved") == ["alert-resolved"]


def test_a_group_with_a_firing_that_is_known_and_one_that_is_not_joins_as_a_whole(
    play: Play,
) -> None:
    told = play(
        *WORKED, "+10m alert prom both.json", "+20m alert prom half.json", "until +21m",
        team=FULL, files=FILES,
    )  # fmt: skip
    assert incidents(told) == ["INC-1"] * 3
    assert told.events("declared", "group-joined", "alert-fired", "alert-resolved") == [
        "declared", "alert-fired", "group-joined", "alert-fired", "alert-resolved",
    ]  # fmt: skip


def test_in_the_group_of_another_open_incident_each_alert_stays_where_it_is(play: Play) -> None:
    told = play(
        *WORKED, "+2m alert prom b.json", "+10m alert prom both.json", "+20m alert prom half.json",
        "until +21m", team=FULL, files=FILES,
    )  # fmt: skip
    over = told.one("event", type="alert-resolved")
    assert (over.incident, over.text) == ("INC-1", "Alert ended: errors is high (0 still fired).")
    assert told.events("alert-fired") == ["alert-fired", "alert-fired"]


def test_it_goes_with_the_incident_it_was_merged_into(play: Play) -> None:
    third = group(one("errors"), key="g3")
    third_over = group(one("errors", "resolved"), key="g3")
    told = play(
        *WORKED, "+2m alert prom b.json", "+3m @ana: !incident INC-1 merge INC-2",
        "+10m alert prom third.json", "+20m alert prom third-over.json", "until +21m", team=FULL,
        files={**FILES, "third.json": third, "third-over.json": third_over},
    )  # fmt: skip
    assert incidents(told) == ["INC-1", "INC-2", "INC-2", "INC-2"]
    assert told.one("event", type="alert-resolved").incident == "INC-2"


def test_what_was_declined_stays_so_until_it_fires_anew(play: Play) -> None:
    told = play(
        "+0m alert prom a.json", "+1m @ana: !incident INC-1 decline the probe is broken",
        "+4h alert prom a.json", "+5h alert prom rekeyed.json", "+6h alert prom rekeyed-again.json",
        "until +7h", team=FULL, files=FILES,
    )  # fmt: skip
    assert [row.data["status"] for row in told.of("alert")] == [201, 202, 202, 201]
    assert incidents(told)[-1] == "INC-2"
    assert [page for page in told.pages() if 1 < page[0] < 360] == []


def test_only_what_is_new_counts_beside_what_was_declined(play: Play) -> None:
    beside = group(one("errors"), one("latency", severity="warning"))
    told = play(
        "+0m alert prom a.json", "+1m @ana: !incident INC-1 decline the probe is broken",
        "+10m alert prom beside.json", "+20m alert prom beside.json", "until +30m",
        team=FULL, files={**FILES, "beside.json": beside},
    )  # fmt: skip
    opened = told.of("event", type="declared")[1]
    assert (opened.incident, "as P2" in opened.text) == ("INC-2", True)
    assert told.events("alert-fired", "severity-changed") == ["alert-fired", "alert-fired"]


CLOSED = (
    *WORKED,
    "+20m @ana: !incident INC-1 resolve --override enough",
    "+21m @ana: !incident INC-1 postmortem skip a test",
    "+22m @ana: !incident INC-1 close",
)


def test_what_fires_on_when_its_incident_is_closed_opens_one_repeat_once(play: Play) -> None:
    told = play(
        *CLOSED, "+4h alert prom a.json", "+8h alert prom a.json", "+9h alert prom rekeyed.json",
        "until +10h", team=FULL, files=FILES,
    )  # fmt: skip
    assert [row.data["status"] for row in told.of("alert")] == [201, 201, 202, 202]
    card = next(row for row in told.of("card") if row.incident == "INC-2")
    assert "a repeat of INC-1" in card.text


def test_a_late_word_of_what_was_over_when_its_incident_was_closed_opens_none(play: Play) -> None:
    over = group(one("errors", "resolved"))
    told = play(
        *WORKED, "+19m alert prom over.json", *CLOSED[3:], "+23m alert prom rekeyed.json",
        "+24m alert prom a.json", "until +25m", team=FULL, files={**FILES, "over.json": over},
    )  # fmt: skip
    assert [row.data["status"] for row in told.of("alert")] == [201, 202, 202, 202]
    assert told.events("declared") == ["declared"]
