"""Probes, and the addresses that do not exist."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from tests.web.given import FakeSystem
from tocsin.web import ReadinessCheck


def test_healthz_is_ok_even_when_nothing_is_ready(system: FakeSystem, client: TestClient) -> None:
    system.checks = (ReadinessCheck(name="store", ok=False, detail="down"),)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
def test_readyz_names_each_check(
    system: FakeSystem, client: TestClient, ok: bool, status: int
) -> None:
    system.checks = (
        ReadinessCheck(name="store", ok=True, detail=""),
        ReadinessCheck(name="timers", ok=ok, detail="age 3 s"),
    )

    answer = client.get("/readyz")

    assert answer.status_code == status
    assert answer.json() == {
        "ready": ok,
        "checks": [
            {"name": "store", "ok": True, "detail": ""},
            {"name": "timers", "ok": ok, "detail": "age 3 s"},
        ],
    }


def test_what_is_not_vital_is_told_and_leaves_it_ready(
    system: FakeSystem, client: TestClient
) -> None:
    """A vendor's outage must not take the bot out of service."""
    system.checks = (
        ReadinessCheck(name="database", ok=True, detail=""),
        ReadinessCheck(name="provider paging.hook", ok=False, detail="3 failed", vital=False),
    )

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["checks"][1] == {
        "name": "provider paging.hook",
        "ok": False,
        "detail": "3 failed",
    }


def test_metrics_are_text_a_monitoring_system_reads(client: TestClient) -> None:
    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    [family] = text_string_to_metric_families(answer.text)
    assert family.name == "tocsin_up"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/healthz/",
        "/hooks",
        "/hooks/shop",
        "/hooks/shop/prom/more",
        "/hooks//prom",
        "/ack",
        "/ack/",
        "/ack/a/b",
        "/ack/a%2Fb",
        "/templates/ack.html",
        "/ack/%2e%2e/%2e%2e/etc/passwd",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_there_is_404_in_json(
    system: FakeSystem, client: TestClient, method: str, path: str
) -> None:
    answer = client.request(method, path, follow_redirects=False)

    assert answer.status_code == 404
    assert answer.json() == {"error": "There is nothing at this address."}
    assert system.hooked == []
