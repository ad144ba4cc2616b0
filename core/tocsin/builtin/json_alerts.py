"""Plain JSON alerts: one POST, one alert. For scripts and for systems without a plugin."""

from __future__ import annotations

import hmac
import unicodedata
from codecs import BOM_UTF8
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from tocsin.domain.severity import Severity
from tocsin.errors import BadPayload, Unauthorised
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    AlertsConfig,
    ProviderContext,
    ProviderType,
    RawRequest,
    Received,
    SecretField,
)

_KEYS: dict[str, Severity] = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3"}
_YEARS = range(1970, 2201)
_PLACE = 80
_NAMELESS = "Alert without a title"


class JsonAlertsConfig(AlertsConfig):
    """`[alerts.<name>] type = "json"`: a bearer token, and how words map to severities."""

    token: SecretField


class Body(BaseModel):
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
    """Reads plain JSON alerts."""

    def __init__(self, config: JsonAlertsConfig) -> None:
        """The section of the team file."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """`Authorization: Bearer <token>`, compared in constant time, as the bytes that came."""
        given = request.headers.get("authorization", "").encode("latin-1", "backslashreplace")
        token = self._config.token.reveal() if self._config.token.is_set else ""
        if not token or not hmac.compare_digest(given, f"Bearer {token}".encode()):
            raise Unauthorised("The token is missing or wrong.")

    def receive(self, request: RawRequest) -> Received:
        """One alert. Raises BadPayload naming the first field that is wrong."""
        try:
            body = Body.model_validate_json(request.body.removeprefix(BOM_UTF8))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(_shown(part) for part in first["loc"]) or "body"
            raise BadPayload(f"{place}: {first['msg']}") from None
        severity, name = self._severity(body), _identity(body.id)
        if severity is None and body.status == "firing":
            return Received(delivery_id=name, ignored=1)
        group = _group(body, request.received, severity or self._config.unknown)
        return Received(groups=(group,), delivery_id=name)

    def _severity(self, body: Body) -> Severity | None:
        word = body.severity.lower()
        return _KEYS.get(word) or self._config.severity_of(word)


def _group(body: Body, received: datetime, severity: Severity) -> AlertGroup:
    links = {"source": body.link} if body.link else {}
    title = _one_line(body.title) or _NAMELESS
    description = "\n".join(map(_one_line, body.description.splitlines()))
    alert = AlertEvent(
        fingerprint="alert",
        status=body.status,
        title=title,
        starts_at=_start(body.started, received),
        description=description,
        links=links,
    )
    return AlertGroup(
        key=_identity(body.key),
        title=title,
        severity=severity,
        alerts=(alert,),
        service=_one_line(body.service),
        description=description,
        links=links,
    )


def _shown(step: int | str) -> str:
    """A step of a place, which may be a key of the sender's own making."""
    text = "".join(char for char in str(step) if char.isprintable())
    return text if len(text) <= _PLACE else f"{text[:_PLACE]}…"


def _one_line(text: str) -> str:
    """The text on one line without control characters; "" when nothing of it can be seen."""
    flat = " ".join(text.split())
    line = "".join(char for char in flat if unicodedata.category(char) != "Cc")
    return line if any(unicodedata.category(char)[0] not in "CZ" for char in line) else ""


def _identity(text: str) -> str:
    """An id that can be kept; one with control characters has their codes in their place."""
    return text.encode("unicode_escape").decode() if not text.isprintable() else text


def _start(said: datetime | None, received: datetime) -> datetime:
    """When it began; a time no clock of any team can show is as good as none."""
    return said if said is not None and said.year in _YEARS else received


def _make(config: JsonAlertsConfig, _context: ProviderContext) -> JsonAlerts:
    return JsonAlerts(config)


JSON_ALERTS = ProviderType(
    kind="alerts",
    name="json",
    summary="plain JSON alerts by POST, with a bearer token",
    config=JsonAlertsConfig,
    factory=_make,
)
