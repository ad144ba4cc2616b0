"""The webhook of workflows: what an issue says. Pure."""

from __future__ import annotations

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
    read_object,
    require_token,
    safe_key,
    safe_labels,
    web_links,
)
from tocsin.providers.http import Object, text_at
from tocsin_newrelic.client import texts
from tocsin_newrelic.config import IssuesConfig
from tocsin_newrelic.times import from_milliseconds

MOST_BYTES: Final = 256 * 1024
NAMELESS: Final = "Issue without a title"
BY_HAND: Final = "USER_ACTION"
"""The trigger when somebody acknowledged an issue, or took that back, or closed it."""
Status = Literal["firing", "resolved"]
STATES: Final[Mapping[str, Status]] = {
    "CREATED": "firing",
    "ACTIVATED": "firing",
    "CLOSED": "resolved",
}
"""What `state` may be. Whatever else there is (`DEACTIVATED`), or is one day, says nothing here."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notification."""

    issue: str
    status: Status
    title: str
    priority: str
    entities: list[str]
    began: datetime
    changed: datetime
    text: str
    labels: Mapping[str, str]
    links: Mapping[str, str]


class Issues:
    """The door of issues. Keeps nothing between requests; any number of threads may call."""

    door = Door(token_only=True, most_bytes=MOST_BYTES)

    def __init__(self, config: IssuesConfig) -> None:
        """The tokens are read when they are needed."""
        self._config = config

    def authenticate(self, request: RawRequest) -> None:
        """Look for a token in each of the three places New Relic can put it.

        Raises:
            Unauthorised: No token came, or another one; or we were given none ourselves.
        """
        config = self._config
        require_token(request, config.token, user=config.user, header=config.header)

    def receive(self, request: RawRequest) -> Received:
        """One notification is one issue; an acknowledgement over there says nothing here.

        Raises:
            BadPayload: The body is not the payload of a workflow; says where.
        """
        body = read_object(request.body)
        told = read_issue(body, request.received)
        if told is None:
            return Received()
        severity, delivery = self._config.severity_of(told.priority), _delivery(body)
        if severity is None and told.status == "firing":
            return Received(delivery_id=delivery, ignored=1)
        return Received(groups=(_group(told, severity, self._config),), delivery_id=delivery)


def read_issue(body: Object, received: datetime) -> Told | None:
    """What an issue says; None for an acknowledgement, and for a state that is not known here.

    Raises:
        BadPayload: There is no issue in it.
    """
    issue, state = text_at(body, "id").strip(), text_at(body, "state")
    if not issue or not state:
        raise BadPayload("id, state: one is missing; use the payload of the README in the workflow")
    status = STATES.get(state)
    if status is None or (status == "firing" and text_at(body, "trigger") == BY_HAND):
        return None
    began = from_milliseconds(body.get("createdAt")) or received
    closed, updated = (from_milliseconds(body.get(name)) for name in ("closedAt", "updatedAt"))
    return Told(
        issue=safe_key(issue, 100),
        status=status,
        title=one_line(_first(body, "title")) or NAMELESS,
        priority=text_at(body, "priority"),
        entities=names(body.get("impactedEntities")),
        began=began,
        changed=closed or updated or received,
        text=paragraph(_first(body, "description")),
        labels=_labels(body),
        links=web_links(
            {
                "source": text_at(body, "issueUrl"),
                "graph": _first(body, "violationChartUrl"),
                "runbook": _first(body, "runbookUrl"),
            }
        ),
    )


def names(value: object) -> list[str]:
    """The names of a list, each on one line, once, in order."""
    given = value if isinstance(value, list) else [value]
    lines = (one_line(one, 100) for one in given if isinstance(one, str))
    return sorted({line for line in lines if line})


def _group(told: Told, severity: Severity | None, config: IssuesConfig) -> AlertGroup:
    alert = AlertEvent(
        fingerprint=told.issue,
        status=told.status,
        title=told.title,
        starts_at=told.began,
        ends_at=told.changed if told.status == "resolved" else None,
        description=told.text,
        severity=severity,
        labels=told.labels,
        links=told.links,
    )
    return AlertGroup(
        key=told.issue,
        title=told.title,
        severity=severity or config.unknown,
        alerts=(alert,),
        service=config.service_of(told.entities),
        description=told.text,
        links=told.links,
        fingerprints="source",
    )


def _delivery(body: Object) -> str:
    """An issue is told of several times; without a moment nothing tells one time from another."""
    if from_milliseconds(body.get("updatedAt")) is None:
        return ""
    parts = (*(text_at(body, name) for name in ("id", "state", "trigger")), str(body["updatedAt"]))
    return safe_key("/".join(parts), 200)


def _first(body: Object, name: str) -> str:
    """A text, or the first of a list of them."""
    return next(iter(texts(body.get(name))), "")


def _labels(body: Object) -> dict[str, str]:
    told = {
        "policy": texts(body.get("alertPolicyNames")),
        "condition": texts(body.get("alertConditionNames")),
        "entity": texts(body.get("impactedEntities")),
        "workflow": texts(body.get("workflowName")),
    }
    return safe_labels({name: ", ".join(values) for name, values in told.items() if values})
