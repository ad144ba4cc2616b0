"""What a quarter is measured by: the incidents of its days, and those with the same cause."""

from __future__ import annotations

from datetime import timedelta

from tests.store.given import START, add, declared
from tocsin.domain.cause import CauseLabelled
from tocsin.domain.incident import Incident
from tocsin.store.contract import Store

DAY = timedelta(days=1)


def opened(store: Store, number: int, *, day: int, cause: str = "", team: str = "shop") -> Incident:
    """An incident declared so many days after the start."""
    at = START + day * DAY
    after = add(store, Incident(id=f"i{number}"), declared(number, team, at))
    return add(store, after, CauseLabelled(at=at, by="ana", label=cause)) if cause else after


def found(store: Store, first: int, end: int) -> list[int]:
    since, until = START + first * DAY, START + end * DAY
    rows = store.read(lambda tx: tx.measured("shop", since, until))
    return sorted(one.number for one in rows)


def test_the_days_count_from_the_first_moment_until_before_the_last(store: Store) -> None:
    for number, day in ((1, 9), (2, 10), (3, 19), (4, 20)):
        opened(store, number, day=day)

    assert found(store, 10, 20) == [2, 3]


def test_whatever_has_the_same_cause_comes_along_however_old(store: Store) -> None:
    opened(store, 1, day=0, cause="Config, drift")
    opened(store, 2, day=0, cause="disk full")
    opened(store, 3, day=15, cause="config drift")
    opened(store, 4, day=40, cause="CONFIG DRIFT")

    assert found(store, 10, 20) == [1, 3, 4]


def test_no_cause_is_no_common_cause(store: Store) -> None:
    opened(store, 1, day=0)
    opened(store, 2, day=15)

    assert found(store, 10, 20) == [2]


def test_the_last_name_of_a_cause_counts(store: Store) -> None:
    opened(store, 1, day=0, cause="disk full")
    renamed = opened(store, 2, day=15, cause="disk full")
    add(store, renamed, CauseLabelled(at=START + 16 * DAY, by="ana", label="config drift"))

    assert found(store, 10, 20) == [2]


def test_another_team_is_another_matter(store: Store) -> None:
    opened(store, 1, day=15, cause="disk full", team="till")
    opened(store, 2, day=15, cause="disk full")

    assert found(store, 10, 20) == [2]
