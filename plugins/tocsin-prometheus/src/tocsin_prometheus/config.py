"""The section `[alerts.<name>] type = "prometheus"` of a team file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field

from tocsin.providers import ProviderConfig, SecretField

Severity = Literal["P0", "P1", "P2", "P3"]
Meaning = Literal["P0", "P1", "P2", "P3", "ignore"]
IGNORE: Final = "ignore"
# Alerts that fire for ever to show that monitoring lives, or to hold others back, are no trouble.
NO_TROUBLE = "none"
USUAL: Mapping[str, Meaning] = MappingProxyType(
    {"critical": "P1", "warning": "P2", "info": "P3", NO_TROUBLE: IGNORE}
)


class PrometheusConfig(ProviderConfig):
    """How alerts are let in and how their labels are read.

    Args:
        token: What Alertmanager sends as `Authorization: Bearer <token>`.
        severity_label: Label that says how bad it is.
        map: Values of that label and the severities they mean, compared exactly; `ignore` opens
            and joins nothing. A `map` in the team file replaces the default one as a whole, but
            for the value `none`, which is ignored unless it says otherwise.
        unknown: Severity of an alert without that label, or with a value `map` does not have.
        service_label: Label that names the service.
    """

    token: SecretField
    severity_label: str = Field(default="severity", min_length=1)
    map: dict[str, Meaning] = Field(default_factory=lambda: dict(USUAL))
    unknown: Severity = "P1"
    service_label: str = Field(default="service", min_length=1)

    def severity_of(self, labels: Mapping[str, str]) -> Severity | None:
        """The severity an alert's labels mean; None where such an alert is to be ignored."""
        value = labels.get(self.severity_label, "")
        meaning = self.map.get(value, IGNORE if value == NO_TROUBLE else self.unknown)
        return None if meaning == IGNORE else meaning
