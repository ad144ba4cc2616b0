"""Who is on call when: oncall.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.oncall import Every, Override, Rotation, Shift, next_handoff, on_call, shifts
from tocsin.errors import InvalidValue

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
MON, WED, SUN = 0, 2, 6
NINE = time(9)


def local(text: str, timezone: str = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold)


def utc(text: str, timezone: str = BERLIN, fold: int = 0) -> datetime:
    return local(text, timezone, fold).astimezone(UTC)


def rotation(
    *people: str,
    every: Every = "weekly",
    handoff: tuple[int | None, time] = (MON, NINE),
    start: date = date(2026, 1, 5),
    timezone: str = BERLIN,
) -> Rotation:
    return Rotation(
        name="primary",
        people=people or ("ana", "bo", "cy"),
        every=every,
        handoff=handoff,
        start=start,
        timezone=timezone,
    )


def override(person: str, start: str, end: str, name: str = "primary") -> Override:
    return Override(rotation=name, person=person, start=local(start), end=local(end))


def person_at(rota: Rotation, at: datetime, *overrides: Override) -> str | None:
    shift = on_call(rota, at, overrides)
    return shift.person if shift else None


def spans(found: tuple[Shift, ...]) -> list[tuple[str, datetime, datetime]]:
    return [(shift.person, shift.start, shift.end) for shift in found]


# ---------------------------------------------------------------------------------- turns


def test_nobody_is_on_call_before_the_rotation_starts() -> None:
    assert on_call(rotation(), local("2026-01-05T08:59:59")) is None


def test_the_first_person_is_on_call_from_the_start() -> None:
    assert on_call(rotation(), local("2026-01-05T09:00")) == Shift(
        person="ana",
        start=utc("2026-01-05T09:00"),
        end=utc("2026-01-12T09:00"),
        source="rotation",
    )


def test_at_the_instant_of_a_handoff_the_next_person_is_on_call() -> None:
    handoff = local("2026-01-12T09:00")
    assert person_at(rotation(), handoff - timedelta(microseconds=1)) == "ana"
    assert person_at(rotation(), handoff) == "bo"


def test_after_the_last_person_the_first_takes_over_again() -> None:
    assert person_at(rotation(), local("2026-01-26T09:00")) == "ana"


def test_a_daily_rotation_hands_over_every_day_at_its_time() -> None:
    daily = rotation("ana", "bo", every="daily", handoff=(None, NINE))
    assert person_at(daily, local("2026-01-06T08:59")) == "ana"
    assert person_at(daily, local("2026-01-06T09:00")) == "bo"
    assert person_at(daily, local("2026-01-07T09:00")) == "ana"


def test_a_daily_rotation_does_not_heed_a_weekday() -> None:
    daily = rotation("ana", "bo", every="daily", handoff=(WED, NINE))
    assert person_at(daily, local("2026-01-06T09:00")) == "bo"


def test_a_biweekly_rotation_hands_over_every_other_week() -> None:
    biweekly = rotation("ana", "bo", every="biweekly")
    assert person_at(biweekly, local("2026-01-19T08:59")) == "ana"
    assert person_at(biweekly, local("2026-01-19T09:00")) == "bo"
    assert person_at(biweekly, local("2026-02-02T09:00")) == "ana"


def test_a_weekly_rotation_without_a_weekday_keeps_that_of_its_start() -> None:
    weekly = rotation(handoff=(None, NINE), start=date(2026, 1, 7))
    assert next_handoff(weekly, local("2026-01-07T09:00")) == utc("2026-01-14T09:00")


def test_a_start_between_two_handoffs_makes_the_first_turn_shorter() -> None:
    weekly = rotation(start=date(2026, 1, 7))
    found = shifts(weekly, local("2026-01-01T00:00"), local("2026-01-19T09:00"))
    assert spans(found) == [
        ("ana", utc("2026-01-07T09:00"), utc("2026-01-12T09:00")),
        ("bo", utc("2026-01-12T09:00"), utc("2026-01-19T09:00")),
    ]


def test_one_person_alone_follows_themself() -> None:
    alone = rotation("ana")
    assert on_call(alone, local("2026-01-13T00:00")) == Shift(
        person="ana",
        start=utc("2026-01-12T09:00"),
        end=utc("2026-01-19T09:00"),
        source="rotation",
    )


def test_a_person_may_have_two_turns_in_a_round() -> None:
    twice = rotation("ana", "bo", "ana")
    assert person_at(twice, local("2026-01-20T00:00")) == "ana"
    assert person_at(twice, local("2026-01-27T00:00")) == "ana"


def test_a_turn_runs_over_the_years_end() -> None:
    shift = on_call(rotation(start=date(2026, 12, 28)), local("2027-01-01T00:00"))
    assert shift is not None
    assert (shift.start, shift.end) == (utc("2026-12-28T09:00"), utc("2027-01-04T09:00"))


def test_a_leap_day_is_a_day_like_any_other() -> None:
    daily = rotation("ana", "bo", every="daily", handoff=(None, NINE), start=date(2028, 2, 28))
    assert person_at(daily, local("2028-02-29T12:00")) == "bo"
    assert person_at(daily, local("2028-03-01T12:00")) == "ana"


def test_ten_years_on_the_count_still_holds() -> None:
    """2036-01-07 is 522 whole weeks after the start, and 522 is a multiple of three."""
    assert person_at(rotation(), local("2036-01-07T08:59")) == "cy"
    assert person_at(rotation(), local("2036-01-07T09:00")) == "ana"
    assert person_at(rotation(), local("2036-01-14T09:00")) == "bo"


# ----------------------------------------------------------------------- clock changes


@pytest.mark.parametrize(
    ("timezone", "sunday", "hours"),
    [
        pytest.param(BERLIN, "2026-03-29", 167, id="berlin, forward"),
        pytest.param(BERLIN, "2026-10-25", 169, id="berlin, back"),
        pytest.param(NEW_YORK, "2026-03-08", 167, id="new york, forward"),
        pytest.param(NEW_YORK, "2026-11-01", 169, id="new york, back"),
        pytest.param("Australia/Sydney", "2026-10-04", 167, id="sydney, forward in october"),
        pytest.param("Australia/Sydney", "2026-04-05", 169, id="sydney, back in april"),
        pytest.param("Asia/Kolkata", "2026-03-29", 168, id="kolkata never changes"),
    ],
)
def test_a_week_over_a_clock_change_still_ends_at_nine(
    timezone: str, sunday: str, hours: int
) -> None:
    shift = on_call(rotation(timezone=timezone), local(f"{sunday}T12:00", timezone))
    assert shift is not None
    assert shift.end - shift.start == timedelta(hours=hours)
    assert f"{shift.end.astimezone(ZoneInfo(timezone)):%a %H:%M}" == "Mon 09:00"


def test_a_half_hour_zone_hands_over_at_its_own_nine() -> None:
    handoff = next_handoff(rotation(timezone="Asia/Kolkata"), local("2026-01-06T00:00"))
    assert handoff == datetime(2026, 1, 12, 3, 30, tzinfo=UTC)


def test_a_handoff_that_the_clock_skips_comes_at_the_later_instant() -> None:
    sunday = rotation("ana", "bo", handoff=(SUN, time(2, 30)), start=date(2026, 3, 22))
    assert next_handoff(sunday, local("2026-03-28T12:00")) == utc("2026-03-29T03:30")
    assert person_at(sunday, local("2026-03-29T03:29")) == "ana"
    assert person_at(sunday, local("2026-03-29T03:30")) == "bo"


def test_a_handoff_that_the_clock_shows_twice_comes_at_the_first() -> None:
    sunday = rotation("ana", "bo", handoff=(SUN, time(2, 30)), start=date(2026, 10, 18))
    assert person_at(sunday, local("2026-10-25T02:29")) == "ana"
    assert person_at(sunday, local("2026-10-25T02:30")) == "bo"
    assert person_at(sunday, local("2026-10-25T02:29", fold=1)) == "bo"


def test_a_handoff_at_a_midnight_that_the_clock_repeats_comes_once() -> None:
    """In St. John's, 00:01 became 23:01 of the day before: midnight had already struck."""
    daily = rotation(
        "ana",
        "bo",
        every="daily",
        handoff=(None, time(0)),
        start=date(2010, 11, 6),
        timezone="America/St_Johns",
    )
    evening = local("2010-11-06T23:30", "America/St_Johns")
    assert person_at(daily, evening) == "ana"
    assert person_at(daily, evening.replace(fold=1)) == "bo"


