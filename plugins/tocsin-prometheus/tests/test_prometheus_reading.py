"""Severity, title, service, identity and links: how they are found among an alert's texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tocsin.providers import AlertGroup

Read = Callable[..., AlertGroup]


def alert(status: str = "firing", /, **labels: str) -> dict[str, Any]:
    return {"status": status, "labels": labels, "startsAt": "2026-11-20T10:15:00Z"}


def body(*alerts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": "4", "groupKey": "k", "alerts": list(alerts)} | more


@pytest.mark.parametrize(
    ("alerts", "severity"),
    [
        ([alert(severity="critical")], "P1"),
        ([alert(severity="warning")], "P2"),
        ([alert(severity="info")], "P3"),
        ([alert(severity="info"), alert(severity="critical")], "P1"),
        ([alert(severity="info"), alert("resolved", severity="critical")], "P3"),
        ([alert("resolved", severity="critical"), alert(severity="info")], "P3"),
        ([alert("resolved", severity="info"), alert("resolved", severity="warning")], "P2"),
        ([alert(severity="Critical")], "P0"),
        ([alert(severity="")], "P0"),
        ([alert()], "P0"),
        ([alert(severity="info"), alert()], "P0"),
        ([alert(severity="info"), alert("resolved")], "P3"),
    ],
)
def test_a_group_is_as_bad_as_its_worst_firing_alert(
    read: Read, alerts: list[Mapping[str, Any]], severity: str
) -> None:
    assert read(body(*alerts), unknown="P0").severity == severity


def test_a_team_names_its_own_label_and_words(read: Read) -> None:
    group = read(
        body(alert(prio="page", tier="db"), alert(prio="critical", tier="db")),
        severity_label="prio",
        map={"page": "P0"},
        unknown="P3",
        service_label="tier",
    )
    assert [event.severity for event in group.alerts] == ["P0", "P3"]
    assert (group.severity, group.service) == ("P0", "db")


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (body(alert(alertname="Down"), commonAnnotations={"summary": "Shop down"}), "Shop down"),
        (body(alert(alertname="Down"), commonAnnotations={"summary": " \n"}), "Down"),
        (body(alert(alertname="Down", service="shop")), "Down on shop"),
        (body(alert(alertname="Down", service=" ")), "Down"),
        (body(alert(alertname="A", service="shop"), alert(alertname="A", service="db")), "A"),
        (
            body(*(alert(alertname=name, service="db") for name in "ABBC")),
            "A and 2 more on db",
        ),
        (body(alert(alertname="A"), alert("resolved", alertname="B")), "A"),
        (body(alert(), groupLabels={"alertname": "Down", "service": "db"}), "Down on db"),
        (body(alert(service="db")), "Alert without a name on db"),
    ],
)
def test_a_title_can_be_read_at_3_am(read: Read, given: Mapping[str, Any], title: str) -> None:
    assert read(given).title == title


@pytest.mark.parametrize(
    ("given", "service"),
    [
        (body(alert(service="db"), alert(service="db")), "db"),
        (body(alert(service="db"), alert(service="shop")), ""),
        (body(alert(service="db"), alert("resolved", service="shop")), "db"),
        (body(alert(), commonLabels={"service": "shop"}), "shop"),
        (body(alert(), groupLabels={"service": "shop"}), "shop"),
    ],
)
def test_a_group_has_a_service_when_its_alerts_agree(
    read: Read, given: Mapping[str, Any], service: str
) -> None:
    assert read(given).service == service


def test_a_missing_fingerprint_follows_from_the_labels_in_any_order(read: Read) -> None:
    one, same, other = read(body(alert(a="1", b="2"), alert(b="2", a="1"), alert(a="12"))).alerts
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 16


@pytest.mark.parametrize(
    ("labels", "fingerprint"),
    [
        (
            {"alertname": "Down", "instance": "a:1", "service": "db", "severity": "critical"},
            "98b3bf496eea0d68",
        ),
        (
            {"alertname": "Down", "instance": "b:1", "service": "db", "severity": "warning"},
            "a50ce6e881ccf90c",
        ),
    ],
)
def test_a_missing_fingerprint_is_the_one_alertmanager_would_have_sent(
    read: Read, labels: dict[str, str], fingerprint: str
) -> None:
    """The values were taken from notifications of Alertmanager 0.25."""
    assert read(body(alert(**labels))).alerts[0].fingerprint == fingerprint


@pytest.mark.parametrize("status", ["firing", "resolved"])
def test_an_alert_that_fires_has_no_end_whatever_the_sender_foresees(
    read: Read, status: str
) -> None:
    given = {**alert(status), "endsAt": "2026-11-20T10:20:00Z"}
    assert (read(body(given)).alerts[0].ends_at is None) == (status == "firing")


def test_the_old_name_of_a_description_is_read_too(read: Read) -> None:
    assert read(body(alert(), commonAnnotations={"message": "disk full"})).description == (
        "disk full"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://files.example.org",
        "//example.org/x",
        "https://",
        "https://[::1",
        "https://example.org/ x",
        "https://example.org/\nx",
        "https://example.org/\u0000",
        "https://example.org/" + "x" * 2000,
        "",
    ],
)
def test_only_whole_web_addresses_become_links(read: Read, url: str) -> None:
    bad = {**alert(), "generatorURL": url, "annotations": {"runbook_url": url, "dashboard": url}}
    group = read(body(bad, externalURL=url))
    assert (group.links, group.alerts[0].links) == ({}, {})


def test_titles_descriptions_and_labels_are_bounded(read: Read) -> None:
    many = {f"label{n:03}": "v" * 5000 for n in range(300)}
    texts = {"summary": "s" * 5000, "description": "d" * 5000}
    group = read(
        body({"status": "firing", "labels": many, "annotations": texts}, commonAnnotations=texts)
    )
    assert [len(group.title), len(group.description)] == [200, 1000]
    (event,) = group.alerts
    assert [len(event.title), len(event.description), len(event.labels)] == [200, 1000, 64]
    assert {len(value) for value in event.labels.values()} == {500}
    assert group.title.endswith("s…")


def test_control_characters_are_gone_and_a_title_stays_on_one_line(read: Read) -> None:
    dirty = "\u202eup\x00\x1b[31m\r\nand\tdown\x85"
    texts = {"summary": dirty, "description": dirty}
    group = read(body({**alert(x=dirty), "annotations": texts}, commonAnnotations=texts))
    assert group.title == group.alerts[0].title == "up[31m and down"
    assert group.description == "up[31m\nand down"
    assert group.alerts[0].labels == {"x": "up[31m and down"}


def test_long_or_dirty_group_keys_are_bounded_and_still_differ(read: Read) -> None:
    given = ["k" * 600 + "a", "k" * 600 + "b", "k\x00", "k"]
    keys = [read(body(alert()) | {"groupKey": key}).key for key in given]
    assert len(set(keys)) == 4
    assert max(map(len, keys)) <= 500
    assert keys[3] == "k"
    assert all(key.isprintable() for key in keys)
