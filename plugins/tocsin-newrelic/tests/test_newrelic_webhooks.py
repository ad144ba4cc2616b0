"""What a notification of a workflow says, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NOON
from tests.counterparts.newrelic.hooks import ISSUE, TOLD, basic, bearer, custom, delivery
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertGroup, Received, Secret

Make = Callable[..., Any]
Heard = Callable[..., Received]
TOKEN = "nr-h00k-token-of-today"
FIRES = ("created", "activated", "worse", "more")


@pytest.fixture
def heard(tool: Make) -> Heard:
    """A function: what happened, the section's keys, other fields -> what it says."""

    def hear(happened: str, section: Mapping[str, Any] | None = None, **changed: Any) -> Received:
        source = tool("alerts", **(section or {}))
        made: Received = source.receive(delivery(happened, bearer(TOKEN), **changed))
        return made

    return hear


def only(said: Received) -> AlertGroup:
    (group,) = said.groups
    return group


def test_one_notification_is_one_issue(heard: Heard) -> None:
    group = only(heard("created"))
    title = "checkout query result is > 5.0 for 5 minutes on 'Error percentage'"
    assert (group.key, group.title, group.severity) == (ISSUE, title, "P1")
    assert (group.service, group.fingerprints) == ("checkout", "source")
    (alert,) = group.alerts
    assert (alert.fingerprint, alert.status, alert.title) == (ISSUE, "firing", title)
    assert (alert.starts_at, alert.ends_at, alert.repeats) == (NOON, None, False)
    assert alert.labels == {
        "condition": "Error percentage",
        "entity": "checkout",
        "policy": "Golden Signals",
        "workflow": "tocsin",
    }
    assert list(alert.links) == ["source"]


@pytest.mark.parametrize("happened", FIRES)
def test_whatever_is_told_of_an_issue_is_of_one_firing(heard: Heard, happened: str) -> None:
    first, told = only(heard("created")).alerts[0], only(heard(happened)).alerts[0]
    assert (told.fingerprint, told.status) == (first.fingerprint, "firing")
    assert told.starts_at == first.starts_at


@pytest.mark.parametrize("happened", ["closed", "closed by hand"])
def test_a_closed_issue_is_over(heard: Heard, happened: str) -> None:
    (alert,) = only(heard(happened)).alerts
    assert (alert.fingerprint, alert.status) == (ISSUE, "resolved")
    assert (alert.starts_at, alert.ends_at) == (NOON, NOON + timedelta(minutes=30))
    at = int((NOON + timedelta(minutes=29)).timestamp() * 1000)
    (alert,) = only(heard(happened, closedAt=at)).alerts
    assert alert.ends_at == NOON + timedelta(minutes=29)


@pytest.mark.parametrize("happened", ["acknowledged", "unacknowledged"])
def test_an_acknowledgement_over_there_says_nothing(heard: Heard, happened: str) -> None:
    assert heard(happened) == Received()


@pytest.mark.parametrize("state", ["DEACTIVATED", "OF_TOMORROW", "activated"])
def test_a_state_that_is_not_known_says_nothing(heard: Heard, state: str) -> None:
    assert heard("activated", state=state) == Received()


@pytest.mark.parametrize(
    ("priority", "section", "severity"),
    [
        ("CRITICAL", {}, "P1"),
        ("HIGH", {}, "P2"),
        ("MEDIUM", {}, "P3"),
        ("LOW", {}, "P3"),
        ("URGENT", {}, "P1"),
        (None, {"unknown": "P0"}, "P0"),
        ("HIGH", {"map": {"HIGH": "P0"}}, "P0"),
    ],
)
def test_how_bad_it_is(
    heard: Heard, priority: str | None, section: Mapping[str, Any], severity: str
) -> None:
    assert only(heard("activated", section, priority=priority)).severity == severity


def test_what_is_to_be_ignored_opens_nothing_and_still_ends(heard: Heard) -> None:
    section = {"map": {"CRITICAL": "ignore"}}
    said = heard("activated", section)
    assert (said.groups, said.ignored) == ((), 1)
    assert only(heard("closed", section)).alerts[0].status == "resolved"


@pytest.mark.parametrize(
    ("entities", "service"),
    [
        (["checkout-api"], "checkout"),
        (["host-1", "checkout-api"], "checkout"),
        (["host-1", "host-2"], ""),
        (["host-1"], "host-1"),
        ("host-1", "host-1"),
        ([], ""),
        ([7, None, " "], ""),
        (None, ""),
    ],
)
def test_the_service_is_that_of_the_entity(heard: Heard, entities: Any, service: str) -> None:
    section = {"services": {"checkout": "checkout-api"}}
    assert only(heard("activated", section, impactedEntities=entities)).service == service


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (["first", "second"], "first"),
        ("two\nlines\x1b[31m", "two lines[31m"),
        ("half \ud83d", "half "),
        ("", "Issue without a title"),
        (None, "Issue without a title"),
        ([], "Issue without a title"),
        ({"a": 1}, "Issue without a title"),
    ],
)
def test_a_title_is_one_line(heard: Heard, title: Any, read: str) -> None:
    assert only(heard("activated", title=title)).title == read


