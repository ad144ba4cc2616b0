"""The webhook that Splunk's alerts have built in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from tocsin.errors import BadPayload
from tocsin.providers import (
    AlertEvent,
    AlertGroup,
    Door,
    RawRequest,
    Received,
    one_line,
    paragraph,
    read_object,
    require_token,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Object, text_at
from tocsin_splunk.client import words_of
from tocsin_splunk.config import AlertsByWebhook

MOST_BYTES: Final = 1024 * 1024
OVER: Final = frozenset({"resolved", "ok", "recovered", "completed"})
ALL: Final = "*"
_RUN: Final = re.compile(r"(?P<search>.*?)_at_(?P<at>[0-9]{9,10})_[0-9]+(?:_.*)?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notification, cleaned; `alert` is which of the search, "" where it has one alone."""

    search: str
    title: str
    alert: str
    is_over: bool
    word: str
    service: str
    result: Object
    at: datetime
    link: str

    @property
    def fingerprint(self) -> str:
        """By what the alert is known, whether it is told or asked for."""
        return safe_key(f"{self.search}/{self.alert or ALL}")

    @property
    def whole_title(self) -> str:
        """The name of the search, and which alert of it."""
        return one_line(f"{self.title} ({self.alert})" if self.alert else self.title)


class SavedSearches:
    """The door of saved searches. Keeps nothing; any number of threads may call."""

    door = Door(token_only=True, most_bytes=MOST_BYTES)

    def __init__(self, config: AlertsByWebhook) -> None:
        """The tokens are read when they are needed."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Look for a token in the header or the address: Splunk itself can send no header.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        require_token(request, self._config.token, parameter="token")

    def receive(self, request: RawRequest) -> Received:
        """One notification is one alert of a search: that of the result it names.

        Raises:
            BadPayload: The body is none of Splunk's; says where.
        """
        config = self._config
        body = read_object(request.body)
        told = read_notification(body, config, request.received)
        severity = config.severity_by(told.word)
        delivery = _delivery(body, request.body)
        if severity is None and not told.is_over:
            return Received(delivery_id=delivery, ignored=1)
        alert = AlertEvent(
            fingerprint=told.fingerprint,
            status="resolved" if told.is_over else "firing",
            title=told.whole_title,
            starts_at=told.at,
            ends_at=told.at if told.is_over else None,
            description=_described(told.result),
            severity=severity,
            labels=labels_of(told.result),
            links=web_links({"source": told.link}),
            # A search says at each of its runs that it finds something, and never since when.
            repeats=not told.is_over,
        )
        group = AlertGroup(
            key=told.fingerprint if config.group_by == "alert" else told.search,
            title=told.title,
            severity=severity or config.unknown,
            alerts=(alert,),
            service=told.service,
            description=alert.description,
            links=alert.links,
            fingerprints="source",
        )
        return Received(groups=(group,), delivery_id=delivery)


def read_notification(body: Object, config: AlertsByWebhook, received: datetime) -> Told:
    """What a search tells with one row of its results.

    Raises:
        BadPayload: The body is none of Splunk's; says where.
    """
    sid, name = text_at(body, "sid"), text_at(body, "search_name").strip()
    if not sid:
        raise BadPayload("sid: there is none; Splunk's own webhook sends one")
    run = _RUN.fullmatch(sid)
    search = name or (run["search"] if run else sid)
    found = body.get("result")
    result = found if isinstance(found, dict) else {}
    values = [one_line(words_of(result.get(name)), 100) for name in config.alert_fields]
    return Told(
        search=safe_key(f"{text_at(body, 'app') or 'search'}/{search}", 300),
        title=one_line(name) or "Search without a name",
        alert=" ".join(value for value in values if value),
        is_over=words_of(result.get(config.state_field)).strip().lower() in OVER,
        word=one_line(words_of(result.get(config.severity_field)), 100),
        service=one_line(words_of(result.get(config.service_field)), 100),
        result=result,
        at=datetime.fromtimestamp(int(run["at"]), UTC) if run else received,
        link=text_at(body, "results_link"),
    )


def _described(result: Object) -> str:
    """The event, or the columns of the result, a line each."""
    raw = words_of(result.get("_raw"))
    told = (f"{name}={words}" for name, words in labels_of(result).items())
    return paragraph(raw if raw.strip() else "\n".join(told))


def labels_of(result: Object) -> dict[str, str]:
    """The columns of a result, bounded."""
    pairs = ((name, words_of(value)) for name, value in result.items() if name[:1] != "_")
    return safe_labels({name: words for name, words in pairs if words})


def _delivery(body: Object, raw: bytes) -> str:
    """One run may tell of several results: what it said is part of the name."""
    return safe_key(f"{text_at(body, 'sid')}/{sha256(raw).hexdigest()[:16]}", 200)