# ------------------------------------------------------------------------------- handoffs


def test_the_next_handoff_lies_after_the_moment() -> None:
    assert next_handoff(rotation(), local("2026-01-12T08:59")) == utc("2026-01-12T09:00")
    assert next_handoff(rotation(), local("2026-01-12T09:00")) == utc("2026-01-19T09:00")


def test_before_the_start_the_next_handoff_is_the_start() -> None:
    assert next_handoff(rotation(), local("2025-06-01T00:00")) == utc("2026-01-05T09:00")


# ------------------------------------------------------------------------------ overrides


def test_an_override_takes_over_and_gives_back() -> None:
    cover = override("dee", "2026-01-07T18:00", "2026-01-08T08:00")
    found = shifts(rotation(), local("2026-01-05T09:00"), local("2026-01-12T09:00"), [cover])
    assert [(s.person, s.source) for s in found] == [
        ("ana", "rotation"),
        ("dee", "override"),
        ("ana", "rotation"),
    ]
    assert [s.start for s in found[1:]] == [utc("2026-01-07T18:00"), utc("2026-01-08T08:00")]


def test_an_override_holds_from_its_start_until_just_before_its_end() -> None:
    cover = override("dee", "2026-01-07T18:00", "2026-01-08T08:00")
    assert person_at(rotation(), local("2026-01-07T17:59:59"), cover) == "ana"
    assert person_at(rotation(), local("2026-01-07T18:00"), cover) == "dee"
    assert person_at(rotation(), local("2026-01-08T08:00"), cover) == "ana"


