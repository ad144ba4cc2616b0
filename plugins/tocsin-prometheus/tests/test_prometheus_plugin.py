"""The plugin as the bot and `tocsin check` see it."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points

import pytest
from pydantic import ValidationError

import tocsin_prometheus
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.graphs import PrometheusGraphsConfig


def test_the_entry_point_leads_to_the_module_with_the_hooks() -> None:
    (found,) = entry_points(group="tocsin", name="prometheus")
    assert found.load() is tocsin_prometheus


def test_it_adds_alerts_and_graphs() -> None:
    alerts, graphs = tocsin_prometheus.tocsin_providers()
    assert (alerts.kind, alerts.name, alerts.config) == ("alerts", "prometheus", PrometheusConfig)
    assert (graphs.kind, graphs.name) == ("graphs", "prometheus")
    assert graphs.config is PrometheusGraphsConfig


def test_a_section_needs_only_its_token() -> None:
    config = PrometheusConfig.model_validate(tomllib.loads('token = { env = "AM_TOKEN" }'))
    assert config.token.env == "AM_TOKEN"
    assert config.map == {"critical": "P1", "warning": "P2", "info": "P3", "none": "ignore"}
    assert (config.severity_label, config.unknown, config.service_label) == (
        "severity",
        "P1",
        "service",
    )


@pytest.mark.parametrize(
    "section",
    [
        "",
        'token = "literal"',
        'token = { env = "A" }\nmap = { critical = "P4" }',
        'token = { env = "A" }\nunknown = "page"',
        'token = { env = "A" }\nseverity_label = ""',
        'token = { env = "A" }\ntokn = 1',
    ],
)
def test_a_section_that_cannot_mean_what_it_says_is_refused(section: str) -> None:
    with pytest.raises(ValidationError):
        PrometheusConfig.model_validate(tomllib.loads(section))
