"""Who is on call, as `/oncalls` tells it, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.counterparts.pagerduty.account import Shift
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tocsin.errors import ProviderError
from tocsin.providers import OnCallEntry, ProviderContext, Secret, Window
from tocsin.testing import a_call
from tocsin_pagerduty.changes import ChangeEvents
from tocsin_pagerduty.config import ChangesConfig, OnCallConfig
from tocsin_pagerduty.schedules import OnCall

AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def oncall(pd: PagerDuty, context: ProviderContext) -> Iterator[OnCall]:
    made = OnCall(OnCallConfig(base_url=pd.rest_url, token=Secret("PD_TOKEN")), context)
    yield made
    made.close()


@pytest.fixture
def deploys(pd: PagerDuty, context: ProviderContext) -> Iterator[ChangeEvents]:
    config = ChangesConfig(
        base_url=pd.rest_url, token=Secret("PD_TOKEN"), services={"shop-front": "PSVC001"}
    )
    made = ChangeEvents(config, context)
    yield made
    made.close()


def test_a_person_is_told_with_id_address_and_turn(oncall: OnCall) -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert oncall.on_call("PSCHED1", AT, a_call()) == (
        OnCallEntry(user="PUBO001", email="bo@example.org", start=nine, end=nine + DAY),
    )


def test_at_a_handoff_it_is_whoever_comes(oncall: OnCall) -> None:
    (one,) = oncall.on_call("PSCHED1", datetime(2026, 11, 24, 9, tzinfo=UTC), a_call())
    assert one.user == "PUANA01"


def test_who_stands_in_several_policies_is_one_person(oncall: OnCall, pd: PagerDuty) -> None:
    pd.account.shifts += [
        Shift(user="PUBO001", schedule="PSCHED1", policy="PEP0009", start=AT - DAY, end=AT + DAY)
    ]
    assert [one.user for one in oncall.on_call("PSCHED1", AT, a_call())] == ["PUBO001"]


def test_a_level_of_a_policy_is_that_level_alone(oncall: OnCall) -> None:
    for name, user in (("policy:PEP0001", "PUBO001"), ("policy:PEP0001/2", "PUBO001")):
        assert [one.user for one in oncall.on_call(name, AT, a_call())] == [user]
    week = Window(start=AT, end=AT + 2 * DAY)
    (always,) = oncall.shifts("policy:PEP0001/2", week, a_call())
    assert (always.start, always.end) == (week.start, week.end)


def test_a_list_of_several_pages_is_read_to_its_end(oncall: OnCall, pd: PagerDuty) -> None:
    pd.account.shifts += [
        Shift(user="PUANA01", schedule="PEMPTY1", start=at, end=at + DAY / 99)
        for at in (AT + number * DAY / 99 for number in range(250))
    ]
    found = oncall.shifts("PEMPTY1", Window(start=AT, end=AT + 3 * DAY), a_call())
    assert len(found) == 250
    assert len(pd.asked("GET /oncalls")) == 3


@pytest.mark.parametrize("known", ["PEMPTY1", "PNEWSCH", "policy:PEP0001/9"])
def test_nobody_on_call_is_no_fault(oncall: OnCall, pd: PagerDuty, known: str) -> None:
    """An old schedule, a shift-based one, and a level that is not used."""
    assert oncall.on_call(known, AT, a_call()) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PNOSUCH", "PagerDuty has no schedule PNOSUCH: check the id."),
        ("policy:PNOSUCH", "PagerDuty has no escalation policy PNOSUCH: check the id."),
        (
            "../users",
            "PagerDuty has no such schedule: write the id of a schedule, or policy:<id> and "
            "/<level> of an escalation policy.",
        ),
    ],
)
def test_what_is_not_there_is_said(oncall: OnCall, name: str, said: str) -> None:
    with pytest.raises(ProviderError) as caught:
        oncall.on_call(name, AT, a_call())
    assert (caught.value.code, str(caught.value)) == ("not_found", said)


def test_sections_with_one_token_use_one_client(
    oncall: OnCall, deploys: ChangeEvents, pd: PagerDuty
) -> None:
    oncall.on_call("PSCHED1", AT, a_call())
    deploys.changes(Window(start=AT, end=AT + DAY), "", a_call())
    assert len({one.client for one in pd.far_end.arrived}) == 1
    oncall.close()
    deploys.changes(Window(start=AT, end=AT + DAY), "", a_call())


def test_a_change_says_what_where_and_its_link(deploys: ChangeEvents, pd: PagerDuty) -> None:
    pd.account.change("4.2 → 4.3\nby CI", AT, url="https://ci.example/7")
    pd.account.change("rotated", AT + DAY / 2, "PSVC002", url="javascript:alert(1)")
    newest, oldest = deploys.changes(Window(start=AT, end=AT + DAY), "", a_call())
    assert (newest.title, newest.service, newest.link) == ("rotated", "payments", "")
    assert (oldest.title, oldest.service) == ("4.2 → 4.3 by CI", "shop-front")
    assert (oldest.at, oldest.link) == (AT, "https://ci.example/7")


def test_a_service_is_asked_for_by_its_id_or_found_by_its_name(
    deploys: ChangeEvents, pd: PagerDuty
) -> None:
    pd.account.change("one", AT)
    pd.account.change("two", AT, "PSVC002")
    window = Window(start=AT, end=AT + DAY)
    for service, title in (("shop-front", "one"), ("payments", "two")):
        assert [one.title for one in deploys.changes(window, service, a_call())] == [title]
    assert len(pd.asked("GET /services/PSVC001/change_events")) == 1
    assert deploys.changes(window, "unknown", a_call()) == ()
