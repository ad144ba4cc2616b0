"""Components: which are touched, how they stand, and what others say of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.counterparts.statuspage.site import Incident
from tests.counterparts.statuspage.states import BEGUN, FOUND, KEY, OTHER, OVER, WATCHED
from tests.counterparts.statuspage.statuspage import Statuspage
from tocsin.providers import StatusPageState
from tocsin.testing import a_call
from tocsin_statuspage.page import Statuspage as Page

Make = Callable[..., Page]
CHECKOUT, SEARCH = "cmpcheckout1", "cmpsearch001"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (BEGUN, "partial_outage"),
        (FOUND, "partial_outage"),
        (replace(BEGUN, impact="critical"), "major_outage"),
        (replace(BEGUN, impact="minor"), "degraded_performance"),
        (WATCHED, "degraded_performance"),
        (OVER, "operational"),
    ],
)
def test_a_component_stands_by_impact_and_phase(
    page: Page, sp: Statuspage, state: StatusPageState, status: str
) -> None:
    page.put(state, None, a_call(KEY))
    assert sp.site.states == {CHECKOUT: status}


def test_a_team_says_otherwise(make: Make, sp: Statuspage) -> None:
    page = make(statuses={"major": "major_outage", "monitoring": "operational"})
    ref = page.put(BEGUN, None, a_call(KEY))
    assert sp.site.state(CHECKOUT) == "major_outage"
    page.put(WATCHED, ref, a_call(KEY))
    assert sp.site.state(CHECKOUT) == "operational"


@pytest.mark.parametrize("named", ["Kasse", SEARCH])
def test_a_component_is_known_by_its_section_or_by_its_id(
    make: Make, sp: Statuspage, named: str
) -> None:
    page = make(components={"Kasse": CHECKOUT})
    page.put(replace(BEGUN, components=(named,)), None, a_call(KEY))
    assert sp.incident().components == [CHECKOUT if named == "Kasse" else named]


def test_a_section_that_knows_them_all_asks_for_none(make: Make, sp: Statuspage) -> None:
    make(components={"Checkout": CHECKOUT}).put(BEGUN, None, a_call(KEY))
    assert [one.method for one in sp.far_end.arrived] == ["GET", "POST"]


def test_what_the_page_does_not_have_is_left_out(page: Page, sp: Statuspage) -> None:
    page.put(replace(BEGUN, components=("Teleport", "Search")), None, a_call(KEY))
    assert sp.incident().components == [SEARCH]


def test_two_incidents_leave_a_component_as_bad_as_the_worse(page: Page, sp: Statuspage) -> None:
    ours = page.put(BEGUN, None, a_call(KEY))
    theirs = page.put(OTHER, None, a_call("INC-43.status"))
    assert sp.site.states == {CHECKOUT: "major_outage", SEARCH: "major_outage"}
    page.put(OVER, ours, a_call(KEY))
    assert sp.site.state(CHECKOUT) == "major_outage"
    over = replace(OVER, key=OTHER.key, components=OTHER.components)
    page.put(over, theirs, a_call("INC-43.status"))
    assert sp.site.states == {CHECKOUT: "operational", SEARCH: "operational"}


def test_an_incident_that_somebody_opened_there_counts_too(page: Page, sp: Statuspage) -> None:
    by_hand = Incident(id="incbyhand001", name="Slow", impact="minor", components=[CHECKOUT])
    sp.site.incidents[by_hand.id] = by_hand
    page.put(OVER, None, a_call(KEY))
    assert sp.site.state(CHECKOUT) == "degraded_performance"


def test_what_it_does_not_touch_any_more_is_let_go(page: Page, sp: Statuspage) -> None:
    ref = page.put(BEGUN, None, a_call(KEY))
    page.put(replace(FOUND, components=()), ref, a_call(KEY))
    assert sp.incident().components == []
    assert sp.site.state(CHECKOUT) == "operational"


def test_what_somebody_added_by_hand_stays_until_all_is_well(page: Page, sp: Statuspage) -> None:
    ref = page.put(BEGUN, None, a_call(KEY))
    sp.site.by_hand(
        sp.incident(), component_ids=[CHECKOUT, SEARCH], components={SEARCH: "major_outage"}
    )
    page.put(FOUND, ref, a_call(KEY))
    assert sp.incident().components == [CHECKOUT, SEARCH]
    assert sp.site.state(SEARCH) == "major_outage"
    page.put(OVER, ref, a_call(KEY))
    assert sp.site.states == {CHECKOUT: "operational", SEARCH: "operational"}
