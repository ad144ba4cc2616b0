"""What PagerDuty tells: who may tell it, and what of it is a page of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.counterparts.pagerduty.account import Incident
from tests.counterparts.pagerduty.hooks import delivery, event, incident, note, reply, user
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import PageEvent, Received, Secret, VendorUser
from tocsin_pagerduty.webhooks import MOST_BYTES, read_event

Make = Callable[..., Any]
KEYED = Incident(id="Q1", title="P1: checkout", service="PSVC001", key="INC-42.p3")
BY_EVENT = Incident(id="Q2", title="P1: checkout [INC-42.p3]", service="PSVC001", key=None)
OTHERS = Incident(id="Q3", title="disk is full", service="PSVC001", key="disk/7")
ANA = VendorUser(id="PUANA01", name="Ana Lima")
SECRET = "pd-h00k-secret-of-today"


def told(kind: str, data: dict[str, Any], **more: Any) -> tuple[PageEvent, ...]:
    return read_event(event(kind, data, **more)).pages


# ---------------------------------------------------------------------------- who comes in


def test_a_signature_made_by_another_program_lets_a_delivery_in(tool: Make) -> None:
    """`printf '{"event":{}}' | openssl dgst -sha256 -hmac pd-h00k-secret-of-today` made it."""
    value = "v1=788d67103b387e7ab376ff246c1c29b66f0bd7a50b2567309b431ef98b2ae5e2"
    made = delivery(b'{"event":{}}', [])
    tool().authenticate(replace(made, headers={"x-pagerduty-signature": value}))


@pytest.mark.parametrize(
    "secrets", [[SECRET, "another"], ["another", SECRET], [*"abcdefghijklmno", SECRET]]
)
def test_one_of_its_signatures_is_enough(tool: Make, secrets: list[str]) -> None:
    tool().authenticate(delivery(event("incident.resolved", incident(KEYED)), secrets))


def test_while_the_secret_is_changed_here_both_are_good(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_NEW", "pd-h00k-secret-of-tomorrow")
    paging = tool(webhook_secret=(Secret("PD_NEW"), Secret("PD_HOOK")))
    for secret in (SECRET, "pd-h00k-secret-of-tomorrow"):
        paging.authenticate(delivery(event("incident.resolved", incident(KEYED)), [secret]))


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "There is no signature v1"),
        ("v0=" + "0" * 64, "There is no signature v1"),
        ("v1=", "No signature is that of webhook_secret"),
        ("v1=é", "No signature is that of webhook_secret"),
        ("v1=" + "0" * 64, "No signature is that of webhook_secret"),
        ("v1=,,", "No signature is that of webhook_secret"),
    ],
)
def test_a_forged_delivery_stays_out_and_the_rule_is_said(
    tool: Make, header: str, why: str
) -> None:
    made = delivery(event("incident.resolved", incident(KEYED)), ["of-a-stranger"])
    request = replace(made, headers={"x-pagerduty-signature": header})
    with pytest.raises(Unauthorised, match=f"^{why}"):
        tool().authenticate(request)


def test_without_a_secret_in_the_section_nobody_comes_in(tool: Make) -> None:
    with pytest.raises(Unauthorised, match="has no webhook_secret"):
        tool(webhook_secret=None).authenticate(delivery(b"{}", [SECRET]))


def test_a_stranger_can_send_little(tool: Make) -> None:
    assert tool().door.most_bytes == MOST_BYTES


# ---------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("action", ["acknowledged", "resolved"])
@pytest.mark.parametrize("of", [KEYED, BY_EVENT], ids=["by its key", "by its title"])
def test_an_answer_is_that_of_a_page(action: str, of: Incident) -> None:
    assert told(f"incident.{action}", incident(of)) == (
        PageEvent(page_id="INC-42.p3", action=action, user=ANA),  # type: ignore[arg-type]  # a word
    )


def test_its_id_is_that_of_the_event() -> None:
    said = read_event(event("incident.resolved", incident(KEYED), key="01HXYZ"))
    assert said.delivery_id == "01HXYZ"


def test_a_note_is_known_by_the_id_of_its_incident() -> None:
    assert told("incident.annotated", note(KEYED, "rolled back")) == (
        PageEvent(ref="Q1", action="annotated", user=ANA, text="rolled back"),
    )
    (by_title,) = told("incident.annotated", note(BY_EVENT, "rolled back"))
    assert (by_title.page_id, by_title.ref) == ("INC-42.p3", "")


def test_a_note_of_our_own_is_no_news() -> None:
    ours = note(KEYED, "Tocsin: Bo Olsen answered INC-42 in the chat.")
    assert told("incident.annotated", ours, by="PUBOT01") == ()


@pytest.mark.parametrize(
    ("kind", "changed", "text"),
    [
        ("reassigned", {"assignees": [user("PUBO001")]}, "Reassigned to Bo Olsen"),
        (
            "delegated",
            {"escalation_policy": {"id": "P", "summary": "Night"}},
            "Reassigned to the escalation policy Night",
        ),
        ("priority_updated", {"priority": {"id": "P", "summary": "P1"}}, "Priority set to P1"),
        ("priority_updated", {"priority": None}, "Priority taken away"),
        ("reopened", {}, "Opened again"),
    ],
)
def test_what_somebody_changed_there_is_a_note(
    kind: str, changed: dict[str, Any], text: str
) -> None:
    assert told(f"incident.{kind}", incident(KEYED, **changed)) == (
        PageEvent(page_id="INC-42.p3", action="annotated", user=ANA, text=text),
    )


@pytest.mark.parametrize(
    ("state", "action", "text"),
    [
        ("accepted", "acknowledged", ""),
        ("joined", "acknowledged", ""),
        ("declined", "annotated", "Declined to join"),
    ],
)
def test_who_was_asked_answers_their_own_page(state: str, action: str, text: str) -> None:
    (said,) = told("incident.responder.replied", reply(KEYED, "PUBO001", state), by=None)
    bo = VendorUser(id="PUBO001", name="Bo Olsen")
    assert said == PageEvent(ref="Q1/PUBO001", action=action, user=bo, text=text)  # type: ignore[arg-type]  # a word


NOTHING = {
    "triggered": event("incident.triggered", incident(KEYED)),
    "escalated": event("incident.escalated", incident(KEYED)),
    "a machine did it": event("incident.acknowledged", incident(KEYED), by=None),
    "unheard of": event("incident.sung_of", incident(KEYED)),
    "a pending reply": event("incident.responder.replied", reply(KEYED, "PUBO001", "pending")),
    "an empty note": event("incident.annotated", note(KEYED, " \n")),
    "no data": event("incident.acknowledged", []),  # type: ignore[arg-type]  # a stranger's
    "a ping": event("pagey.ping", {"message": "Hello", "type": "ping"}, by=None),
}


@pytest.mark.parametrize("body", NOTHING.values(), ids=NOTHING)
def test_everything_else_is_taken_and_says_nothing(body: bytes) -> None:
    """A refusal would make PagerDuty fall silent for a day."""
    said = read_event(body)
    assert said == Received(delivery_id=said.delivery_id)
    assert said.delivery_id


def test_an_incident_of_others_is_left_to_whoever_knows_its_id() -> None:
    (said,) = told("incident.acknowledged", incident(OTHERS))
    assert (said.page_id, said.ref) == ("", "Q3")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "body: it is no JSON"),
        (b"[" * 100_000, "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
        (b'{"event": 7}', "event: there is none"),
        (b'{"event": {"id": "1"}}', "event: it has no id, or no event_type"),
    ],
)
def test_what_is_no_event_is_refused_with_one_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        read_event(body)
    assert str(caught.value) == sentence


def test_names_are_cleaned_and_bounded() -> None:
    loud = {**user("PUANA01"), "summary": "Ana\n\x1b[31m" + "x" * 5000}
    body = json.loads(event("incident.acknowledged", incident(KEYED)))
    body["event"]["agent"] = loud
    (said,) = read_event(json.dumps(body).encode()).pages
    assert said.user.name.startswith("Ana [31mxxx")
    assert len(said.user.name) == 100
