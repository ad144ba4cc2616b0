"""The webhooks a workflow sends: New Relic's own payload, in each state."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tests.counterparts.newrelic.account import NOON
from tocsin.providers import RawRequest

ISSUE: Final = "7c1d2a90-5e1b-4f6e-8a44-0d3a4b1c9e77"
CREATED, ACTIVATED, ACKNOWLEDGED, CLOSED = "created", "activated", "acknowledged", "closed"
TOLD: Final[Mapping[str, tuple[str, str, int]]] = {
    CREATED: ("CREATED", "INCIDENT_ADDED", 0),
    ACTIVATED: ("ACTIVATED", "STATE_CHANGE", 1),
    ACKNOWLEDGED: ("ACTIVATED", "USER_ACTION", 3),
    "unacknowledged": ("ACTIVATED", "USER_ACTION", 4),
    "worse": ("ACTIVATED", "PRIORITY_CHANGED", 5),
    "more": ("ACTIVATED", "INCIDENT_ADDED", 6),
    CLOSED: ("CLOSED", "INCIDENT_CLOSED", 30),
    "closed by hand": ("CLOSED", "USER_ACTION", 30),
}
"""What happened -> state, trigger, and how many minutes after the issue began it was told."""


def payload(happened: str, **changed: Any) -> dict[str, Any]:
    """What is posted; a value of None leaves a field out."""
    state, trigger, minutes = TOLD[happened]
    usual = {
        "id": ISSUE,
        "issueUrl": f"https://radar-api.service.eu.newrelic.com/accounts/1000001/issues/{ISSUE}",
        "title": "checkout query result is > 5.0 for 5 minutes on 'Error percentage'",
        "priority": "CRITICAL",
        "impactedEntities": ["checkout"],
        "totalIncidents": 1,
        "state": state,
        "trigger": trigger,
        "isCorrelated": False,
        "createdAt": int(NOON.timestamp() * 1000),
        "updatedAt": int((NOON + timedelta(minutes=minutes)).timestamp() * 1000),
        "sources": ["newrelic"],
        "alertPolicyNames": ["Golden Signals"],
        "alertConditionNames": ["Error percentage"],
        "workflowName": "tocsin",
    }
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def body(happened: str, **changed: Any) -> bytes:
    """The payload, as it is sent."""
    return json.dumps(payload(happened, **changed)).encode()


def bearer(token: str) -> dict[str, str]:
    """Authorisation of type Bearer."""
    return {"authorization": f"Bearer {token}"}


def basic(token: str, user: str = "tocsin") -> dict[str, str]:
    """Authorisation of type Basic."""
    return {"authorization": "Basic " + b64encode(f"{user}:{token}".encode()).decode()}


def custom(token: str, name: str = "x-tocsin-token") -> dict[str, str]:
    """A custom header."""
    return {name: token}


def delivery(happened: str, headers: Mapping[str, str], **changed: Any) -> RawRequest:
    """The request, as it arrives."""
    return RawRequest(
        method="POST",
        path="/hooks/shop/nr",
        headers={**headers, "content-type": "application/json"},
        body=body(happened, **changed),
        received=NOON,
    )
