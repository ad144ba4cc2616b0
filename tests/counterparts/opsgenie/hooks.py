"""The webhooks of both products: one action on one alert, with a header or signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, Literal

from tests.counterparts.opsgenie.account import ANA, NOON, USERS, Alert
from tocsin.providers import RawRequest

Json = dict[str, Any]
By = Literal["header", "signature"]


def action(
    kind: str,
    of: Alert,
    *,
    by: str = ANA,
    name: str | None = None,
    number: int = 0,
    told: Json | None = None,
    **changed: Any,
) -> bytes:
    """The body of one delivery.

    Args:
        by: Id of whoever did it, "" = a machine.
        name: What they are called; their address where it is None.
        number: Another moment for each.
        told: What stands beside the alert.
        changed: What stands in the alert.
    """
    username = USERS[by][1] if name is None and by in USERS else name or "System"
    alert = {
        "alertId": of.id,
        "id": of.id,
        "type": "alert",
        "message": of.message,
        "alias": of.alias,
        "tags": [],
        "tinyId": "28",
        "entity": "INC-42",
        "createdAt": 1763633700000,
        "updatedAt": 1763633760000000000 + number,
        "username": username,
        "userId": by,
        "priority": "P1",
        "source": "Tocsin",
        "responders": of.responders,
    }
    body = {
        "source": {"name": "", "type": "web"},
        "alert": {**alert, **changed},
        "action": kind,
        "integrationId": "37c8f316-0000-49d7-899b-9c7e540c048d",
        "integrationName": "Tocsin",
        "integrationType": "Webhook",
        **(told or {}),
    }
    return json.dumps(body).encode()


def headers(body: bytes, secret: str, *, by: By = "header") -> dict[str, str]:
    """What lets it in."""
    if by == "header":
        return {"Authorization": f"Bearer {secret}"}
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature": f"sha256={made}"}


def delivery(
    body: bytes, secret: str, *, by: By = "header", received: datetime = NOON
) -> RawRequest:
    """The request, as it arrives."""
    named = {name.lower(): value for name, value in headers(body, secret, by=by).items()}
    return RawRequest(
        method="POST", path="/hooks/shop/og", headers=named, body=body, received=received
    )
