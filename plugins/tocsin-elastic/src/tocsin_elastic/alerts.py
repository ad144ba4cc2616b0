"""The webhook of rules, with the payloads that the README says to paste. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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
    read_moment,
    read_object,
    require_token,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Object
from tocsin_elastic.config import RulesConfig

MOST_BYTES: Final = 256 * 1024
NAMELESS: Final = "Rule without a name"
USER: Final = "tocsin"
OVER: Final = frozenset({"recovered", "resolved", "ok", "completed"})
"""What `state` says of an alert that is over; whatever else it says fires."""
ALL: Final = "*"
_UNFILLED: Final = re.compile(r"\{\{.*?\}\}|null|undefined", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notification, cleaned; `tags` are those that have a value."""

    rule: str
    alert: str
    is_over: bool
    title: str
    text: str
    severity: str
    service: str
    tags: Mapping[str, str]
    at: datetime
    has_time: bool
    links: Mapping[str, str]


class Rules:
    """The door of rules. Keeps nothing between requests; any number of threads may call."""

    door = Door(token_only=True, most_bytes=MOST_BYTES)

    def __init__(self, config: RulesConfig) -> None:
        """The tokens are read when they are needed."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Look for a token in the header, as a bearer or as the password of `USER`.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        require_token(request, self._config.token, user=USER)

    def receive(self, request: RawRequest) -> Received:
        """One notification is one alert of a rule.

        Raises:
            BadPayload: The body is not a payload of the README; says where.
        """
        told = read_notification(request.body, request.received)
        if told is None:
            return Received()
        config = self._config
        tag = told.tags.get(config.severity_tag, "")
        severity = config.severity_by(told.severity, tag)
        if severity is None and not told.is_over:
            return Received(delivery_id=_delivery(told), ignored=1)
        group = _group(told, severity, config)
        return Received(groups=(group,), delivery_id=_delivery(told))


def read_notification(raw: bytes, received: datetime) -> Told | None:
    """What a rule says; None for a trial of the connector, in which nothing is filled in.

    Raises:
        BadPayload: The body is not a payload of the README.
    """
    body = read_object(raw)
    if "rule" not in body or "state" not in body:
        raise BadPayload("rule: there is none, or no state; paste a payload of the README")
    rule, state = _word(body, "rule"), _word(body, "state").lower()
    if not rule or not state:
        return None
    at = read_moment(_word(body, "at"))
    return Told(
        rule=safe_key(rule, 200),
        alert=safe_key(_word(body, "alert") or ALL, 200),
        is_over=state in OVER,
        title=one_line(_word(body, "title")) or NAMELESS,
        text=paragraph(_word(body, "text")),
        severity=_word(body, "severity").lower(),
        service=one_line(_word(body, "service"), 100),
        tags=safe_labels(dict(tags_of(_word(body, "tags")))),
        at=at or received,
        has_time=at is not None,
        links=web_links({"source": _word(body, "link")}),
    )


def fingerprint_of(rule: str, alert: str) -> str:
    """By what an alert of a rule is known, whether it is told or asked for."""
    return safe_key(f"{safe_key(rule, 200)}/{safe_key(alert or ALL, 200)}")


def titled(title: str, rule: str, alert: str) -> str:
    """The title of a rule, and which alert of it, where that says more."""
    named = alert not in ("", ALL, rule) and alert not in title
    return one_line(f"{title} ({alert})" if named else title)


def _group(told: Told, severity: Severity | None, config: RulesConfig) -> AlertGroup:
    fingerprint = fingerprint_of(told.rule, told.alert)
    alert = AlertEvent(
        fingerprint=fingerprint,
        status="resolved" if told.is_over else "firing",
        title=titled(told.title, told.rule, told.alert),
        starts_at=told.at,
        ends_at=told.at if told.is_over else None,
        description=told.text,
        severity=severity,
        labels=told.tags,
        links=told.links,
        # A rule says at each of its runs that it fires on, and never since when.
        repeats=not told.is_over,
    )
    return AlertGroup(
        key=fingerprint if config.group_by == "alert" else told.rule,
        title=told.title,
        severity=severity or config.unknown,
        alerts=(alert,),
        service=told.service or one_line(told.tags.get(config.service_tag, ""), 100),
        description=told.text,
        links=told.links,
        fingerprints="source",
    )


def _delivery(told: Told) -> str:
    """No sender gives one: the alert, what became of it and when are one."""
    state = "over" if told.is_over else "fires"
    at = told.at.isoformat()
    return safe_key(f"{told.rule}/{told.alert}/{state}/{at}", 200) if told.has_time else ""


def _word(of: Object, name: str) -> str:
    """A value as text; "" for what the sender had nothing for, or did not fill in."""
    value = of.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    # Texts that were cut over there may end within a character.
    words = value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
    return "" if _UNFILLED.fullmatch(words.strip()) else words.strip()


def tags_of(words: str) -> Iterator[tuple[str, str]]:
    """`severity:critical,service:checkout`, also as a list in brackets."""
    for tag in sorted(words.strip("[]").split(","), reverse=True):
        name, _, value = tag.strip(" \"'").partition(":")
        if name and value:
            yield name, value
