"""Who is on call now, and next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.counterparts.opsgenie.account import ANA, BO, EMPTY, NIGHT, PRIMARY, Shift
from tests.counterparts.opsgenie.opsgenie import Opsgenie
from tocsin.errors import ProviderError
from tocsin.providers import OnCallEntry, Window
from tocsin.testing import a_call
from tocsin_opsgenie.schedules import OnCall

AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=["oncall", "jsm_oncall"])
def either(request: pytest.FixtureRequest) -> OnCall:
    made: OnCall = request.getfixturevalue(request.param)
    return made


def test_a_person_is_told_with_id_and_address(oncall: OnCall) -> None:
    assert oncall.on_call("Primary", AT, a_call()) == (
        OnCallEntry(user=BO, email="bo@example.org"),
    )


def test_jira_service_management_tells_no_addresses(jsm_oncall: OnCall) -> None:
    assert jsm_oncall.on_call(PRIMARY, AT, a_call()) == (OnCallEntry(user=BO),)


def test_at_a_handoff_it_is_whoever_comes(either: OnCall) -> None:
    (one,) = either.on_call(PRIMARY, NINE + DAY, a_call())
    assert one.user == ANA


def test_who_is_next_is_told_with_the_moment(either: OnCall) -> None:
    now, following = either.shifts(PRIMARY, Window(start=AT, end=AT + DAY), a_call())
    assert (now.user, now.end) == (BO, NINE + DAY)
    assert (following.user, following.start, following.end) == (ANA, NINE + DAY, NINE + 2 * DAY)


def test_people_behind_an_escalation_are_told(either: OnCall, og: Opsgenie) -> None:
    og.account.shifts = [
        Shift(user=ANA, schedule=PRIMARY, start=NINE, end=NINE + DAY, through=NIGHT)
    ]
    (now,) = either.on_call(PRIMARY, AT, a_call())
    (shift,) = either.shifts(PRIMARY, Window(start=AT, end=AT + DAY), a_call())
    assert now.user == shift.user == ANA


def test_nobody_on_call_is_no_fault(either: OnCall) -> None:
    assert either.on_call(EMPTY, AT, a_call()) == ()
    assert either.shifts(EMPTY, Window(start=AT, end=AT + DAY), a_call()) == ()


def test_what_is_not_there_is_said(oncall: OnCall, jsm_oncall: OnCall) -> None:
    for one, name, said in (
        (oncall, "Secondary", "Opsgenie has no such schedule: write its id or its name."),
        (jsm_oncall, "Primary", "Jira Service Management has no such schedule: write its id."),
    ):
        with pytest.raises(ProviderError) as caught:
            one.on_call(name, AT, a_call())
        assert (caught.value.code, str(caught.value)) == ("not_found", said)