def test_picture_and_runbook_are_links_where_the_workflow_tells_them(heard: Heard) -> None:
    told = {
        "violationChartUrl": "https://gorgon.nr-assets.net/image/1",
        "runbookUrl": "https://wiki.example/checkout",
        "issueUrl": "javascript:alert(1)",
    }
    assert only(heard("activated", **told)).links == {
        "graph": "https://gorgon.nr-assets.net/image/1",
        "runbook": "https://wiki.example/checkout",
    }


@pytest.mark.parametrize("at", [None, "soon", -1, 0, 1e30, True, "9" * 400, {}])
def test_what_has_no_moment_began_when_it_came(heard: Heard, at: Any) -> None:
    assert only(heard("activated", createdAt=at)).alerts[0].starts_at == NOON


def test_moments_may_be_texts(heard: Heard) -> None:
    at = str(int((NOON - timedelta(hours=1)).timestamp() * 1000))
    assert only(heard("activated", createdAt=at)).alerts[0].starts_at == NOON - timedelta(hours=1)


def test_each_thing_that_is_told_is_a_delivery_of_its_own(heard: Heard) -> None:
    said = [heard(one) for one in TOLD if not one.endswith("acknowledged")]
    assert len({one.delivery_id for one in said}) == len(said)
    assert heard("created").delivery_id == said[0].delivery_id
    assert heard("created", updatedAt=None).delivery_id == ""


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
        (b'{"title": "CPU"}', "id, state: one is missing"),
        (b'{"id": 7, "state": "CLOSED"}', "id, state: one is missing"),
        (b'{"id": "a", "state": ["CLOSED"]}', "id, state: one is missing"),
        (b'{"id": " ", "state": "CLOSED"}', "id, state: one is missing"),
    ],
)
def test_another_payload_is_refused_with_what_to_do(tool: Make, raw: bytes, why: str) -> None:
    request = replace(delivery("activated", bearer(TOKEN)), body=raw)
    with pytest.raises(BadPayload, match=why):
        tool("alerts").receive(request)


def test_a_field_of_any_type_keeps_no_issue_out(tool: Make) -> None:
    """Whatever one field is, an issue with an id and a state is told of."""
    values: list[Any] = [None, 7, -1.5, True, [], [[[]]], {}, {"a": []}, "\x00", "x" * 9000]
    source, whole = tool("alerts"), json.loads(delivery("activated", bearer(TOKEN)).body)
    for name in set(whole) - {"id", "state"}:
        for value in values:
            raw = json.dumps({**whole, name: value}).encode()
            request = replace(delivery("activated", bearer(TOKEN)), body=raw)
            assert only(source.receive(request)).key == ISSUE


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": TOKEN},
        bearer(f"{TOKEN}x"),
        basic(TOKEN, "somebody"),
        basic(""),
        {"authorization": f"Basic {TOKEN}"},
        custom(TOKEN, "x-api-key"),
        custom(""),
        custom(f"Bearer {TOKEN}"),
        {"authorization": "\0"},
        {"authorization": "Bearer \ud800"},
        custom("\udcff", "x-tocsin-token"),
    ],
)
def test_who_has_no_token_stays_out(tool: Make, headers: dict[str, str]) -> None:
    with pytest.raises(Unauthorised) as caught:
        tool("alerts").authenticate(delivery("activated", headers))
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "headers", [basic(TOKEN, "new-relic"), custom(TOKEN, "x-shop"), bearer(TOKEN)]
)
def test_user_and_header_may_have_other_names(tool: Make, headers: dict[str, str]) -> None:
    source = tool("alerts", user="new-relic", header="X-Shop")
    source.authenticate(delivery("activated", headers))


def test_while_the_token_is_changed_both_let_in(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NR_HOOK_NEW", "of-tomorrow\n")
    source = tool("alerts", token=[Secret("NR_HOOK_NEW"), Secret("NR_HOOK")])
    for token in (TOKEN, "of-tomorrow"):
        source.authenticate(delivery("activated", basic(token)))


def test_a_token_with_letters_beyond_ascii_lets_in_as_it_comes_over_http(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NR_HOOK", "schlüssel-für-heute")
    as_it_comes = "schlüssel-für-heute".encode().decode("latin-1")
    tool("alerts").authenticate(delivery("activated", bearer(as_it_comes)))
