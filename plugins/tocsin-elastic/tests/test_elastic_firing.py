"""What `!alerts` is told: the alerts that Kibana keeps, and those of OpenSearch's monitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.counterparts.elastic.cluster import NOON, Cluster
from tests.counterparts.elastic.hooks import delivery, monitor_alert
from tocsin.errors import ProviderError
from tocsin.providers import FiringAlert, ListsFiring, Secret
from tocsin.testing import a_call, json_answer

Make = Callable[..., Any]
PAGES = "https://kibana.example.com"
SINCE = NOON - timedelta(minutes=20)
ODD: tuple[Any, ...] = (None, True, 7, 10**400, "", "x\u202e\n", [], {}, [{}], [None], "9" * 5000)


def told(tool: Make, **section: Any) -> list[FiringAlert]:
    return list(tool("alerts", **section).firing(a_call()))


def only(tool: Make, **section: Any) -> FiringAlert:
    (alert,) = told(tool, **section)
    return alert


# -------------------------------------------------------------------------------- Kibana


def test_an_alert_that_fires_is_the_one_that_the_webhook_told(tool: Make, es: Cluster) -> None:
    es.alert("8d1e5f2a-checkout", "web-1", SINCE)
    alert = only(tool)
    (group,) = tool("alerts").receive(delivery("es-h00k-token-of-today")).groups
    assert alert.fingerprint == group.alerts[0].fingerprint
    assert (alert.title, alert.severity) == (group.alerts[0].title, group.severity)
    assert (alert.since, alert.service) == (SINCE, "checkout")
    assert alert.labels == {"severity": "critical", "service": "checkout"}
    assert not alert.silenced


def test_only_what_is_active_in_the_space_is_told_and_no_detection(tool: Make, es: Cluster) -> None:
    es.alert("r1", "*", SINCE, rule__name="here")
    es.alert("r2", "*", SINCE, status="recovered")
    es.alert("r3", "*", SINCE, status="untracked")
    es.alert("r4", "*", SINCE, space=["payments"], rule__name="there")
    es.alert("r5", "*", SINCE, index=".alerts-security.alerts-default")
    assert [alert.title for alert in told(tool)] == ["here"]
    assert [alert.title for alert in told(tool, space="payments")] == ["there"]
    assert {one.path for one in es.far_end.arrived} == {"/.alerts-*,-.alerts-security*/_search"}


@pytest.mark.parametrize(
    ("known", "severity"),
    [
        ({"rule__tags": ["severity:warning"]}, "P2"),
        ({"rule__tags": [], "severity": "critical"}, "P1"),
        ({"rule__tags": ["severity:low"], "severity": "critical"}, "P3"),
        ({"rule__tags": ["team:x"]}, None),
        ({"rule__tags": ["severity:odd"]}, "P1"),
    ],
)
def test_how_bad_it_is(tool: Make, es: Cluster, known: Any, severity: str | None) -> None:
    es.alert("r", "*", SINCE, **known)
    assert only(tool).severity == severity


def test_the_link_is_what_kibana_says_else_the_page_of_the_rule(tool: Make, es: Cluster) -> None:
    es.alert("r/1", "*", SINCE, url="/app/relative")
    page = "/app/management/insightsAndAlerting/triggersActions/rule/r%2F1"
    assert only(tool).link == ""
    assert only(tool, pages_url=PAGES).link == PAGES + page
    es.documents.clear()
    es.alert("r", "*", SINCE, url="https://kibana.example.com/app/observability/alerts/7")
    assert only(tool).link == "https://kibana.example.com/app/observability/alerts/7"


def test_an_alert_within_a_maintenance_window_is_silenced(tool: Make, es: Cluster) -> None:
    es.alert("r", "*", SINCE, maintenance_window_ids=["w1"])
    assert only(tool).silenced


# ---------------------------------------------------------------------------- OpenSearch


@pytest.fixture
def os(es: Cluster) -> Iterator[Cluster]:
    es.product = "opensearch"
    yield es
    assert set(es.far_end.paths()) <= {"GET /_plugins/_alerting/monitors/alerts"}


def test_an_alert_of_a_monitor_is_the_one_that_the_webhook_told(tool: Make, os: Cluster) -> None:
    os.monitor_alerts.append(monitor_alert("Checkout errors", SINCE))
    alert = only(tool, pages_url="https://dashboards.example.com")
    (group,) = tool("alerts").receive(delivery("es-h00k-token-of-today", "OpenSearch")).groups
    assert alert.fingerprint == group.alerts[0].fingerprint
    assert (alert.title, alert.severity, alert.since) == (group.title, "P2", SINCE)
    assert alert.link == (
        "https://dashboards.example.com/app/alerting#/monitors/id%20of%20Checkout%20errors"
    )


def test_what_somebody_acknowledged_fires_on_and_tells_nobody(tool: Make, os: Cluster) -> None:
    for state in ("ACTIVE", "ACKNOWLEDGED", "COMPLETED", "ERROR", "DELETED", "AUDIT"):
        os.monitor_alerts.append(monitor_alert(state, SINCE, state=state))
    assert {alert.title: alert.silenced for alert in told(tool)} == {
        "ACTIVE: too many": False,
        "ACKNOWLEDGED: too many": True,
    }


def test_each_bucket_of_a_monitor_is_an_alert(tool: Make, os: Cluster) -> None:
    for host in ("web-1", "web-2"):
        content = {"agg_alert_content": {"bucket_keys": host, "parent_bucket_path": "c"}}
        os.monitor_alerts.append(monitor_alert("Errors", SINCE, **content))
    titles = {alert.title for alert in told(tool)}
    assert titles == {"Errors: too many (web-1)", "Errors: too many (web-2)"}


# ---------------------------------------------------------------------------------- both


def test_without_an_address_nobody_is_asked(tool: Make) -> None:
    assert not isinstance(tool("alerts", base_url=None, api_key=None), ListsFiring)


@pytest.mark.parametrize(
    ("product", "said"),
    [
        (
            "elastic",
            "This key or user sees no index .alerts-*: give it the privilege read on them.",
        ),
        (
            "opensearch",
            "This user may not read alerts: give it the role alerting_read_access.",
        ),
    ],
)
def test_who_may_not_read_alerts_is_told_so_and_not_that_nothing_fires(
    tool: Make, es: Cluster, product: str, said: str
) -> None:
    es.product = product
    es.alert("r", "*", SINCE)
    (finding,) = tool("alerts").examine((), a_call())
    assert (finding.what, finding.verdict) == ("reads which alerts fire", "ok")
    es.reads = ("logs-*",)
    (finding,) = tool("alerts").examine((), a_call())
    assert (finding.verdict, finding.detail) == ("fault", said)
    with pytest.raises(ProviderError) as caught:
        told(tool)
    assert (caught.value.code, str(caught.value)) == ("forbidden", said)


@pytest.mark.parametrize("product", ["elastic", "opensearch"])
@pytest.mark.parametrize("odd", ODD)
def test_an_answer_that_is_wrong_somewhere_is_alerts_or_an_error(
    tool: Make, es: Cluster, product: str, odd: Any
) -> None:
    es.product = product
    es.judge = None
    es.alert("r", "*", SINCE)
    fields = es.documents[".alerts-stack.alerts-default"][0]
    right = monitor_alert("m", SINCE, agg_alert_content={"bucket_keys": "b"})
    whole = {"hits": {"hits": [{"_source": fields}]}, "alerts": [right]}
    answers = [whole | {"hits": odd, "alerts": odd}]
    answers += [{"hits": {"hits": [{"_source": fields | {name: odd}}]}} for name in fields]
    answers += [{"alerts": [right | {name: odd}, odd]} for name in right]
    section = {"username": "u", "password": Secret("ES_PASSWORD"), "api_key": None}
    source = tool("alerts", product=product, **section)
    for answer in answers:
        es.far_end.on("*", "*", lambda _, answer=answer: json_answer(answer))  # type: ignore[misc]  # a lambda's default has a type
        try:
            found = source.firing(a_call())
        except ProviderError:
            continue
        for alert in found:
            assert alert.title.strip()
            assert "\n" not in alert.title + alert.fingerprint
            assert "\u202e" not in alert.title + alert.fingerprint + alert.service
