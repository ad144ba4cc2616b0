"""What a notification of a monitor says, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.datadog.account import NOON
from tests.counterparts.datadog.hooks import body, delivery, variables
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertGroup, Received, Secret

Make = Callable[..., Any]
TOKEN = "dd-h00k-token-of-today"
FIRES = ("Triggered", "Re-Triggered", "Warn", "Re-Warn", "No Data", "Re-No Data", "Renotify")


@pytest.fixture
def heard(tool: Make) -> Callable[..., Received]:
    """A function: a transition, the section's keys, Datadog's variables -> what it says."""

    def hear(transition: str, section: Mapping[str, Any] | None = None, **known: str) -> Received:
        made: Received = tool("alerts", **(section or {})).receive(
            delivery(transition, TOKEN, **known)
        )
        return made

    return hear


def only(said: Received) -> AlertGroup:
    (group,) = said.groups
    return group


def test_one_notification_is_one_alert_of_its_monitor(heard: Callable[..., Received]) -> None:
    group = only(heard("Triggered"))
    assert (group.key, group.title, group.severity) == ("12345678", "CPU high on web-1", "P2")
    assert (group.service, group.fingerprints) == ("checkout", "source")
    (alert,) = group.alerts
    assert (alert.fingerprint, alert.status) == ("12345678/env:prod,host:web-1", "firing")
    assert alert.title == "CPU high on web-1 (env:prod,host:web-1)"
    assert (alert.starts_at, alert.ends_at) == (NOON, None)
    assert alert.description == (
        "system.cpu.user over host:web-1,env:prod was > 90.0 on average\n"
        'CPU is above "90 %" on web-1'
    )
    assert alert.labels["team"] == "payments"
    assert list(alert.links) == ["source", "graph"]


@pytest.mark.parametrize("transition", FIRES)
def test_every_transition_is_of_the_same_alert_and_group(
    heard: Callable[..., Received], transition: str
) -> None:
    fires, over = only(heard(transition)), only(heard("Recovered"))
    assert (fires.key, fires.title) == (over.key, over.title)
    assert fires.alerts[0].fingerprint == over.alerts[0].fingerprint
    assert (fires.alerts[0].status, over.alerts[0].status) == ("firing", "resolved")
    assert over.alerts[0].ends_at == NOON


@pytest.mark.parametrize(
    ("transition", "section", "known", "severity"),
    [
        ("Triggered", {}, {"ALERT_PRIORITY": "P1"}, "P1"),
        ("Triggered", {}, {"ALERT_PRIORITY": "P4"}, "P3"),
        ("Triggered", {}, {"ALERT_PRIORITY": ""}, "P1"),
        ("Triggered", {}, {"ALERT_PRIORITY": "$ALERT_PRIORITY"}, "P1"),
        ("Triggered", {"unknown": "P0"}, {"ALERT_PRIORITY": "null"}, "P0"),
        ("Triggered", {}, {"TAGS": "severity:critical"}, "P1"),
        ("Triggered", {"severity_tag": "level"}, {"TAGS": "level:info,severity:critical"}, "P3"),
        ("Triggered", {}, {"TAGS": "severity:odd", "ALERT_PRIORITY": "P3"}, "P3"),
        ("Warn", {}, {"ALERT_PRIORITY": "P1"}, "P3"),
        ("Re-Warn", {"map": {"P2": "P0"}}, {}, "P0"),
        ("No Data", {}, {}, "P2"),
        ("Re-No Data", {"map": {"no data": "P3"}}, {}, "P3"),
    ],
)
def test_how_bad_it_is(
    heard: Callable[..., Received],
    transition: str,
    section: Mapping[str, Any],
    known: Mapping[str, str],
    severity: str,
) -> None:
    assert only(heard(transition, section, **known)).severity == severity


def test_what_is_to_be_ignored_opens_nothing_and_still_ends(
    heard: Callable[..., Received],
) -> None:
    section = {"map": {"P2": "ignore"}}
    said = heard("Triggered", section)
    assert (said.groups, said.ignored) == ((), 1)
    assert only(heard("Recovered", section)).alerts[0].status == "resolved"


def test_each_scope_has_an_incident_of_its_own_where_the_section_says_so(
    heard: Callable[..., Received],
) -> None:
    section = {"group_by": "scope"}
    keys = {only(heard("Triggered", section, ALERT_SCOPE=one)).key for one in ("host:a", "host:b")}
    assert keys == {"12345678/host:a", "12345678/host:b"}


@pytest.mark.parametrize("scope", ["host:web-1,env:prod", "env:prod, host:web-1"])
def test_the_order_of_the_tags_of_a_scope_says_nothing(
    heard: Callable[..., Received], scope: str
) -> None:
    (alert,) = only(heard("Triggered", ALERT_SCOPE=scope)).alerts
    assert alert.fingerprint == "12345678/env:prod,host:web-1"


@pytest.mark.parametrize("scope", ["", "*", "$ALERT_SCOPE"])
def test_a_monitor_that_is_not_grouped_has_one_alert(
    heard: Callable[..., Received], scope: str
) -> None:
    (alert,) = only(heard("Triggered", ALERT_SCOPE=scope)).alerts
    assert (alert.fingerprint, alert.title) == ("12345678/", "CPU high on web-1")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("CPU high", "CPU high"),
        ("[P1] [Re-Triggered on {host:a,env:b}] CPU high", "CPU high"),
        ("[checkout] 500s", "[checkout] 500s"),
        ("[No Data] [checkout] 500s", "[checkout] 500s"),
        ("[TEST] [Recovered] CPU", "CPU"),
        ("[P1]", "[P1]"),
        ("two\nlines\x1b[31m", "two lines[31m"),
        ("", "Monitor without a name"),
    ],
)
def test_a_title_is_the_name_of_the_monitor(
    heard: Callable[..., Received], title: str, read: str
) -> None:
    said = heard("Triggered", ALERT_TITLE=title, EVENT_TITLE=title)
    assert only(said).title == read


@pytest.mark.parametrize(
    ("transition", "known"),
    [
        ("Triggered", {"ALERT_ID": ""}),
        ("Triggered", {"ALERT_ID": "$ALERT_ID"}),
        ("$ALERT_TRANSITION", {}),
        ("", {}),
        ("Null", {}),
        ("Muted", {}),
        ("Of tomorrow", {}),
    ],
)
def test_what_no_monitor_said_is_taken_and_says_nothing(
    heard: Callable[..., Received], transition: str, known: Mapping[str, str]
) -> None:
    assert heard(transition, **known) == Received()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "body: it is no JSON"),
        (b"[]", "body: it is no object"),
        (b'{"title": "[Triggered] CPU", "id": "1"}', "alert: there is none; paste the payload"),
        (b'{"alert": "12"}', "alert: there is none; paste the payload"),
    ],
)
def test_another_payload_is_refused_with_what_to_do(tool: Make, raw: bytes, why: str) -> None:
    request = replace(delivery("Triggered", TOKEN), body=raw)
    with pytest.raises(BadPayload, match=why):
        tool("alerts").receive(request)


def test_numbers_without_quotes_are_read_as_well(tool: Make) -> None:
    told = json.loads(body(variables("Triggered")))
    told["alert"]["id"], told["date_ms"] = 12345678, int(told["date_ms"])
    request = replace(delivery("Triggered", TOKEN), body=json.dumps(told).encode())
    assert only(tool("alerts").receive(request)).alerts[0].starts_at == NOON


def test_half_a_character_keeps_no_alert_out(tool: Make) -> None:
    """Texts that were cut there may end within one."""
    raw = body(variables("Triggered")).replace(b"CPU high", b"CPU \\ud83d high")
    raw = raw.replace(b"host:web-1,env:prod", b"host:web-\\udc00,env:prod")
    group = only(tool("alerts").receive(replace(delivery("Triggered", TOKEN), body=raw)))
    assert group.title == "CPU ? high on web-1"
    assert group.alerts[0].fingerprint == "12345678/env:prod,host:web-?"


def test_what_has_no_moment_began_when_it_came(heard: Callable[..., Received]) -> None:
    for date in ("", "soon", "-1", "9" * 15, "9" * 400):
        assert only(heard("Triggered", DATE=date)).alerts[0].starts_at == NOON


def test_each_alert_of_an_event_and_each_of_its_transitions_is_a_delivery_of_its_own(
    heard: Callable[..., Received],
) -> None:
    later = str(int((NOON + timedelta(hours=1)).timestamp() * 1000))
    said = [
        heard("Triggered"),
        heard("Recovered"),
        heard("Triggered", DATE=later),
        heard("Triggered", ALERT_SCOPE="host:web-2"),
    ]
    assert len({one.delivery_id for one in said}) == 4
    assert heard("Triggered").delivery_id == said[0].delivery_id
    assert heard("Triggered", ID="").delivery_id == ""


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "\0"]
)
def test_who_has_no_token_stays_out(tool: Make, header: str) -> None:
    request = replace(delivery("Triggered", TOKEN), headers={"authorization": header})
    with pytest.raises(Unauthorised) as caught:
        tool("alerts").authenticate(request)
    assert TOKEN not in str(caught.value)


def test_while_the_token_is_changed_both_let_in(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DD_HOOK_NEW", "of-tomorrow\n")
    source = tool("alerts", token=[Secret("DD_HOOK_NEW"), Secret("DD_HOOK")])
    for token in (TOKEN, "of-tomorrow"):
        source.authenticate(delivery("Triggered", token))
