"""The section `[alerts.<name>] type = "prometheus"` of a team file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from tocsin.providers import ProviderConfig, SecretField

Severity = Literal["P0", "P1", "P2", "P3"]
USUAL: Mapping[str, Severity] = MappingProxyType({"critical": "P1", "warning": "P2", "info": "P3"})


class PrometheusConfig(ProviderConfig):
    """How alerts are let in and how their labels are read.

    Args:
        token: What Alertmanager sends as `Authorization: Bearer <token>`.
        severity_label: Label that says how bad it is.
        map: Values of that label and the severities they mean, compared exactly. A `map` in the
            team file replaces the default one as a whole.
        unknown: Severity of an alert without that label, or with a value `map` does not have.
        service_label: Label that names the service.
    """

    token: SecretField
    severity_label: str = Field(default="severity", min_length=1)
    map: dict[str, Severity] = Field(default_factory=lambda: dict(USUAL))
    unknown: Severity = "P1"
    service_label: str = Field(default="service", min_length=1)

    def severity_of(self, labels: Mapping[str, str]) -> Severity:
        """The severity an alert's labels mean."""
        return self.map.get(labels.get(self.severity_label, ""), self.unknown)
