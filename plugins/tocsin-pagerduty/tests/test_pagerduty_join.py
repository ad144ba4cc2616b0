"""With `join`, everybody after the first is asked onto the incident of the first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.counterparts.pagerduty.hooks import event, reply
from tests.counterparts.pagerduty.pagerduty import PagerDuty
from tocsin.errors import ProviderError
from tocsin.providers import Person
from tocsin.testing import Answer, a_call, a_page
from tocsin_pagerduty.webhooks import read_event

Make = Callable[..., Any]
BO = Person(id="bo", name="Bo Olsen", email="bo@example.org")
SECOND = a_page(page_id="INC-42.p4", person=BO)


def both(paging: Any) -> Any:
    """The first page, and the second: the reference of the second."""
    paging.page(a_page(), a_call())
    return paging.page(SECOND, a_call("INC-42.p4"))


def test_the_second_page_asks_for_a_responder(tool: Make, pd: PagerDuty) -> None:
    ref = both(tool(join=True))
    first = pd.incident("INC-42.p3")
    assert list(pd.account.incidents) == [first.id]
    assert first.asked == {"PUBO001": "pending"}
    assert (ref.id, ref.url) == (
        f"{first.id}/PUBO001",
        f"https://acme.pagerduty.com/incidents/{first.id}",
    )
    (asked,) = pd.asked(f"POST /incidents/{first.id}/responder_requests")
    assert asked.json() == {
        "requester_id": "PUBOT01",
        "message": "P1: checkout returns 500s (INC-42)",
        "responder_request_targets": [
            {"responder_request_target": {"id": "PUBO001", "type": "user_reference"}}
        ],
    }


def test_what_they_reply_there_names_the_request(tool: Make, pd: PagerDuty) -> None:
    ref = both(tool(join=True))
    told = reply(pd.incident("INC-42.p3"), "PUBO001", "accepted")
    (said,) = read_event(event("incident.responder.replied", told)).pages
    assert said.ref == ref.id


@pytest.mark.parametrize("end", ["acknowledge", "resolve"])
def test_nobody_is_asked_any_more_once_it_is_answered(tool: Make, pd: PagerDuty, end: str) -> None:
    paging = tool(join=True)
    ref = both(paging)
    getattr(paging, end)(SECOND, ref, a_call("INC-42.p4"))
    first = pd.incident("INC-42.p3")
    assert (first.asked, first.status) == ({"PUBO001": "cancelled"}, "triggered")


def test_a_page_for_people_does_not_say_that_nobody_is_asked_any_more(
    tool: Make, pd: PagerDuty
) -> None:
    paging = tool(join=True)
    ref = both(paging)
    answer = Answer(body=b"<html>Back soon.</html>")
    pd.far_end.on("PUT", "/rest/incidents/*/responder_requests/cancel", lambda _: answer)
    with pytest.raises(ProviderError, match="a page for people") as caught:
        paging.acknowledge(SECOND, ref, a_call("INC-42.p4"))
    assert caught.value.code == "unavailable"


def test_who_joined_stays(tool: Make, pd: PagerDuty) -> None:
    paging = tool(join=True)
    ref = both(paging)
    pd.incident("INC-42.p3").asked["PUBO001"] = "joined"
    paging.acknowledge(SECOND, ref, a_call("INC-42.p4"))
    assert pd.incident("INC-42.p3").asked == {"PUBO001": "joined"}


def test_a_request_whose_answer_arrived_is_found_again(tool: Make) -> None:
    paging = tool(join=True)
    assert both(paging) == paging.find("INC-42.p4", a_call("INC-42.p4", attempt=2))


def test_an_account_that_cannot_ask_rings_each_by_an_incident(tool: Make, pd: PagerDuty) -> None:
    pd.account.abilities = set()
    both(tool(join=True))
    assert pd.incident("INC-42.p4").assigned == ["PUBO001"]


def test_an_incident_that_is_over_there_is_joined_by_nobody(tool: Make, pd: PagerDuty) -> None:
    paging = tool(join=True)
    paging.page(a_page(), a_call())
    pd.incident("INC-42.p3").status = "resolved"
    paging.page(SECOND, a_call("INC-42.p4"))
    assert pd.incident("INC-42.p4").assigned == ["PUBO001"]


def test_trouble_while_asking_is_tried_again_and_opens_nothing(tool: Make, pd: PagerDuty) -> None:
    paging = tool(join=True)
    paging.page(a_page(), a_call())
    pd.far_end.fail("503", times=1)
    with pytest.raises(ProviderError) as caught:
        paging.page(SECOND, a_call("INC-42.p4"))
    assert caught.value.retryable
    paging.page(SECOND, a_call("INC-42.p4", attempt=2))
    assert len(pd.account.incidents) == 1


def test_without_join_each_page_is_an_incident(tool: Make, pd: PagerDuty) -> None:
    both(tool())
    assert [one.key for one in pd.account.incidents.values()] == ["INC-42.p3", "INC-42.p4"]
