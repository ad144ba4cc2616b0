"""The contract every alert source keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tocsin.providers import AlertSource, RawRequest, Secret
from tocsin.testing import AlertSourceContract, a_request
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.source import PrometheusAlerts

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))


class TestPrometheusAlerts(AlertSourceContract):
    secrets = ("t0ken-of-alertmanager",)
    secret_env = "AM_TOKEN"

    @pytest.fixture
    def source(self, monkeypatch: pytest.MonkeyPatch) -> AlertSource:
        monkeypatch.setenv(self.secret_env, self.secrets[0])
        return PrometheusAlerts(PrometheusConfig(token=Secret(self.secret_env)))

    @pytest.fixture
    def deliveries(self) -> Sequence[RawRequest]:
        token = f"Bearer {self.secrets[0]}"
        return [a_request(file.read_bytes(), authorization=token) for file in PAYLOADS]

    @pytest.fixture
    def signed_with(self, deliveries: Sequence[RawRequest]) -> Callable[[str], RawRequest]:
        return lambda value: a_request(deliveries[0].body, authorization=f"Bearer {value}")
