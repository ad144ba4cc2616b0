"""Pages by Events API v2: what is sent, and what its answers mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.counterparts.pagerduty.pagerduty import KEY, PagerDuty
from tocsin.errors import ProviderError
from tocsin.providers import Ref, Secret
from tocsin.testing import a_call, a_page

Make = Callable[..., Any]


def sent(pd: PagerDuty) -> list[dict[str, Any]]:
    return [one.json() for one in pd.asked("POST /enqueue")]


def test_a_page_triggers_an_alert_with_our_key(events: Make, pd: PagerDuty) -> None:
    assert events().page(a_page(), a_call()) == Ref(id="INC-42.p3")
    (told,) = sent(pd)
    assert told == {
        "routing_key": KEY,
        "event_action": "trigger",
        "dedup_key": "INC-42.p3",
        "client": "Tocsin",
        "payload": {
            "summary": "P1: checkout returns 500s (INC-42) [INC-42.p3]",
            "source": "Tocsin",
            "severity": "error",
            "timestamp": "2026-11-23T10:30:00Z",
            "class": "P1",
            "group": "INC-42",
            "custom_details": {
                "incident": "INC-42",
                "asked for": "Ana Lima (ana)",
                "room": "#incident-2026-11-23-checkout-returns-500s",
                "text": told["payload"]["custom_details"]["text"],
            },
        },
    }


@pytest.mark.parametrize(
    ("severity", "theirs"), [("P0", "critical"), ("P1", "error"), ("P2", "warning"), ("P3", "info")]
)
def test_severities_are_theirs(events: Make, pd: PagerDuty, severity: str, theirs: str) -> None:
    events().page(a_page(severity=severity), a_call())
    assert sent(pd)[0]["payload"]["severity"] == theirs


def test_the_end_of_a_page_needs_the_key_alone(events: Make, pd: PagerDuty) -> None:
    paging = events()
    paging.acknowledge(a_page(), Ref(), a_call())
    paging.resolve(a_page(), Ref(), a_call())
    usual = {"routing_key": KEY, "dedup_key": "INC-42.p3"}
    assert sent(pd) == [
        {**usual, "event_action": "acknowledge"},
        {**usual, "event_action": "resolve"},
    ]


def test_a_long_summary_keeps_the_room_and_the_key_at_its_end(events: Make, pd: PagerDuty) -> None:
    events().page(a_page(text="é" * 5000, room="#incident-42"), a_call())
    summary = sent(pd)[0]["payload"]["summary"]
    assert len(summary) == 1024
    assert summary.endswith("… (all of it: #incident-42) [INC-42.p3]")
    assert len(pd.asked("POST /enqueue")[0].body) < 512 * 1024


def test_a_key_that_is_none_is_in_vain_and_says_so(
    events: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_OTHER", "R-of-nobody-at-all")
    with pytest.raises(ProviderError) as caught:
        events(routing_key=Secret("PD_OTHER")).page(a_page(), a_call())
    assert (caught.value.code, caught.value.retryable) == ("invalid", False)
    assert str(caught.value) == (
        "PagerDuty answered 400. It does not know the integration key in routing_key; "
        'for an account kept in the EU, write region = "eu"'
    )


def test_a_key_that_is_not_set_is_said_by_its_name(
    events: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PD_KEY")
    with pytest.raises(ProviderError, match="set the environment variable PD_KEY"):
        events().page(a_page(), a_call())
