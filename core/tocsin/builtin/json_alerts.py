"""Plain JSON alerts: one POST, one alert. For scripts and for systems without a plugin."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tocsin.builtin.json_webhooks import clean_line, escaped_id, read_body, sent_at
from tocsin.domain.severity import Severity
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    AlertsConfig,
    Door,
    ProviderType,
    RawRequest,
    Received,
    SecretField,
    require_token,
)

_KEYS: dict[str, Severity] = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3"}
_NAMELESS = "Alert without a title"


class JsonAlertsConfig(AlertsConfig):
    """`[alerts.<name>] type = "json"`: a bearer token, and how words map to severities."""

    token: SecretField


class AlertBody(BaseModel):
    """The body of one POST."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=200)
    status: Literal["firing", "resolved"] = "firing"
    severity: str = ""
    service: str = Field(default="", max_length=100)
    description: str = Field(default="", max_length=2000)
    link: str = Field(default="", max_length=500, pattern=r"^(https?://.*)?$")
    started: AwareDatetime | None = None
    id: str = Field(default="", max_length=100)


class JsonAlerts:
    """An alert source for plain JSON."""

    def __init__(self, config: JsonAlertsConfig) -> None:
        """The section of the team file."""
        self._config = config

    @property
    def door(self) -> Door:
        """The token alone proves the sender."""
        return Door(token_only=True)

    def authenticate(self, request: RawRequest) -> None:
        """Check `Authorization: Bearer <token>`."""
        require_token(request, [self._config.token])

    def receive(self, request: RawRequest) -> Received:
        """Return the one alert. Raises BadPayload naming the first field that is wrong."""
        body = read_body(AlertBody, request.body)
        severity, name = self._severity(body), escaped_id(body.id)
        if severity is None and body.status == "firing":
            return Received(delivery_id=name, ignored=1)
        group = _group(body, request.received, severity or self._config.unknown)
        return Received(groups=(group,), delivery_id=name)

    def _severity(self, body: AlertBody) -> Severity | None:
        word = body.severity.lower()
        return _KEYS.get(word) or self._config.severity_of(word)


def _group(body: AlertBody, received: datetime, severity: Severity) -> AlertGroup:
    links = {"source": body.link} if body.link else {}
    title = clean_line(body.title) or _NAMELESS
    description = "\n".join(map(clean_line, body.description.splitlines()))
    alert = AlertEvent(
        fingerprint="alert",
        status=body.status,
        title=title,
        starts_at=sent_at(body.started, received),
        description=description,
        links=links,
    )
    return AlertGroup(
        key=escaped_id(body.key),
        title=title,
        severity=severity,
        alerts=(alert,),
        service=clean_line(body.service),
        description=description,
        links=links,
    )


JSON_ALERTS = ProviderType(
    kind="alerts",
    name="json",
    summary="plain JSON alerts by POST, with a bearer token",
    config=JsonAlertsConfig,
    factory=lambda config, _context: JsonAlerts(config),
)