def test_the_shift_before_an_override_ends_where_the_override_starts() -> None:
    cover = override("dee", "2026-01-07T18:00", "2026-01-08T08:00")
    shift = on_call(rotation(), local("2026-01-06T00:00"), [cover])
    assert shift is not None
    assert (shift.start, shift.end) == (utc("2026-01-05T09:00"), utc("2026-01-07T18:00"))


def test_the_shift_after_an_override_starts_where_the_override_ends() -> None:
    cover = override("dee", "2026-01-07T18:00", "2026-01-08T08:00")
    shift = on_call(rotation(), local("2026-01-08T08:00"), [cover])
    assert shift is not None
    assert (shift.start, shift.end) == (utc("2026-01-08T08:00"), utc("2026-01-12T09:00"))


def test_an_override_across_a_handoff_is_one_shift_and_gives_back_to_the_next_person() -> None:
    cover = override("dee", "2026-01-11T09:00", "2026-01-13T09:00")
    found = shifts(rotation(), local("2026-01-05T09:00"), local("2026-01-19T09:00"), [cover])
    assert spans(found) == [
        ("ana", utc("2026-01-05T09:00"), utc("2026-01-11T09:00")),
        ("dee", utc("2026-01-11T09:00"), utc("2026-01-13T09:00")),
        ("bo", utc("2026-01-13T09:00"), utc("2026-01-19T09:00")),
    ]


