"""What webhooks tell: who may tell it, and what of it is a page of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.counterparts.opsgenie.account import ANA, Alert
from tests.counterparts.opsgenie.hooks import By, action, delivery
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import PageEvent, Received, Secret, VendorUser
from tocsin_opsgenie.webhooks import MOST_BYTES, read_action

Make = Callable[..., Any]
OURS = Alert(id="70413a06-1", alias="INC-42.p3", message="P1: checkout")
OTHERS = Alert(id="70413a06-2", alias="disk/7", message="disk is full")
WHO = VendorUser(id=ANA, email="ana@example.org", name="ana@example.org")
SECRET = "0g-h00k-secret-of-today"
BYS: tuple[By, By] = ("header", "signature")


def told(kind: str, **more: Any) -> tuple[PageEvent, ...]:
    return read_action(action(kind, OURS, **more)).pages


# ---------------------------------------------------------------------------- who comes in


def test_a_signature_made_by_another_program_lets_a_delivery_in(tool: Make) -> None:
    """`printf '{"action":"x"}' | openssl dgst -sha256 -hmac 0g-h00k-secret-of-today` made it."""
    value = "sha256=32ab37ea5593341721750728f1ed9569de158fde679b8a3ffa91750fd781f386"
    made = delivery(b'{"action":"x"}', SECRET, by="signature")
    tool(webhook_by="signature").authenticate(replace(made, headers={"x-hub-signature": value}))


@pytest.mark.parametrize("by", BYS)
def test_while_the_secret_is_changed_both_are_good(
    tool: Make, monkeypatch: pytest.MonkeyPatch, by: By
) -> None:
    monkeypatch.setenv("OG_NEW", "0g-h00k-secret-of-tomorrow")
    paging = tool(webhook_secret=(Secret("OG_NEW"), Secret("OG_HOOK")), webhook_by=by)
    for secret in (SECRET, "0g-h00k-secret-of-tomorrow"):
        paging.authenticate(delivery(action("Close", OURS), secret, by=by))


@pytest.mark.parametrize("by", BYS)
@pytest.mark.parametrize("value", ["", "Bearer ", "sha256=", "sha256=é", "Bearer é", "sha1=00"])
def test_a_forged_delivery_stays_out(tool: Make, by: By, value: str) -> None:
    made = delivery(action("Close", OURS), "of-a-stranger", by=by)
    forged = replace(made, headers={"authorization": value, "x-hub-signature": value})
    for request in (made, forged):
        with pytest.raises(Unauthorised):
            tool(webhook_by=by).authenticate(request)


def test_the_way_that_is_not_written_lets_nobody_in(tool: Make) -> None:
    for by, other in (BYS, BYS[::-1]):
        with pytest.raises(
            Unauthorised, match=r"^(No token came|The signature in X-Hub-Signature is missing)"
        ):
            tool(webhook_by=by).authenticate(delivery(b"{}", SECRET, by=other))


@pytest.mark.parametrize("by", BYS)
def test_without_a_secret_in_the_section_nobody_comes_in(tool: Make, by: By) -> None:
    paging = tool(webhook_secret=None, webhook_by=by)
    with pytest.raises(Unauthorised):
        paging.authenticate(delivery(b"{}", SECRET, by=by))


def test_a_stranger_can_send_nothing_or_little(tool: Make) -> None:
    assert tool().door.token_only
    signed = tool(webhook_by="signature").door
    assert (signed.token_only, signed.most_bytes) == (False, MOST_BYTES)


# ---------------------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("kind", "meant"), [("Acknowledge", "acknowledged"), ("Close", "resolved")]
)
def test_an_answer_is_that_of_a_page(kind: str, meant: str) -> None:
    assert told(kind) == (
        PageEvent(page_id="INC-42.p3", action=meant, user=WHO),  # type: ignore[arg-type]  # a word
    )


def test_jira_service_management_names_people_by_their_account(tool: Make) -> None:
    (said,) = told("Acknowledge", by="712020:4f1e", name="Ana Lima")
    assert said.user == VendorUser(id="712020:4f1e", name="Ana Lima")


def test_its_id_is_the_alert_the_action_and_the_moment() -> None:
    first, again, later = (
        read_action(action("Close", OURS, number=number)).delivery_id for number in (1, 1, 2)
    )
    assert first == again != later
    assert first == "70413a06-1 Close 1763633760000000001"


def test_a_note_is_one() -> None:
    note = PageEvent(page_id="INC-42.p3", action="annotated", user=WHO, text="rolled back")
    assert told("AddNote", note="rolled back") == (note,)
    assert told("AddNote", told={"note": "rolled back"}) == (note,)


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("AssignOwnership", {"owner": "bo@example.org"}, "Assigned to bo@example.org"),
        ("TakeOwnership", {}, "Took it over"),
        ("UnAcknowledge", {}, "Took the acknowledgement back"),
        ("Escalate", {"told": {"escalation": {"id": "e1", "name": "Night"}}}, "Escalated to Night"),
        ("AddResponder", {"responder": {"name": "Bo"}}, "Asked to join: Bo"),
        ("AddRecipient", {"recipient": "bo@example.org"}, "Asked to join: bo@example.org"),
        ("AddTeam", {"team": "payments"}, "Asked to join: the team payments"),
        ("Snooze", {}, "Snoozed"),
        ("UpdatePriority", {"priority": "P2"}, "Priority set to P2"),
        ("Delete", {}, "Deleted the alert"),
    ],
)
def test_what_somebody_changed_there_is_a_note(kind: str, more: dict[str, Any], text: str) -> None:
    assert told(kind, **more) == (
        PageEvent(page_id="INC-42.p3", action="annotated", user=WHO, text=text),
    )


NOTHING = {
    "it rang": action("Create", OURS),
    "a tag": action("AddTags", OURS),
    "an action of the account": action("Restart", OURS),
    "unheard of": action("SungOf", OURS),
    "a machine did it": action("Acknowledge", OURS, by=""),
    "ours": action("Acknowledge", OURS, by="", name="Tocsin"),
    "ours, by the account of its key": action("Close", OURS, by="k1", name="Tocsin"),
    "a note of ours": action("AddNote", OURS, note="Tocsin: Bo answered INC-42 in the chat."),
    "an empty note": action("AddNote", OURS, note=" \n"),
    "escalated to nobody": action("Escalate", OURS),
}


@pytest.mark.parametrize("body", NOTHING.values(), ids=NOTHING)
def test_everything_else_is_taken_and_says_nothing(body: bytes) -> None:
    said = read_action(body)
    assert said == Received(delivery_id=said.delivery_id)
    assert said.delivery_id


def test_an_alert_of_others_is_left_to_whoever_knows_its_id() -> None:
    (said,) = read_action(action("Acknowledge", OTHERS)).pages
    assert (said.page_id, said.ref) == ("", "70413a06-2")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "body: it is no JSON"),
        (b"[" * 100_000, "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
        (b'{"action": "Close"}', "alert: it has no alertId, or there is no action"),
        (b'{"alert": {"alertId": "1"}}', "alert: it has no alertId, or there is no action"),
    ],
)
def test_what_is_no_action_is_refused_with_one_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        read_action(body)
    assert str(caught.value) == sentence


def test_names_are_cleaned_and_bounded() -> None:
    body = json.loads(action("Acknowledge", OURS))
    body["alert"]["username"] = "Ana\n\x1b[31m" + "x" * 5000
    body["alert"]["userId"] = "u" * 5000
    (said,) = read_action(json.dumps(body).encode()).pages
    assert said.user.name.startswith("Ana [31mxxx")
    assert (len(said.user.name), len(said.user.id)) == (100, 100)
