from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tocsin.providers import AlertGroup, RawRequest, Secret
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts

RECEIVED = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "payloads"

Json = dict[str, Any]
MakeRequest = Callable[..., RawRequest]


@pytest.fixture
def request_of() -> MakeRequest:
    """Given a body (bytes, or something to write as JSON) and headers: the request as it came."""

    def make(body: object = b"", **headers: str) -> RawRequest:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return RawRequest(
            method="POST", path="/hooks/shop/prom", headers=headers, body=raw, received=RECEIVED
        )

    return make


@pytest.fixture
def sample() -> Callable[[str], Json]:
    """A captured notification by name, parsed, so that a test can change one thing in it."""

    def load(name: str) -> Json:
        loaded: Json = json.loads((PAYLOADS / f"alertmanager-{name}.json").read_bytes())
        return loaded

    return load


@pytest.fixture
def read(request_of: MakeRequest) -> Callable[..., AlertGroup]:
    """Given a body and what the section says besides its token: the one group read from it."""

    def receive(body: object, **section: Any) -> AlertGroup:
        config = PrometheusConfig(token=Secret("AM_TOKEN"), **section)
        received = PrometheusAlerts(config).receive(request_of(body))
        assert (received.pages, received.delivery_id) == ((), "")
        (group,) = received.groups
        return group

    return receive
