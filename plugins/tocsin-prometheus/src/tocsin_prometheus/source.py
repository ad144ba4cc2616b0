"""The alert source: lets Alertmanager in by its token and reads what it says."""

from __future__ import annotations

from hmac import compare_digest

from tocsin.errors import Unauthorised
from tocsin.providers import Door, RawRequest, Received, Secret
from tocsin_prometheus.body import read_body
from tocsin_prometheus.config import PrometheusConfig
from tocsin_prometheus.group import heeded, read_group


class PrometheusAlerts:
    """Alertmanager's webhooks. Keeps nothing between requests; any number of threads may call."""

    door = Door(token_only=True)

    def __init__(self, config: PrometheusConfig) -> None:
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Compare the bearer token, as bytes and in constant time.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        expected = _expected(self._config.token)
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        same = compare_digest(_as_sent(sent.strip()), expected)
        if not (same and expected and scheme.lower() == "bearer"):
            raise Unauthorised("The bearer token is missing or wrong.")

    def receive(self, request: RawRequest) -> Received:
        """One notification is one group. Alertmanager gives a delivery no id of its own.

        Raises:
            BadPayload: The body is not an Alertmanager notification; says where.
        """
        body = read_body(request.body)
        alerts = heeded(body, self._config)
        groups = (read_group(body, alerts, self._config, request.received),) if alerts else ()
        return Received(groups=groups, ignored=len(body.alerts) - len(alerts))


def _expected(token: Secret) -> bytes:
    """Our token without the line break a secret file likes to end in; empty when not set."""
    return (token.reveal() if token.is_set else "").strip().encode("utf-8", "surrogateescape")


def _as_sent(header: str) -> bytes:
    """The bytes of a header that was decoded as Latin-1 on its way in, as HTTP says."""
    try:
        return header.encode("latin-1")
    except UnicodeEncodeError:
        return header.encode("utf-8", "surrogatepass")