def test_where_overrides_overlap_the_one_added_last_wins() -> None:
    whole = override("dee", "2026-01-06T09:00", "2026-01-10T09:00")
    inner = override("eve", "2026-01-07T09:00", "2026-01-08T09:00")
    window = local("2026-01-06T09:00"), local("2026-01-10T09:00")
    found = shifts(rotation(), *window, [whole, inner])
    assert [s.person for s in found] == ["dee", "eve", "dee"]
    assert [s.person for s in shifts(rotation(), *window, [inner, whole])] == ["dee"]


def test_an_override_of_another_rotation_changes_nothing() -> None:
    cover = override("dee", "2026-01-06T09:00", "2026-01-10T09:00", name="backup")
    assert person_at(rotation(), local("2026-01-07T09:00"), cover) == "ana"


def test_an_override_before_the_start_counts() -> None:
    early = override("dee", "2026-01-02T09:00", "2026-01-03T09:00")
    found = shifts(rotation(), local("2026-01-01T00:00"), local("2026-01-06T00:00"), [early])
    assert spans(found) == [
        ("dee", utc("2026-01-02T09:00"), utc("2026-01-03T09:00")),
        ("ana", utc("2026-01-05T09:00"), utc("2026-01-06T00:00")),
    ]


def test_an_override_through_a_repeated_hour_is_measured_in_instants() -> None:
    """From the first 02:30 to the second is an hour, though the two wall times are equal."""
    cover = Override(
        rotation="primary",
        person="dee",
        start=local("2026-10-25T02:30"),
        end=local("2026-10-25T02:30", fold=1),
    )
    assert person_at(rotation(), local("2026-10-25T02:59"), cover) == "dee"
    assert person_at(rotation(), local("2026-10-25T02:30", fold=1), cover) != "dee"


# -------------------------------------------------------------------------------- windows


def test_shifts_are_cut_to_the_window() -> None:
    found = shifts(rotation(), local("2026-01-10T00:00"), local("2026-01-13T00:00"))
    assert spans(found) == [
        ("ana", utc("2026-01-10T00:00"), utc("2026-01-12T09:00")),
        ("bo", utc("2026-01-12T09:00"), utc("2026-01-13T00:00")),
    ]


@pytest.mark.parametrize("end", ["2026-01-10T00:00", "2026-01-09T00:00"])
def test_a_window_without_time_has_no_shifts(end: str) -> None:
    assert shifts(rotation(), local("2026-01-10T00:00"), local(end)) == ()


# ------------------------------------------------------------------------------- refusals


def test_a_rotation_of_nobody_is_refused() -> None:
    with pytest.raises(InvalidValue, match="rotation primary has nobody in it"):
        replace(rotation(), people=())


def test_a_rotation_in_no_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="is not a time zone"):
        rotation(timezone="Berlin")


def test_a_rotation_on_no_weekday_is_refused() -> None:
    with pytest.raises(InvalidValue, match="hands off on no weekday"):
        rotation(handoff=(7, NINE))


def test_a_turn_of_unknown_length_is_refused() -> None:
    monthly: dict[str, Every] = {"every": "monthly"}  # type: ignore[dict-item]  # the fault under test
    with pytest.raises(InvalidValue, match="must be one of daily, weekly, biweekly"):
        rotation(every=monthly["every"])


@pytest.mark.parametrize("end", ["2026-01-06T09:00", "2026-01-05T09:00"])
def test_an_override_that_does_not_end_after_it_starts_is_refused(end: str) -> None:
    with pytest.raises(InvalidValue, match="the override for dee must end after it starts"):
        override("dee", "2026-01-06T09:00", end)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="has no time zone"):
        on_call(rotation(), datetime(2026, 1, 6, 9, 0))  # noqa: DTZ001 - the fault under test


# ----------------------------------------------------------------------------- properties

