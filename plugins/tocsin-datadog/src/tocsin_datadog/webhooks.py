"""The webhook of monitors, with the payload that the README says to paste. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tocsin.errors import BadPayload
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    Door,
    RawRequest,
    Received,
    Severity,
    one_line,
    paragraph,
    require_token,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Json
from tocsin_datadog.client import Object
from tocsin_datadog.config import MonitorsConfig
from tocsin_datadog.times import from_milliseconds

MOST_BYTES: Final = 256 * 1024
NAMELESS: Final = "Monitor without a name"
Status = Literal["firing", "resolved"]
TRANSITIONS: Final[Mapping[str, Status]] = {
    "triggered": "firing",
    "re-triggered": "firing",
    "warn": "firing",
    "re-warn": "firing",
    "no data": "firing",
    "re-no data": "firing",
    "renotify": "firing",
    "recovered": "resolved",
}
"""What `$ALERT_TRANSITION` may be. Whatever else there is one day says nothing here."""
_STATES: Final = ("warn", "no data")
_STATE: Final = r"(?:Re-)?(?:Triggered|Warn|No Data)|Renotify|Recovered|TEST"
_MARKS: Final = re.compile(rf"(?:\[(?:P[1-5]|(?:{_STATE})(?: on [^\]]{{0,500}})?)\]\s*)+")
_MENTION: Final = re.compile(r"@webhook-[\w.-]+")
_UNFILLED: Final = re.compile(r"\$[A-Z_]+|null", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notification. `scope` is in order, `tags` are those that have a value."""

    delivery: str
    monitor: str
    scope: str
    status: Status
    state: str
    repeats: bool
    title: str
    priority: str
    tags: Mapping[str, str]
    at: datetime
    text: str
    links: Mapping[str, str]


class Monitors:
    """The door of monitors. Keeps nothing between requests; any number of threads may call."""

    door = Door(token_only=True, most_bytes=MOST_BYTES)

    def __init__(self, config: MonitorsConfig) -> None:
        """The tokens are read when they are needed."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Look for a bearer token.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        require_token(request, self._config.token)

    def receive(self, request: RawRequest) -> Received:
        """One notification is one alert of a monitor.

        Raises:
            BadPayload: The body is not the payload of the README; says where.
        """
        told = read_notification(request.body, request.received)
        if told is None:
            return Received()
        words = (told.state, told.tags.get(self._config.severity_tag, ""), told.priority)
        severity = self._config.severity_by(words)
        if severity is None and told.status == "firing":
            return Received(delivery_id=told.delivery, ignored=1)
        return Received(groups=(_group(told, severity, self._config),), delivery_id=told.delivery)


def read_notification(raw: bytes, received: datetime) -> Told | None:
    """What a monitor says; None for what no monitor said: a trial, an event that somebody posted.

    Raises:
        BadPayload: The body is not the payload of the README.
    """
    body = _body(raw)
    alert = body.get("alert")
    if not isinstance(alert, dict):
        raise BadPayload("alert: there is none; paste the payload of the README into the webhook")
    monitor, transition = _word(alert, "id"), _word(alert, "transition").lower()
    status = TRANSITIONS.get(transition)
    if not monitor or status is None:
        return None
    scope = scope_of(_word(alert, "scope").split(","))
    return Told(
        delivery=_delivery(body, transition, fingerprint(monitor, scope)),
        monitor=safe_key(monitor, 100),
        scope=scope,
        status=status,
        repeats=transition.startswith("re-") or transition == "renotify",
        state=next((state for state in _STATES if state in transition), ""),
        title=_title(_word(alert, "title") or _word(body, "title")),
        priority=_word(alert, "priority"),
        tags=tags_of(_word(body, "tags").split(",")),
        at=from_milliseconds(_word(body, "date_ms")) or received,
        text=_described(_word(alert, "status"), _word(body, "text")),
        links=web_links({"source": _word(body, "link"), "graph": _word(body, "snapshot")}),
    )


def scope_of(tags: list[str]) -> str:
    """What of a monitor alerts, its tags in order; "" for all of it."""
    named = sorted({tag.strip() for tag in tags} - {"", "*"})
    return safe_key(",".join(named))


def tags_of(tags: list[str]) -> dict[str, str]:
    """The tags that have a value, by name; of several with one name the first in order."""
    pairs = (tag.strip().partition(":") for tag in sorted(tags, reverse=True))
    return safe_labels({name: value for name, _, value in pairs if name and value})


def fingerprint(monitor: str, scope: str) -> str:
    """How one alert is known again, in every transition, and when Datadog is asked."""
    return safe_key(f"{monitor}/{scope}")


def _group(told: Told, severity: Severity | None, config: MonitorsConfig) -> AlertGroup:
    name = fingerprint(told.monitor, told.scope)
    title = told.title or NAMELESS
    alert = AlertEvent(
        fingerprint=name,
        status=told.status,
        title=one_line(f"{title} ({told.scope})" if told.scope else title),
        starts_at=told.at,
        ends_at=told.at if told.status == "resolved" else None,
        description=told.text,
        severity=severity,
        labels=told.tags,
        links=told.links,
        repeats=told.repeats,
    )
    return AlertGroup(
        key=name if config.group_by == "scope" else told.monitor,
        title=title,
        severity=severity or config.unknown,
        alerts=(alert,),
        service=one_line(told.tags.get(config.service_tag, ""), 100),
        description=told.text,
        links=told.links,
        fingerprints="source",
    )


def _body(raw: bytes) -> Object:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadPayload("body: it is no JSON") from None
    if not isinstance(body, dict):
        raise BadPayload("body: it is no object")
    return body


def _word(of: Object, name: str) -> str:
    """A value as text; "" for a variable that Datadog had nothing for, or did not fill in."""
    value: Json = of.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    # Texts that were cut over there may end within a character.
    words = value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
    return "" if _UNFILLED.fullmatch(words.strip()) else words.strip()


def _delivery(body: Object, transition: str, alert: str) -> str:
    """An event may be of several alerts, and be told again when one of them changes."""
    event, date = _word(body, "id"), _word(body, "date_ms")
    return safe_key(f"{event}/{transition}/{date}/{alert}", 200) if event and date else ""


def _title(words: str) -> str:
    """The name of the monitor, without the marks of this one notification."""
    found = _MARKS.match(words)
    return one_line(words[found.end() :] if found else words) or one_line(words)


def _described(status: str, message: str) -> str:
    """What was measured, and what the monitor's author wrote, without whom it was sent to."""
    return paragraph("\n".join(part for part in (status, _MENTION.sub("", message)) if part))
