"""The section `[alerts.<name>] type = "prometheus"` of a team file."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from tocsin.providers import AlertsConfig, SecretField, Severity


class PrometheusConfig(AlertsConfig):
    """How alerts are let in and how their labels are read; `map` compares values exactly.

    Args:
        token: What Alertmanager sends as `Authorization: Bearer <token>`.
        severity_label: Label that says how bad it is; an alert without it is an unknown one.
        service_label: Label that names the service.
        alertmanager_url: Where Alertmanager is asked what fires, "" = it is not asked.
        alertmanager_token: Sent to it as a bearer token, where it needs one.
    """

    token: SecretField
    severity_label: str = Field(default="severity", min_length=1)
    service_label: str = Field(default="service", min_length=1)
    alertmanager_url: str = Field(default="", pattern="^(https?://.+)?$", max_length=500)
    alertmanager_token: SecretField | None = None

    def severity_by(self, labels: Mapping[str, str]) -> Severity | None:
        """The severity an alert's labels mean; None where it is to be ignored."""
        return self.severity_of(labels.get(self.severity_label, ""))
