"""What is sent for a page, and what becomes of what is answered: at once, and later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.counterparts.opsgenie.account import BO, NIGHT, TEAM
from tests.counterparts.opsgenie.judge import need_judge
from tests.counterparts.opsgenie.opsgenie import KEY, Opsgenie
from tocsin.errors import ProviderError
from tocsin.providers import Person, Ref, Secret
from tocsin.testing import Arrived, a_call, a_page, json_answer
from tocsin_opsgenie.config import OnCallConfig, PagingConfig

Make = Callable[..., Any]


@pytest.fixture(params=["opsgenie", "jsm"])
def either(request: pytest.FixtureRequest, tool: Make, jsm: Make) -> Make:
    """The tool, of both products."""
    made: Make = tool if request.param == "opsgenie" else jsm
    return made


def refusal(tool: Any, *, attempt: int = 1, deadline_s: float = 5.0, **page: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        tool.page(a_page(**page), a_call(attempt=attempt, deadline_s=deadline_s))
    return caught.value


# ------------------------------------------------------------------------------ what is sent


def test_a_page_is_an_alert_whose_alias_is_its_key(either: Make, og: Opsgenie) -> None:
    ref = either().page(a_page(), a_call())
    (asked,) = og.asked("POST /alerts")
    assert asked.json() == {
        "message": "P1: checkout returns 500s (INC-42)",
        "alias": "INC-42.p3",
        "description": "INC-42 (P1) asks for Ana Lima. "
        "The incident's room is #incident-2026-11-23-checkout-returns-500s.\n"
        "Acknowledge here or in the chat: either ends the calling.",
        "responders": [{"type": "user", "username": "ana@example.org"}],
        "priority": "P2",
        "entity": "INC-42",
        "source": "Tocsin",
        "user": "Tocsin",
        "details": {"asked for": "Ana Lima (ana)"},
    }
    assert ref == Ref(id=og.alert("INC-42.p3").id)


def test_an_account_in_the_team_file_goes_before_the_address(tool: Make, og: Opsgenie) -> None:
    bo = Person(id="bo", name="Bo", email="ana@example.org", accounts={"opsgenie": BO})
    tool().page(a_page(person=bo), a_call())
    by_name = replace(bo, accounts={"og": "bo@example.org"})
    tool().page(a_page(page_id="INC-42.p4", person=by_name), a_call("INC-42.p4"))
    assert og.alert("INC-42.p3").responders == [{"type": "user", "id": BO}]
    assert og.alert("INC-42.p4").responders == [{"type": "user", "username": "bo@example.org"}]


def test_responders_of_the_section_are_rung_in_place_of_the_person(
    either: Make, og: Opsgenie
) -> None:
    named = [f"team:{TEAM}", "escalation:Night", "schedule:Primary", "user:bo@example.org"]
    eva = Person(id="eva", name="Eva Okafor")
    either(responders=named).page(a_page(person=eva), a_call())
    there = og.alert("INC-42.p3")
    assert there.responders == [
        {"type": "team", "id": TEAM},
        {"type": "escalation", "name": "Night"},
        {"type": "schedule", "name": "Primary"},
        {"type": "user", "username": "bo@example.org"},
    ]
    assert there.details["asked for"] == "Eva Okafor (eva)"
    assert NIGHT in og.account.escalations


def test_severities_have_priorities_that_can_be_changed(tool: Make, og: Opsgenie) -> None:
    paging = tool(priorities={"P1": "P1"})
    for number, severity in enumerate(("P0", "P1", "P2", "P3")):
        key = f"INC-42.p{number + 1}"
        paging.page(a_page(page_id=key, severity=severity), a_call(key))
    assert [one.priority for one in og.account.alerts] == ["P1", "P1", "P3", "P4"]


def test_all_of_a_long_text_stands_below_with_the_room_at_its_end(tool: Make, og: Opsgenie) -> None:
    tool().page(a_page(text="é" * 20_000, room="#incident-42"), a_call())
    there = og.alert("INC-42.p3")
    assert (len(there.message), there.message[-2:]) == (130, "é…")
    whole, below = there.description.split("\n\n")
    assert len(there.description) <= 15_000
    assert whole.endswith("é… (all of it: #incident-42)")
    assert below.startswith("INC-42 (P1) asks for Ana Lima.")


def test_a_text_is_one_line_that_steers_nothing(tool: Make, og: Opsgenie) -> None:
    tool().page(a_page(text="a\nb\x1b[31m\u202e\ud800c"), a_call())
    assert og.alert("INC-42.p3").message == "a b[31mc"


def test_the_link_that_acknowledges_for_one_person_is_not_shown_to_the_account(
    tool: Make, og: Opsgenie
) -> None:
    tool().page(a_page(ack_url="https://tocsin.example.org/ack/secret"), a_call())
    assert "/ack/" not in og.asked("POST /alerts")[0].body.decode()


def test_whose_user_nobody_knows_is_said_with_what_to_write(tool: Make, jsm: Make) -> None:
    eva = Person(id="eva", name="Eva")
    for paging, said in (
        (
            tool(),
            "Opsgenie has no user for Eva: write email, "
            'or accounts = { opsgenie = "…" }, under [people.eva].',
        ),
        (
            jsm(),
            "Jira Service Management has no user for Eva: write email, "
            'or accounts = { jsm = "…" }, under [people.eva].',
        ),
    ):
        error = refusal(paging, person=eva)
        assert (error.code, error.retryable, str(error)) == ("not_found", False, said)


# ------------------------------------------------------------------- taken is not done yet


def test_a_page_is_sent_when_its_request_is_confirmed(either: Make, og: Opsgenie) -> None:
    og.account.lag = 4
    either().page(a_page(), a_call())
    assert len(og.asked("POST /alerts")) == 1
    assert len([one for one in og.far_end.arrived if "/requests/" in one.path]) == 5


def test_what_is_taken_and_not_confirmed_in_time_is_ambiguous(either: Make, og: Opsgenie) -> None:
    og.account.is_stuck = True
    error = refusal(either(), deadline_s=1.0)
    assert (error.code, error.retryable, error.ambiguous) == ("timeout", True, True)
    assert str(error).endswith("took the request and did not say in time what became of it.")
    assert og.account.alerts == []


def test_a_repeat_looks_first_what_became_of_the_request_before(either: Make, og: Opsgenie) -> None:
    og.account.is_stuck = True
    paging = either()
    refusal(paging, deadline_s=1.0)
    og.account.work()
    ref = paging.page(a_page(), a_call(attempt=2))
    assert ref.id == og.alert("INC-42.p3").id
    assert len(og.asked("POST /alerts")) == 1


def test_a_repeat_of_what_is_still_waiting_is_the_same_alert(either: Make, og: Opsgenie) -> None:
    og.account.is_stuck = True
    paging = either()
    for attempt in (1, 2):
        refusal(paging, attempt=attempt, deadline_s=1.0)
    og.account.work()
    assert [(one.alias, one.count) for one in og.account.alerts] == [("INC-42.p3", 2)]


def test_what_somebody_closed_there_rings_nobody_again(either: Make, og: Opsgenie) -> None:
    """An alias is good for one open alert: only the request tells of the one that was closed."""
    og.account.is_stuck = True
    paging = either()
    refusal(paging, deadline_s=1.0)
    og.account.work()
    og.alert("INC-42.p3").status = "closed"
    paging.page(a_page(), a_call(attempt=2))
    assert len(og.account.alerts) == 1


def test_a_request_that_is_taken_and_refused_later_is_in_vain_with_its_reason(
    either: Make, og: Opsgenie
) -> None:
    error = refusal(either(responders=["team:Payment"]))
    assert (error.code, error.retryable) == ("invalid", False)
    assert str(error).endswith(" did not make the alert: Responder Payment is not found.")
    assert og.account.alerts == []


def test_a_failure_while_it_waits_is_ambiguous(tool: Make, og: Opsgenie) -> None:
    og.far_end.on("GET", "/v2/alerts/requests/*", lambda _: json_answer({}, status=503))
    error = refusal(tool())
    assert (error.code, error.ambiguous) == ("unavailable", True)


def test_opsgenie_is_asked_for_an_alert_by_its_alias(tool: Make, og: Opsgenie) -> None:
    ref = tool().page(a_page(), a_call())
    og.account.works.clear()  # it remembers requests for a day
    assert tool().find("INC-42.p3", a_call(attempt=2)) == ref
    assert tool().find("INC-42.p33", a_call(attempt=2)) is None


# ------------------------------------------------------------------------------ the end


def test_who_answered_in_the_chat_stands_in_the_note(either: Make, og: Opsgenie) -> None:
    paging = either()
    ref = paging.page(a_page(), a_call())
    for attempt in (1, 2):
        paging.acknowledge(a_page(ended_by="Bo Olsen"), ref, a_call(attempt=attempt))
    there = og.alert("INC-42.p3")
    assert there.acknowledged
    assert there.notes == [("Tocsin", "Tocsin: Bo Olsen answered INC-42 in the chat.")]


def test_the_end_of_an_incident_closes_it_with_who_ended_it(either: Make, og: Opsgenie) -> None:
    paging = either()
    paging.resolve(a_page(ended_by="Ana Lima"), paging.page(a_page(), a_call()), a_call())
    there = og.alert("INC-42.p3")
    assert (there.status, there.notes) == (
        "closed",
        [("Tocsin", "Tocsin: INC-42 was ended by Ana Lima in the chat.")],
    )


def test_what_is_closed_there_is_not_acknowledged_and_that_is_well(
    either: Make, og: Opsgenie
) -> None:
    paging = either()
    ref = paging.page(a_page(), a_call())
    og.alert("INC-42.p3").status = "closed"
    paging.acknowledge(a_page(ended_by="Bo"), ref, a_call())
    paging.resolve(a_page(), ref, a_call())
    assert not og.alert("INC-42.p3").acknowledged


@pytest.mark.parametrize("ref", [Ref(), Ref(id="INC-42.p3")])
def test_a_ref_of_an_earlier_tool_or_none_is_looked_up_by_the_key(
    either: Make, og: Opsgenie, ref: Ref
) -> None:
    paging = either()
    paging.page(a_page(), a_call())
    paging.acknowledge(a_page(), ref, a_call())
    assert og.alert("INC-42.p3").acknowledged


def test_what_never_came_there_cannot_be_silenced(either: Make) -> None:
    said = r"did not acknowledge INC-42\.p3: Alert does not exist\.$"
    with pytest.raises(ProviderError, match=said):
        either().acknowledge(a_page(), Ref(), a_call())


# ------------------------------------------------------------------------- what is refused

IN_THE_EU = '; for an account kept in the EU, write region = "eu".'
KEY_FIXES = {
    401: f"Take the key of an API integration{IN_THE_EU}",
    403: "The key needs the rights to read, create and update; "
    f"to read schedules and people, configuration access{IN_THE_EU}",
}


@pytest.mark.parametrize(
    ("rights", "key", "code", "status"),
    [
        ({"create"}, "JSM_TOKEN", "auth", 401),
        ({"read", "update"}, "OG_KEY", "forbidden", 403),
        ({"create"}, "OG_KEY", "forbidden", 403),
    ],
    ids=["a wrong key", "may not create", "may not read"],
)
def test_a_key_that_may_not_is_one_sentence_with_what_to_change(
    tool: Make, og: Opsgenie, rights: set[str], key: str, code: str, status: int
) -> None:
    og.rights = rights
    error = refusal(tool(key=Secret(key)))
    assert (error.code, error.retryable) == (code, False)
    assert str(error) == f"Opsgenie answered {status}. {KEY_FIXES[status]}"


def test_what_is_no_key_at_all_is_a_wrong_key(tool: Make, og: Opsgenie) -> None:
    told = {"message": "Key format is not valid!", "took": 0.001}
    og.far_end.on("POST", "/v2/alerts", lambda _: json_answer(told, status=422))
    assert refusal(tool()).code == "auth"


def test_a_request_that_is_not_taken_says_what_is_wrong(tool: Make, og: Opsgenie) -> None:
    told = {"message": "Request body is not processable.", "errors": {"message": "too long."}}
    og.far_end.on("POST", "/v2/alerts", lambda _: json_answer(told, status=422))
    error = refusal(tool())
    assert (error.code, error.retryable) == ("invalid", False)
    assert str(error) == "Opsgenie answered 422. Request body is not processable; too long"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry_After": "41"}, 41.0),
        ({"X_RateLimit_State": "THROTTLED", "X_RateLimit_Period_In_Sec": "60"}, 60.0),
        ({"X_RateLimit_State": "THROTTLED"}, None),
    ],
)
def test_a_limit_of_the_api_is_waited_for_as_it_asks(
    tool: Make, og: Opsgenie, headers: dict[str, str], wait: float | None
) -> None:
    told = {"message": "You are making too many requests!"}
    og.far_end.on("POST", "/v2/alerts", lambda _: json_answer(told, status=429, **headers))
    error = refusal(tool())
    assert (error.code, error.retryable, error.retry_after) == ("rate_limited", True, wait)


def test_maintenance_is_tried_again(tool: Make, og: Opsgenie) -> None:
    og.far_end.fail("503")
    error = refusal(tool())
    assert (error.code, error.retryable) == ("unavailable", True)


def test_no_secret_stands_in_an_error(tool: Make, og: Opsgenie) -> None:
    told = {"message": f"no such key {KEY}"}
    og.far_end.on("POST", "/v2/alerts", lambda _: json_answer(told, status=400))
    assert KEY not in str(refusal(tool()))


def test_no_secret_stands_in_the_reason_of_a_request(tool: Make, og: Opsgenie) -> None:
    told = {"data": {"isSuccess": False, "status": f"no such key {KEY}"}}
    og.far_end.on("GET", "/v2/alerts/requests/*", lambda _: json_answer(told))
    assert KEY not in str(refusal(tool()))


# ------------------------------------------------------------------------------ addresses


def test_products_and_regions_have_addresses_of_their_own() -> None:
    def paging(**section: Any) -> str:
        return PagingConfig.model_validate({"key": Secret("K"), **section}).url

    assert paging(product="opsgenie") == "https://api.opsgenie.com/v2"
    assert paging(product="opsgenie", region="eu") == "https://api.eu.opsgenie.com/v2"
    assert paging(product="jsm") == "https://api.atlassian.com/jsm/ops/integration/v2"
    assert paging(product="jsm", base_url="https://og.example/x") == "https://og.example/x"
    whole: dict[str, Any] = {"cloud_id": "c1", "email": "a@b.c", "key": Secret("T")}
    of_jsm = OnCallConfig.model_validate({"product": "jsm", **whole})
    assert of_jsm.url == "https://api.atlassian.com/jsm/ops/api/c1/v1"


def test_the_document_of_opsgenie_finds_what_is_wrong() -> None:
    """The judge is awake: a body without its message, a name and a value nobody knows."""
    judge = need_judge()
    wrong = Arrived(
        method="POST",
        path="/v2/alerts",
        query={},
        headers={},
        body=b'{"alias": "x", "priority": "P9", "prio": 1}',
        target="",
    )
    said = " ".join(judge.faults(wrong))
    assert "no property prio" in said
    assert "'message' is a required property" in said or "'P9' is not one of" in said
    odd = replace(wrong, method="GET", path="/v2/alerts/x", query={"identifierType": ("y",)})
    assert judge.faults(odd) == ["GET /v2/alerts/x: no parameter identifierType that may be ('y',)"]
    nowhere = replace(wrong, path="/jsm/ops/integration/v2/alerts/x/sing")
    assert judge.faults(nowhere) == ["POST /v2/alerts/x/sing: there is no such route"]
