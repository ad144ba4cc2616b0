"""Notifications as Alertmanager sends them, and the groups they become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tocsin.providers import AlertGroup

Sample = Callable[[str], dict[str, Any]]
Read = Callable[..., AlertGroup]


def test_a_firing_group_becomes_one_group_with_all_its_alerts(sample: Sample, read: Read) -> None:
    group = read(sample("firing"))
    assert group.key == (
        '{}/{severity="critical"}:{alertname="CheckoutHighErrorRate", service="checkout"}'
    )
    assert group.title == "CheckoutHighErrorRate on checkout"
    assert group.service == "checkout"
    assert group.severity == "P1"
    assert group.description == "ratio is 12.4%"
    assert group.truncated == 0
    assert [alert.fingerprint for alert in group.alerts] == ["5f1c2a7be9d04412", "aa10c2a7be9d0999"]


def test_an_alert_keeps_what_a_responder_needs(sample: Sample, read: Read) -> None:
    alert = read(sample("firing")).alerts[0]
    assert alert.status == "firing"
    assert alert.title == "5xx ratio above 5%"
    assert alert.description == "ratio is 12.4%"
    assert alert.severity == "P1"
    assert alert.starts_at == datetime(2026, 11, 20, 10, 15, 0, 123_000, tzinfo=UTC)
    assert alert.ends_at is None
    assert alert.labels["instance"] == "checkout-7d9f:8080"


def test_links_lead_to_the_runbook_the_dashboard_and_the_sources(
    sample: Sample, read: Read
) -> None:
    group = read(sample("firing"))
    assert group.links == {
        "runbook": "https://runbooks.example.org/checkout-5xx",
        "dashboard": "https://grafana.example.org/d/abc",
        "alertmanager": "https://alertmanager.example.org",
    }
    assert group.alerts[0].links == {
        "runbook": "https://runbooks.example.org/checkout-5xx",
        "dashboard": "https://grafana.example.org/d/abc",
        "source": "https://prometheus.example.org/graph?g0.expr=job%3Aerrors&g0.tab=1",
    }


def test_in_a_mixed_group_every_alert_keeps_its_own_status(sample: Sample, read: Read) -> None:
    still, over = read(sample("mixed")).alerts
    assert (still.status, still.ends_at) == ("firing", None)
    assert (over.status, over.ends_at) == ("resolved", datetime(2026, 11, 20, 10, 30, tzinfo=UTC))


def test_the_status_of_the_whole_group_is_never_believed(sample: Sample, read: Read) -> None:
    body = sample("mixed") | {"status": "resolved"}
    assert [alert.status for alert in read(body).alerts] == ["firing", "resolved"]


def test_a_resolved_group_is_still_named_and_rated(sample: Sample, read: Read) -> None:
    group = read(sample("resolved"))
    assert {alert.status for alert in group.alerts} == {"resolved"}
    assert group.title == "CheckoutHighErrorRate on checkout"
    assert group.severity == "P1"


def test_the_same_body_reads_the_same_twice(sample: Sample, read: Read) -> None:
    assert read(sample("mixed")) == read(sample("mixed"))


@pytest.mark.parametrize(("said", "kept"), [(3, 3), (0, 0), (None, 0), (10**40, 1_000_000)])
def test_alerts_left_out_are_counted(
    sample: Sample, read: Read, said: int | None, kept: int
) -> None:
    assert read(sample("firing") | {"truncatedAlerts": said}).truncated == kept


def test_what_alertmanager_may_add_one_day_is_ignored(sample: Sample, read: Read) -> None:
    body = sample("firing") | {"brandNew": {"deep": [1, {"er": None}]}}
    body["alerts"][0]["alsoNew"] = [1.5]
    assert read(body) == read(sample("firing"))


def test_a_bare_notification_is_enough(read: Read) -> None:
    """Only what cannot be done without is required; a start left out is the arrival."""
    group = read({"version": "4", "groupKey": "k", "alerts": [{"status": "firing"}]})
    assert group.title == "Alert without a name"
    assert (group.severity, group.service, group.description, group.links) == ("P1", "", "", {})
    assert group.alerts[0].starts_at == datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "key",
    ["labels", "annotations"],
)
def test_null_where_a_map_may_stand_is_an_empty_map(sample: Sample, read: Read, key: str) -> None:
    body = sample("firing")
    body["alerts"][0][key] = None
    assert len(read(body).alerts) == 2
