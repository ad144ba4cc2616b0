"""What a notification of a rule says, and what is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.counterparts.elastic.cluster import NOON
from tests.counterparts.elastic.hooks import body, delivery
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import AlertGroup, Received, Secret

Make = Callable[..., Any]
Hear = Callable[..., Received]
TOKEN = "es-h00k-token-of-today"


@pytest.fixture
def heard(tool: Make) -> Hear:
    """A function: the sender, the section's keys, its variables -> what it says."""

    def hear(
        sender: str = "Kibana", nth: int = 0, section: Mapping[str, Any] | None = None, **known: str
    ) -> Received:
        made: Received = tool("alerts", **(section or {})).receive(
            delivery(TOKEN, sender, nth, **known)
        )
        return made

    return hear


def only(said: Received) -> AlertGroup:
    (group,) = said.groups
    return group


def posted(tool: Make, **told: Any) -> Received:
    """What the section reads of a body of one's own."""
    request = replace(delivery(TOKEN), body=json.dumps(told).encode())
    made: Received = tool("alerts").receive(request)
    return made


def test_a_rule_of_kibana_is_a_group_and_each_alert_is_one_of_it(heard: Hear) -> None:
    group = only(heard())
    assert (group.key, group.title, group.severity) == (
        "8d1e5f2a-checkout", "Checkout errors", "P1"
    )  # fmt: skip
    assert (group.service, group.fingerprints) == ("checkout", "source")
    (alert,) = group.alerts
    assert (alert.fingerprint, alert.status) == ("8d1e5f2a-checkout/web-1", "firing")
    assert alert.title == "Checkout errors (web-1)"
    assert (alert.starts_at, alert.ends_at, alert.repeats) == (NOON, None, True)
    assert alert.description == 'Document count is 42 in the last 5m. "refused" on web-1'
    assert alert.labels["team"] == "payments"
    assert alert.links["source"].startswith("https://kibana.example.com/app/management/rule/")


@pytest.mark.parametrize("state", ["recovered", "Recovered", "resolved", "ok"])
def test_an_alert_that_is_over_is_the_one_that_fired(heard: Hear, state: str) -> None:
    fires, over = only(heard()), only(heard(alert__actionGroup=state))
    assert (fires.key, fires.title) == (over.key, over.title)
    assert fires.alerts[0].fingerprint == over.alerts[0].fingerprint
    assert (over.alerts[0].status, over.alerts[0].ends_at) == ("resolved", NOON)


@pytest.mark.parametrize("group", ["threshold met", "default", "metrics.threshold.warning"])
def test_whatever_else_a_rule_calls_it_fires(heard: Hear, group: str) -> None:
    assert only(heard(alert__actionGroup=group)).alerts[0].status == "firing"


def test_a_watch_tells_both_with_an_action_each(heard: Hear) -> None:
    fires, over = only(heard("Watcher", 0)), only(heard("Watcher", 1))
    assert (fires.key, fires.title, fires.severity) == ("checkout-errors", "Checkout errors", "P2")
    assert (fires.service, fires.description) == ("checkout", "42 entries")
    assert fires.alerts[0].title == "Checkout errors"
    assert [one.alerts[0].status for one in (fires, over)] == ["firing", "resolved"]
    assert fires.alerts[0].fingerprint == over.alerts[0].fingerprint


def test_a_trigger_of_opensearch_is_a_group(heard: Hear) -> None:
    group = only(heard("OpenSearch"))
    assert (group.key, group.title) == ("Checkout errors/too many", "Checkout errors: too many")
    assert (group.severity, group.service) == ("P2", "checkout")


@pytest.mark.parametrize(
    ("tags", "section", "severity"),
    [
        ("severity:critical", {}, "P1"),
        ("severity:low,x", {}, "P3"),
        ("[severity:warning, a:b]", {}, "P2"),
        ("", {}, "P1"),
        ("", {"unknown": "P0"}, "P0"),
        ("level:info,severity:critical", {"severity_tag": "level"}, "P3"),
        ("severity:odd", {"map": {"odd": "P0"}}, "P0"),
    ],
)
def test_how_bad_it_is(heard: Hear, tags: str, section: Mapping[str, Any], severity: str) -> None:
    assert only(heard(section=section, rule__tags=tags)).severity == severity


