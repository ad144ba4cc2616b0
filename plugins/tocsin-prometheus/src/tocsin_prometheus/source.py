"""The alert source: lets Alertmanager in by its token and reads what it says."""

from __future__ import annotations

from tocsin.providers import Door, RawRequest, Received, require_token
from tocsin_prometheus.body import read_body
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.group import heeded, read_group


class PrometheusAlerts:
    """Alertmanager's webhooks. Keeps nothing between requests; any number of threads may call."""

    door = Door(token_only=True)

    def __init__(self, config: PrometheusConfig) -> None:
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Look for the bearer token.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        require_token(request, [self._config.token])

    def receive(self, request: RawRequest) -> Received:
        """One notification is one group. Alertmanager gives a delivery no id of its own.

        Raises:
            BadPayload: The body is not an Alertmanager notification; says where.
        """
        body = read_body(request.body)
        alerts = heeded(body, self._config)
        groups = (read_group(body, alerts, self._config, request.received),) if alerts else ()
        return Received(groups=groups, ignored=len(body.alerts) - len(alerts))