INSTANTS = st.datetimes(datetime(2009, 6, 1), datetime(2013, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ROTATIONS = st.builds(
    Rotation,
    name=st.just("primary"),
    people=st.lists(st.sampled_from(["ana", "bo", "cy", "dee"]), min_size=1, max_size=4).map(tuple),
    every=st.sampled_from(["daily", "weekly", "biweekly"]),
    handoff=st.tuples(
        st.none() | st.integers(0, 6), st.sampled_from([time(0), NINE, time(2, 30), time(23, 59)])
    ),
    start=st.dates(date(2010, 1, 1), date(2012, 12, 31)),
    timezone=st.sampled_from(
        [
            BERLIN,
            NEW_YORK,
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "Pacific/Apia",  # had no 30 December 2011
        ]
    ),
)


@st.composite
def covers(draw: st.DrawFn) -> Override:
    start = draw(INSTANTS)
    return Override(
        rotation=draw(st.sampled_from(["primary", "primary", "backup"])),
        person=draw(st.sampled_from(["eve", "fay", "ana"])),
        start=start,
        end=start + draw(st.timedeltas(timedelta(seconds=1), timedelta(days=40))),
    )


OVERRIDES = st.lists(covers(), max_size=5)
WINDOWS = st.timedeltas(timedelta(0), timedelta(days=120))


def on_call_by_counting(rota: Rotation, at: datetime, overrides: list[Override]) -> str | None:
    """The same question answered day by day from the start, with a calendar and a finger."""
    for cover in reversed(overrides):
        if cover.rotation == rota.name and cover.start <= at < cover.end:
            return cover.person
    weekday, wall = rota.handoff
    lasts = {"daily": 1, "weekly": 7, "biweekly": 14}[rota.every]
    first = rota.start
    while lasts > 1 and weekday is not None and first.weekday() != weekday:
        first -= timedelta(days=1)
    turn, day = -1, rota.start
    while datetime.combine(day, wall, tzinfo=ZoneInfo(rota.timezone)).astimezone(UTC) <= at:
        turn += day == rota.start or (day - first).days % lasts == 0
        day += timedelta(days=1)
    return rota.people[turn % len(rota.people)] if turn >= 0 else None


@given(ROTATIONS, INSTANTS, OVERRIDES)
def test_on_call_agrees_with_counting_days(
    rota: Rotation, at: datetime, overrides: list[Override]
) -> None:
    assert person_at(rota, at, *overrides) == on_call_by_counting(rota, at, overrides)


@given(ROTATIONS, INSTANTS, WINDOWS, OVERRIDES)
def test_shifts_tile_the_window(
    rota: Rotation, start: datetime, length: timedelta, overrides: list[Override]
) -> None:
    """No shift is empty, none overlaps, and where there is a gap nobody is on call."""
    end = start + length
    found = shifts(rota, start, end, overrides)
    assert all(shift.start < shift.end for shift in found)
    edges = [start, *(edge for shift in found for edge in (shift.start, shift.end)), end]
    assert edges == sorted(edges)
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if left < right:
            assert on_call_by_counting(rota, left, overrides) is None
            assert on_call_by_counting(rota, right - timedelta(microseconds=1), overrides) is None


@given(ROTATIONS, INSTANTS, WINDOWS, OVERRIDES, st.integers(0, 999))
def test_on_call_agrees_with_shifts_at_any_instant(
    rota: Rotation, start: datetime, length: timedelta, overrides: list[Override], thousandth: int
) -> None:
    end = start + length + timedelta(seconds=1)
    at = start + (end - start) * thousandth // 1000
    holding = [s for s in shifts(rota, start, end, overrides) if s.start <= at < s.end]
    now = on_call(rota, at, overrides)
    cut = [] if now is None else [replace(now, start=max(now.start, start), end=min(now.end, end))]
    assert holding == cut


@given(ROTATIONS, INSTANTS)
def test_the_next_handoff_ends_the_turn_that_holds(rota: Rotation, at: datetime) -> None:
    handoff, now = next_handoff(rota, at), on_call(rota, at)
    assert handoff > at
    assert now is None or now.end == handoff
    after = on_call(rota, handoff)
    assert after is not None
    assert after.start == handoff
