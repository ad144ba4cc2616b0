"""What is sent for a page by the REST API, and what becomes of what PagerDuty answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.counterparts.pagerduty.judge import need_judge
from tests.counterparts.pagerduty.pagerduty import TOKEN, PagerDuty
from tocsin.errors import ProviderError
from tocsin.providers import Person, Ref, Secret
from tocsin.testing import Answer, Arrived, a_call, a_page, json_answer
from tocsin_pagerduty.config import PagingConfig

Make = Callable[..., Any]
BO = Person(id="bo", name="Bo Olsen", accounts={"pagerduty": "PUBO001"})


def body(pd: PagerDuty, what: str = "POST /incidents") -> dict[str, Any]:
    found = pd.asked(what)[-1].json()["incident"]
    assert isinstance(found, dict)
    return found


def refusal(tool: Any, **changed: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        tool.page(a_page(**changed), a_call())
    return caught.value


def test_a_page_is_an_incident_assigned_to_its_person(tool: Make, pd: PagerDuty) -> None:
    ref = tool().page(a_page(), a_call())
    assert body(pd) == {
        "type": "incident",
        "title": "P1: checkout returns 500s (INC-42)",
        "service": {"id": "PSVC001", "type": "service_reference"},
        "urgency": "high",
        "incident_key": "INC-42.p3",
        "body": {
            "type": "incident_body",
            "details": "INC-42 (P1) asks for Ana Lima. "
            "The incident's room is #incident-2026-11-23-checkout-returns-500s.\n"
            "Acknowledge here or in the chat: either ends the calling.",
        },
        "assignments": [{"assignee": {"id": "PUANA01", "type": "user_reference"}}],
    }
    (asked,) = pd.asked("POST /incidents")
    assert asked.headers["from"] == "tocsin@example.org"
    assert ref.url == f"https://acme.pagerduty.com/incidents/{ref.id}"


def test_the_link_that_acknowledges_for_one_person_is_not_shown_to_the_account(
    tool: Make, pd: PagerDuty
) -> None:
    tool().page(a_page(ack_url="https://tocsin.example.org/ack/secret"), a_call())
    assert "/ack/" not in pd.asked("POST /incidents")[0].body.decode()


def test_an_account_in_the_team_file_goes_before_the_address(tool: Make, pd: PagerDuty) -> None:
    tool().page(a_page(person=replace(BO, email="ana@example.org")), a_call())
    assert pd.incident("INC-42.p3").assigned == ["PUBO001"]
    assert pd.asked("GET /users") == []


def test_a_user_is_looked_up_once(tool: Make, pd: PagerDuty) -> None:
    paging = tool()
    for number in (1, 2):
        paging.page(a_page(page_id=f"INC-1.p{number}"), a_call(f"INC-1.p{number}"))
    assert len(pd.asked("GET /users")) == 1


def test_whose_user_nobody_knows_is_said_with_what_to_write(tool: Make) -> None:
    error = refusal(tool(), person=Person(id="eva", name="Eva", email="eva@example.org"))
    assert (error.code, error.retryable) == ("not_found", False)
    assert str(error) == (
        'PagerDuty has no user for Eva: write accounts = { pagerduty = "P…" } under [people.eva].'
    )


def test_a_severity_may_have_a_priority(tool: Make, pd: PagerDuty) -> None:
    paging = tool(priorities={"P1": "PPRIO01"})
    paging.page(a_page(), a_call())
    assert pd.incident("INC-42.p3").priority == "PPRIO01"
    paging.page(a_page(page_id="INC-42.p4", severity="P0"), a_call("INC-42.p4"))
    assert pd.incident("INC-42.p4").priority == ""


def test_a_long_title_ends_in_the_room_where_the_rest_stands(tool: Make, pd: PagerDuty) -> None:
    tool().page(a_page(text="x" * 5000, room="#incident-42"), a_call())
    title = pd.incident("INC-42.p3").title
    assert len(title) == 1024
    assert title.endswith("x… (all of it: #incident-42)")


def test_a_title_is_one_line_that_steers_nothing(tool: Make, pd: PagerDuty) -> None:
    tool().page(a_page(text="a\nb\x1b[31m\u202e\ud800c"), a_call())
    assert pd.incident("INC-42.p3").title == "a b[31mc"


def test_a_key_that_is_taken_is_that_incident(tool: Make, pd: PagerDuty) -> None:
    first = tool().page(a_page(), a_call())
    assert tool().page(a_page(), a_call(attempt=2)) == first
    assert len(pd.account.incidents) == 1


def test_what_somebody_resolved_there_is_found_and_rings_nobody_again(
    tool: Make, pd: PagerDuty
) -> None:
    ref = tool().page(a_page(), a_call())
    pd.incident("INC-42.p3").status = "resolved"
    assert tool().find("INC-42.p3", a_call(attempt=2)) == ref


def test_an_incident_of_another_key_is_never_taken_for_ours(tool: Make, pd: PagerDuty) -> None:
    tool().page(a_page(), a_call())
    pd.account.incidents["Q0000000000001"].key = "INC-42.p33"
    pd.account.incidents["Q0000000000001"].alert = "INC-42.p3"
    assert tool().find("INC-42.p3", a_call()) is None


def test_who_answered_in_the_chat_is_named_in_a_note(tool: Make, pd: PagerDuty) -> None:
    paging = tool()
    ref = paging.page(a_page(), a_call())
    paging.acknowledge(a_page(ended_by="Bo Olsen"), ref, a_call())
    there = pd.incident("INC-42.p3")
    assert there.log == ["acknowledged by PUBOT01"]
    assert there.notes == [("PUBOT01", "Tocsin: Bo Olsen answered INC-42 in the chat.")]
    paging.acknowledge(a_page(ended_by="Bo Olsen"), ref, a_call(attempt=2))
    assert len(there.notes) == len(there.log) == 1


def test_a_note_that_fails_leaves_the_page_acknowledged(tool: Make, pd: PagerDuty) -> None:
    paging = tool()
    ref = paging.page(a_page(), a_call())
    pd.far_end.on("POST", "/rest/incidents/*/notes", lambda _: _not_now())
    paging.acknowledge(a_page(ended_by="Bo Olsen"), ref, a_call())
    assert pd.incident("INC-42.p3").status == "acknowledged"


def test_what_is_resolved_there_is_not_opened_by_an_acknowledgement(
    tool: Make, pd: PagerDuty
) -> None:
    paging = tool()
    ref = paging.page(a_page(), a_call())
    pd.incident("INC-42.p3").status = "resolved"
    paging.acknowledge(a_page(ended_by="Bo"), ref, a_call())
    assert pd.incident("INC-42.p3").status == "resolved"


def test_the_end_of_an_incident_is_told_with_who_ended_it(tool: Make, pd: PagerDuty) -> None:
    paging = tool()
    paging.resolve(a_page(ended_by="Ana Lima"), paging.page(a_page(), a_call()), a_call())
    assert pd.incident("INC-42.p3").log == [
        "resolved by PUBOT01",
        "Tocsin: INC-42 was ended by Ana Lima in the chat.",
    ]


def test_somebody_there_may_be_quicker(tool: Make, pd: PagerDuty) -> None:
    paging = tool()
    ref = paging.page(a_page(), a_call())
    there = pd.incident("INC-42.p3")

    def quicker(_asked: Arrived) -> Answer:
        there.status = "resolved"
        error = {"code": 1001, "message": "Incident Already Resolved"}
        return json_answer({"error": error}, status=400)

    pd.far_end.on("PUT", "/rest/incidents/*", quicker)
    paging.resolve(a_page(), ref, a_call())
    assert there.status == "resolved"


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            {"token": Secret("PD_KEY")},
            "auth",
            "PagerDuty answered 401. Check the token; "
            'for an account kept in the EU, write region = "eu"',
        ),
        (
            {"from_email": "nobody@example.org"},
            "invalid",
            "PagerDuty does not know who writes: from_email has to be the address of a user there "
            "who may answer incidents.",
        ),
        (
            {"service": "PNOSUCH"},
            "invalid",
            "PagerDuty answered 400. Invalid Input Provided; Service not found",
        ),
        (
            {"priorities": {"P1": "PNOSUCH"}},
            "invalid",
            "PagerDuty answered 400. Invalid Input Provided; Priority not found",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_and_not_tried_again(
    tool: Make, change: dict[str, Any], code: str, said: str
) -> None:
    error = refusal(tool(**change))
    assert (error.code, error.retryable, str(error)) == (code, False, said)


def test_a_token_that_may_only_read_is_said(tool: Make, pd: PagerDuty) -> None:
    pd.scopes = {"read"}
    error = refusal(tool())
    assert (error.code, str(error)) == (
        "forbidden",
        "PagerDuty answered 403. Access Denied: this token may not do that",
    )


def test_a_limit_of_the_api_is_waited_for_as_it_asks(tool: Make, pd: PagerDuty) -> None:
    told = {"error": {"code": 2020, "message": "Too Many Requests"}}
    pd.far_end.on(
        "POST", "/rest/incidents", lambda _: json_answer(told, status=429, ratelimit_reset="41")
    )
    error = refusal(tool())
    assert (error.code, error.retryable, error.retry_after) == ("rate_limited", True, 41.0)


def test_no_secret_stands_in_an_error(tool: Make, pd: PagerDuty) -> None:
    told = {"error": {"code": 1, "message": f"no such token {TOKEN}"}}
    pd.far_end.on("POST", "/rest/incidents", lambda _: json_answer(told, status=400))
    assert TOKEN not in str(refusal(tool()))


def test_regions_have_addresses_of_their_own() -> None:
    rest: dict[str, Any] = {"token": Secret("T"), "service": "PSVC001", "from_email": "a@b.c"}
    by_key: dict[str, Any] = {"routing_key": Secret("K")}
    read, eu = PagingConfig.model_validate, {"region": "eu"}
    assert read(rest).rest_url == "https://api.pagerduty.com"
    assert read(rest | eu).rest_url == "https://api.eu.pagerduty.com"
    assert read(by_key).events_url == "https://events.pagerduty.com/v2"
    assert read(by_key | eu).events_url == "https://events.eu.pagerduty.com/v2"
    own = {"base_url": "https://pd.example/x"}
    assert read(rest | own).rest_url == read(by_key | own).events_url == "https://pd.example/x"


def test_the_document_of_pagerduty_finds_what_is_wrong(pd: PagerDuty) -> None:
    """The judge is awake: a body without its service, and a parameter nobody knows."""
    need_judge()
    wrong = Arrived(
        method="POST",
        path="/rest/incidents",
        query={},
        headers={"accept": "", "content-type": "", "from": ""},
        body=b'{"incident": {"type": "incident", "title": "x"}}',
        target="",
    )
    (said,) = need_judge().faults(wrong)
    assert "'service' is a required property" in said
    asked = replace(wrong, method="GET", path="/rest/oncalls", query={"who": ("x",)}, body=b"")
    assert need_judge().faults(asked) == ["GET /oncalls: no parameter who"]


def _not_now() -> Answer:
    return Answer(status=503)


def test_a_ref_of_an_earlier_tool_or_none_is_looked_up_by_the_key(
    tool: Make, pd: PagerDuty
) -> None:
    paging = tool()
    paging.page(a_page(), a_call())
    for ref in (Ref(), Ref(id="INC-42.p3")):
        paging.resolve(a_page(), ref, a_call())
    assert pd.incident("INC-42.p3").status == "resolved"


def test_what_never_came_there_cannot_be_silenced(tool: Make) -> None:
    with pytest.raises(ProviderError, match=r"^PagerDuty has no incident of INC-42\.p3\.$"):
        tool().acknowledge(a_page(), Ref(), a_call())
