"""The quarterly numbers: what counts, how it is measured, against which goals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.given import resolved
from tocsin.domain.quarter_metrics import (
    Measured,
    Metrics,
    Times,
    measure,
    metrics,
    normalised_cause,
    parse_quarter,
    quarter_of,
)
from tocsin.errors import InvalidValue

BERLIN = "Europe/Berlin"
Q4 = parse_quarter("2026-Q4", BERLIN)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def one(number: int = 1, *, at: datetime = AT, **changed: Any) -> Measured:
    """A P1 that was detected at once, answered after 5 minutes and fixed after an hour."""
    given: dict[str, Any] = {
        "number": number, "team": "shop", "severity": "P1", "status": "closed",
        "source": "alert", "declared": at, "flags": frozenset(), "cause": "",
        "milestones": milestones(at),
    }  # fmt: skip
    return Measured(**{**given, **changed})


def milestones(at: datetime = AT, **minutes: float) -> dict[str, datetime]:
    usual = {"detected": 0.0, "declared": 0.0, "acknowledged": 5.0, "fixed": 60.0, "resolved": 90.0}
    merged = {**usual, **{name.replace("_", "-"): minute for name, minute in minutes.items()}}
    return {name: at + timedelta(minutes=minute) for name, minute in merged.items()}


def of(*incidents: Measured) -> Metrics:
    return metrics("shop", incidents, Q4)


def times(found: Metrics, name: str) -> Times:
    return next(row for row in found.times if row.name == name)


def test_incidents_are_counted_by_severity() -> None:
    found = of(one(1), one(2, severity="P0"), one(3), one(4, severity=None))
    assert found.by_severity == {"P0": 1, "P1": 2, "P2": 0, "P3": 0, "none": 1}


@pytest.mark.parametrize(
    "changed", [{"status": "declined"}, {"status": "merged"}, {"flags": frozenset({"drill"})}]
)
def test_drills_and_what_was_none_are_left_out(changed: dict[str, Any]) -> None:
    found = of(one(1), one(2, **changed))
    assert (found.total, found.left_out) == (1, 1)


def test_the_quarter_is_the_teams_own() -> None:
    """Half past eleven in the evening of 30 September in UTC is October in Berlin."""
    late = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
    assert str(quarter_of(late, BERLIN)) == "2026-Q4"
    assert str(quarter_of(late, "UTC")) == "2026-Q3"
    assert of(one(at=late)).total == 1


def test_the_quarter_before_is_shown_beside() -> None:
    found = of(one(1), one(2, at=datetime(2026, 8, 1, tzinfo=UTC)))
    assert (found.total, found.previous) == (1, 1)


def test_the_first_quarter_follows_the_last_of_the_year_before() -> None:
    assert str(parse_quarter("2026-q1", BERLIN).before) == "2025-Q4"


@pytest.mark.parametrize("text", ["", "Q4", "2026-Q5", "2026", "26-Q1", "2026-Q1x"])
def test_what_is_no_quarter_is_said(text: str) -> None:
    with pytest.raises(InvalidValue, match="2026-Q4"):
        parse_quarter(text, BERLIN)


def test_time_to_detect_counts_from_the_start_of_the_impact() -> None:
    found = of(one(1, milestones=milestones(impact_started=-3)), one(2))
    detect = times(found, "MTTD")
    assert (detect.mean, detect.sample, detect.lacking) == (timedelta(minutes=3), 1, 1)
    assert detect.met is True


def test_time_to_resolve_ends_with_the_fix_not_with_the_stable_minutes() -> None:
    assert times(of(one()), "MTTR").mean == timedelta(minutes=60)
    assert times(of(one()), "Until resolved").mean == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("name", "severity", "minutes", "met"),
    [
        ("MTTR (P0)", "P0", 59, True),
        ("MTTR (P0)", "P0", 60, False),
        ("MTTR (P1)", "P1", 239, True),
        ("MTTR (P1)", "P1", 240, False),
    ],
)
def test_the_goals_are_the_documents(name: str, severity: str, minutes: int, met: bool) -> None:
    found = of(one(severity=severity, milestones=milestones(fixed=minutes)))
    assert times(found, name).met is met


def test_without_data_no_goal_is_met_or_missed() -> None:
    assert times(of(), "MTTD").met is None


def test_percentiles_are_times_that_happened() -> None:
    many = [one(n, milestones=milestones(fixed=n * 10)) for n in range(1, 11)]
    found = times(of(*many), "MTTR")
    assert (found.median, found.p90) == (timedelta(minutes=50), timedelta(minutes=90))


def test_moments_the_wrong_way_round_are_left_out_and_counted() -> None:
    found = of(one(1, milestones=milestones(acknowledged=-5)), one(2))
    answered = times(found, "MTTA")
    assert (answered.sample, answered.disordered, answered.lacking) == (1, 1, 0)
    assert answered.mean == times(of(one(2)), "MTTA").mean
    assert times(of(one(milestones=milestones(acknowledged=-5))), "MTTA").mean is None


def test_a_repeat_is_each_incident_after_the_first_with_the_same_cause() -> None:
    found = of(
        one(1, cause="Expired certificate"),
        one(2, cause="expired  certificate."),
        one(3, cause="EXPIRED CERTIFICATE"),
        one(4, cause="bad deploy"),
    )
    assert found.repeated == 2
    assert [row.keys for row in found.repeats] == [("INC-1", "INC-2", "INC-3")]


def test_a_repeat_of_last_year_counts_in_the_quarter_it_happened() -> None:
    old = one(1, at=datetime(2025, 1, 1, tzinfo=UTC), cause="disk full")
    assert of(old, one(2, cause="disk full")).repeated == 1


def test_causes_are_compared_by_their_words() -> None:
    assert normalised_cause("  Disk-Full! ") == normalised_cause("disk full")


def test_customer_impact_counts() -> None:
    found = of(one(1, flags=frozenset({"customer-impact"})), one(2))
    assert found.customer_impacting == 1


def test_another_teams_incidents_do_not_count() -> None:
    assert of(one(1), one(2, team="bank")).total == 1


def test_a_finished_incident_is_measured_from_its_own_milestones() -> None:
    found = metrics("shop", [measure(resolved().incident)], Q4)
    assert times(found, "MTTR").mean == timedelta(minutes=10)
    assert times(found, "MTTA").sample == 1


def test_incidents_are_spread_over_the_months() -> None:
    assert list(of(one()).by_month) == ["2026-10", "2026-11", "2026-12"]
    assert of(one()).by_month["2026-11"] == {"P1": 1}


@given(
    st.lists(
        st.tuples(st.integers(-300, 60), st.sampled_from(("", "disk full", "Disk, full", "dns"))),
        max_size=30,
    )
)
def test_what_lies_outside_the_time_looked_at_and_shares_no_cause_changes_nothing(
    made: list[tuple[int, str]],
) -> None:
    every = [
        one(number, at=AT + timedelta(days=days), cause=cause)
        for number, (days, cause) in enumerate(made)
    ]
    since, until = Q4.looked_at
    near = [found for found in every if since <= found.declared < until]
    causes = {normalised_cause(found.cause) for found in near} - {""}

    needed = [found for found in every if found in near or normalised_cause(found.cause) in causes]

    assert of(*needed) == of(*every)


def test_the_time_looked_at_is_that_of_two_quarters_in_the_teams_zone() -> None:
    assert Q4.looked_at == (
        datetime(2026, 6, 30, 22, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    )