def test_the_body_goes_before_the_tag(tool: Make) -> None:
    told = {"rule": "r", "state": "x", "tags": "severity:critical,service:a"}
    group = only(posted(tool, **told, severity="Warning", service="b"))
    assert (group.severity, group.service) == ("P2", "b")


def test_what_is_to_be_ignored_opens_nothing_and_still_ends(heard: Hear) -> None:
    known = {"rule__tags": "severity:none"}
    said = heard(**known)
    assert (said.groups, said.ignored) == ((), 1)
    assert only(heard(alert__actionGroup="recovered", **known)).alerts[0].status == "resolved"


def test_each_alert_has_an_incident_of_its_own_where_the_section_says_so(heard: Hear) -> None:
    section = {"group_by": "alert"}
    keys = {only(heard(section=section, alert__id=name)).key for name in ("web-1", "web-2")}
    assert keys == {"8d1e5f2a-checkout/web-1", "8d1e5f2a-checkout/web-2"}


def test_a_delivery_is_the_alert_what_became_of_it_and_when(heard: Hear) -> None:
    later = "2026-11-23T13:00:00.000Z"
    said = [
        heard(),
        heard(alert__id="web-2"),
        heard(alert__actionGroup="recovered"),
        heard(date=later),
    ]
    assert len({one.delivery_id for one in said}) == 4
    assert heard().delivery_id == said[0].delivery_id
    assert heard(date="").delivery_id == ""


@pytest.mark.parametrize("date", ["", "soon", "{{date}}"])
def test_what_has_no_moment_is_when_it_came(heard: Hear, date: str) -> None:
    assert only(heard(date=date)).alerts[0].starts_at == NOON


@pytest.mark.parametrize(
    "told",
    [
        {"rule": "{{rule.id}}", "state": "{{alert.actionGroup}}"},
        {"rule": "", "state": "firing"},
        {"rule": "r", "state": ""},
        {"rule": None, "state": None},
        {"rule": ["r"], "state": {}},
    ],
)
def test_a_trial_is_taken_and_says_nothing(tool: Make, told: Any) -> None:
    assert posted(tool, **told) == Received()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "body: it is no JSON"),
        (b"[]", "body: it is no JSON object"),
        (b'{"rule": "r"}', "paste a payload of the README"),
        (b'{"text": "Alert"}', "paste a payload of the README"),
    ],
)
def test_another_payload_is_refused_with_what_to_do(tool: Make, raw: bytes, why: str) -> None:
    with pytest.raises(BadPayload, match=why):
        tool("alerts").receive(replace(delivery(TOKEN), body=raw))


def test_hostile_texts_are_one_line_bounded_and_whole(tool: Make) -> None:
    bad = "x\x1b[31m\n<@U1>\u202e\ud83d" + "y" * 9000
    group = only(posted(tool, rule=bad, alert=bad, state=bad, title=bad, service=bad, tags=bad))
    for text in (group.key, group.title, group.service, group.alerts[0].title):
        assert "\n" not in text
        assert "\u202e" not in text
        assert len(text) <= 500
        text.encode()
    links = only(posted(tool, rule="r", state="x", link="javascript:alert(1)")).links
    assert links == {}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", TOKEN, f"Bearer {TOKEN}x", "Basic", "Basic dG9jc2luOg==", "\0",
     "Basic " + base64.b64encode(f"ana:{TOKEN}".encode()).decode(),
     "Basic " + base64.b64encode(f"tocsin:{TOKEN}x".encode()).decode()],
)  # fmt: skip
def test_who_has_no_token_stays_out(tool: Make, header: str) -> None:
    with pytest.raises(Unauthorised) as caught:
        tool("alerts").authenticate(replace(delivery(TOKEN), headers={"authorization": header}))
    assert TOKEN not in str(caught.value)


def test_the_token_is_a_bearer_or_the_password_of_tocsin(
    tool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ES_HOOK_NEW", "of-tömorrow\n")
    source = tool("alerts", token=[Secret("ES_HOOK_NEW"), Secret("ES_HOOK")])
    pair = base64.b64encode("tocsin:of-tömorrow".encode()).decode()
    for header in (f"Bearer {TOKEN}", f"Basic {pair}"):
        source.authenticate(replace(delivery(TOKEN), headers={"authorization": header}))


def test_the_templates_of_the_readme_are_json_whatever_a_variable_holds() -> None:
    for sender in ("Kibana", "Watcher", "OpenSearch"):
        assert set(json.loads(body(sender))) >= {"rule", "state", "title", "at"}
