"""What a notification of a saved search says, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.counterparts.splunk.head import NOON
from tests.counterparts.splunk.hooks import delivery, payload
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertGroup, Received

Make = Callable[..., Any]
TOKEN = "spl-h00k-token-of-today"


def heard(tool: Make, told: Any = None, **section: Any) -> Received:
    made: Received = tool("alerts", **section).receive(delivery(TOKEN, told))
    return made


def only(said: Received) -> AlertGroup:
    (group,) = said.groups
    return group


def test_a_saved_search_is_a_group_and_its_result_an_alert(tool: Make) -> None:
    group = only(heard(tool, payload(severity="critical")))
    assert (group.key, group.title) == ("search/Checkout errors", "Checkout errors")
    assert (group.severity, group.service, group.fingerprints) == ("P1", "checkout", "source")
    (alert,) = group.alerts
    assert (alert.fingerprint, alert.status) == ("search/Checkout errors/*", "firing")
    assert (alert.title, alert.starts_at, alert.repeats) == ("Checkout errors", NOON, True)
    assert alert.description == "count=8\nservice=checkout\nseverity=critical\nsourcetype=app"
    assert alert.labels["count"] == "8"
    assert alert.links["source"].startswith("http://splunk.example.com:8000/app/search/@go?sid=")


@pytest.mark.parametrize("state", ["resolved", "OK", " recovered "])
def test_a_result_that_says_it_is_over_ends_what_fired(tool: Make, state: str) -> None:
    fires, over = only(heard(tool)), only(heard(tool, payload(tocsin_state=state)))
    assert fires.alerts[0].fingerprint == over.alerts[0].fingerprint
    assert (over.key, over.alerts[0].status, over.alerts[0].ends_at) == (
        fires.key, "resolved", NOON
    )  # fmt: skip
    other = only(heard(tool, payload(state=state), state_field="state"))
    assert other.alerts[0].status == "resolved"
    assert only(heard(tool, payload(tocsin_state="firing"))).alerts[0].status == "firing"


def test_each_combination_of_the_fields_is_an_alert_of_its_own(tool: Make) -> None:
    section: dict[str, Any] = {"alert_fields": ["host", "disk"]}
    group = only(heard(tool, payload(host="web-1", disk="/var"), **section))
    assert group.key == "search/Checkout errors"
    assert group.alerts[0].title == "Checkout errors (web-1 /var)"
    assert group.alerts[0].fingerprint == "search/Checkout errors/web-1 /var"
    apart = only(heard(tool, payload(host="web-1"), group_by="alert", **section))
    assert apart.key == "search/Checkout errors/web-1"
    assert only(heard(tool, payload(), **section)).alerts[0].title == "Checkout errors"


def test_an_event_is_shown_by_its_text(tool: Make) -> None:
    alert = only(heard(tool, payload(_raw="db down\nat line 2", _time="x"))).alerts[0]
    assert alert.description == "db down\nat line 2"
    assert not any(name.startswith("_") for name in alert.labels)


@pytest.mark.parametrize(
    ("word", "section", "severity"),
    [
        ("Critical", {}, "P1"),
        ("warning", {}, "P2"),
        ("", {}, "P1"),
        (None, {}, "P1"),
        (["info"], {}, "P3"),
        ("", {"unknown": "P0"}, "P0"),
        ("5", {"map": {"5": "P0"}}, "P0"),
    ],
)
def test_how_bad_it_is(tool: Make, word: Any, section: dict[str, Any], severity: str) -> None:
    assert only(heard(tool, payload(severity=word), **section)).severity == severity
    other = {**section, "severity_field": "urgency"}
    assert only(heard(tool, payload(urgency=word), **other)).severity == severity


def test_what_is_to_be_ignored_opens_nothing_and_still_ends(tool: Make) -> None:
    said = heard(tool, payload(severity="none"))
    assert (said.groups, said.ignored) == ((), 1)
    over = heard(tool, payload(severity="none", tocsin_state="ok"))
    assert only(over).alerts[0].status == "resolved"


def test_it_began_when_its_search_ran(tool: Make) -> None:
    alert = only(heard(tool, payload(at=1795434000))).alerts[0]
    assert alert.starts_at == datetime.fromtimestamp(1795434000, UTC)
    for sid in ("1795434000.17", "rt_scheduler__x_at_99999999999999_1", "x" * 5000):
        told = {**payload(), "sid": sid}
        assert only(heard(tool, told)).alerts[0].starts_at == NOON


def test_a_search_without_a_name_is_known_by_its_run(tool: Make) -> None:
    """As in the example of Splunk's own documentation."""
    keys = {only(heard(tool, {**payload(at=at), "search_name": None})).key for at in (1.6e9, 1.7e9)}
    assert keys == {"search/scheduler__admin__search__RMD5ab12cd"}
    group = only(heard(tool, {"sid": "7.1", "search_name": None, "result": None, "app": None}))
    assert (group.key, group.title) == ("search/7.1", "Search without a name")


def test_a_run_that_tells_of_several_results_is_several_deliveries(tool: Make) -> None:
    said = [
        heard(tool),
        heard(tool, payload(host="web-2")),
        heard(tool, payload(at=1795434000)),
        heard(tool, payload(tocsin_state="ok")),
    ]
    assert len({one.delivery_id for one in said}) == 4
    assert heard(tool).delivery_id == said[0].delivery_id


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
        (b'{"text": "x"}', "sid: there is none; Splunk's own webhook sends one"),
        (b'{"sid": 7}', "sid: there is none"),
    ],
)
def test_another_payload_is_refused(tool: Make, raw: bytes, why: str) -> None:
    with pytest.raises(BadPayload, match=why):
        tool("alerts").receive(replace(delivery(TOKEN), body=raw))


def test_hostile_texts_are_bounded_and_whole(tool: Make) -> None:
    bad = "x\x1b[31m\n<@U1>\u202e\ud83d" + "y" * 9000
    told = {
        "sid": bad, "search_name": bad, "app": bad, "results_link": "javascript:alert(1)",
        "result": {"host": bad, "service": bad, "severity": bad, bad: {"a": [[["b"]]]}, "n": 1.5},
    }  # fmt: skip
    group = only(heard(tool, json.loads(json.dumps(told)), alert_fields=["host"]))
    for text in (group.key, group.title, group.service, group.alerts[0].title):
        assert "\n" not in text
        assert "\u202e" not in text
        assert len(text) <= 500
        text.encode()
    assert group.links == {}
    assert group.alerts[0].labels["n"] == "1.5"


@pytest.mark.parametrize("token", ["\ud800", "%ff", "%00", "a&token=b", "&" * 20])
def test_an_address_of_any_text_stays_out(tool: Make, token: str) -> None:
    asked = replace(delivery(TOKEN), path=f"/x?token={token}")
    with pytest.raises(Unauthorised):
        tool("alerts").authenticate(asked)
