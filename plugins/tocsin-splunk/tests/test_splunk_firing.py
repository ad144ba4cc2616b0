"""What `!alerts` is told: searches that have triggered, and what they found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.splunk.head import NOON, SearchHead
from tests.counterparts.splunk.hooks import delivery, payload
from tocsin.errors import ProviderError
from tocsin.providers import FiringAlert, ListsFiring
from tocsin.testing import a_call, json_answer
from tocsin_splunk.firing import MOST_SEARCHES

Make = Callable[..., Any]
ODD: tuple[Any, ...] = (None, True, 7, 10**400, "", "x\u202e\n", [], {}, [{}], [None], "9" * 5000)
ROW: dict[str, Any] = {"severity": "critical", "service": "checkout", "count": "9"}


def told(tool: Make, **section: Any) -> list[FiringAlert]:
    return list(tool("alerts", **section).firing(replace(a_call(), at=NOON)))


def ago(minutes: float) -> Any:
    return NOON - timedelta(minutes=minutes)


def test_an_alert_that_fires_is_the_one_that_the_webhook_told(
    tool: Make, splunk: SearchHead
) -> None:
    splunk.trigger("Checkout errors", ago(4), [ROW])
    (alert,) = told(tool, pages_url="https://splunk.example.com/")
    body = json.dumps(payload(**ROW)).encode()
    said = tool("alerts").receive(replace(delivery("x"), body=body))
    (group,) = said.groups
    assert alert.fingerprint == group.alerts[0].fingerprint
    assert (alert.title, alert.severity, alert.service) == ("Checkout errors", "P1", "checkout")
    assert (alert.since, alert.labels["count"]) == (ago(4), "9")
    sid = splunk.triggered[0]["content"]["sid"]
    assert alert.link == f"https://splunk.example.com/en-US/app/search/@go?sid={sid}"


def test_it_fires_since_it_triggers_at_every_run(tool: Make, splunk: SearchHead) -> None:
    for minutes in (5, 10, 15, 100, 105):
        splunk.trigger("Queue is full", ago(minutes))
    assert [alert.since for alert in told(tool)] == [ago(15)]
    assert [alert.since for alert in told(tool, fires_for_min=90)] == [ago(105)]


def test_what_did_not_trigger_for_a_while_is_over(tool: Make, splunk: SearchHead) -> None:
    splunk.trigger("Queue is full", ago(61))
    assert told(tool) == []
    assert len(told(tool, fires_for_min=62)) == 1


def test_a_search_that_says_its_state_is_believed(tool: Make, splunk: SearchHead) -> None:
    splunk.trigger("A", ago(10), [{"tocsin_state": "firing"}])
    splunk.trigger("A", ago(5), [{"tocsin_state": "resolved"}])
    splunk.trigger("B", ago(10), [{"tocsin_state": "resolved"}])
    splunk.trigger("B", ago(5), [{"tocsin_state": "firing"}])
    assert [(alert.title, alert.since) for alert in told(tool)] == [("B", ago(5))]


def test_each_combination_of_the_alert_fields_is_an_alert(tool: Make, splunk: SearchHead) -> None:
    rows = [{"host": "web-1"}, {"host": "web-2"}, {"host": "web-3", "tocsin_state": "ok"}]
    splunk.trigger("Errors", ago(5), rows)
    titles = {alert.title for alert in told(tool, alert_fields=["host"])}
    assert titles == {"Errors (web-1)", "Errors (web-2)"}
    assert [alert.title for alert in told(tool)] == ["Errors"]


@pytest.mark.parametrize(
    ("level", "section", "severity"),
    [
        (5, {}, "P1"),
        (6, {}, "P1"),
        (3, {}, None),
        (1, {}, "P3"),
        (3, {"map": {"medium": "P2"}}, "P2"),
        ("?", {}, None),
    ],
)
def test_without_a_word_in_the_result_the_level_of_the_alert_is_how_bad_it_is(
    tool: Make, splunk: SearchHead, level: Any, section: Any, severity: str | None
) -> None:
    splunk.trigger("A", ago(5), severity=level)
    (alert,) = told(tool, **section)
    assert alert.severity == severity


def test_what_was_found_may_be_gone_and_the_alert_is_told(tool: Make, splunk: SearchHead) -> None:
    splunk.trigger("Checkout errors", ago(5))
    (alert,) = told(tool)
    assert (alert.title, alert.severity, alert.fingerprint) == (
        "Checkout errors",
        None,
        "search/Checkout errors/*",
    )


def test_an_old_server_is_asked_at_its_old_address(tool: Make, splunk: SearchHead) -> None:
    splunk.is_old = True
    splunk.trigger("Checkout errors", ago(5), [ROW])
    assert [alert.severity for alert in told(tool)] == ["P1"]


def test_so_many_searches_are_asked_what_they_found_and_no_more(
    tool: Make, splunk: SearchHead
) -> None:
    for number in range(MOST_SEARCHES + 5):
        splunk.trigger(f"S{number}", ago(5 + number / 10), [{"severity": "info"}])
    found = told(tool)
    assert [alert.severity for alert in found] == ["P3"] * MOST_SEARCHES + [None] * 5
    assert len(splunk.far_end.arrived) == MOST_SEARCHES + 1


def test_two_apps_may_have_a_search_of_the_same_name(tool: Make, splunk: SearchHead) -> None:
    for app in ("search", "payments"):
        splunk.trigger("Errors", ago(5))
        splunk.triggered[-1]["acl"]["app"] = app
    assert {alert.fingerprint for alert in told(tool)} == {"search/Errors/*", "payments/Errors/*"}


def test_without_an_address_nobody_is_asked(tool: Make) -> None:
    assert not isinstance(tool("alerts", base_url=None, api_token=None), ListsFiring)


def test_whether_alerts_may_be_read_is_examined(tool: Make, splunk: SearchHead) -> None:
    (finding,) = tool("alerts").examine((), a_call())
    assert (finding.what, finding.verdict) == ("reads triggered alerts", "ok")
    splunk.capabilities.clear()
    (finding,) = tool("alerts").examine((), a_call())
    assert (finding.verdict, finding.detail) == (
        "fault",
        "Splunk answered 403. The role of this token may not do that.",
    )


@pytest.mark.parametrize("odd", ODD)
def test_an_answer_that_is_wrong_somewhere_is_alerts_or_an_error(
    tool: Make, splunk: SearchHead, odd: Any
) -> None:
    splunk.trigger("A", ago(5), [ROW])
    (entry,) = splunk.triggered
    contents = [entry["content"] | {name: odd} for name in entry["content"]]
    entries = [odd, entry | {"acl": odd}, *(entry | {"content": one} for one in contents)]
    source = tool("alerts")
    for one in entries:
        for rows in (odd, [odd], [{"severity": odd, "tocsin_state": odd, "service": odd}]):
            answer = {"entry": [one], "results": rows}
            splunk.far_end.on("*", "*", lambda _, answer=answer: json_answer(answer))  # type: ignore[misc]  # a lambda's default has a type
            try:
                found = source.firing(replace(a_call(), at=NOON))
            except ProviderError:
                continue
            for alert in found:
                assert alert.title.strip()
                assert "\n" not in alert.title + alert.fingerprint + alert.service
                assert "\u202e" not in alert.title + alert.fingerprint + alert.service
