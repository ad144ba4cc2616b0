"""The webhooks an account sends: version 3, signed with each of its secrets."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.counterparts.pagerduty.account import NOON, USERS, Incident
from tocsin.providers import RawRequest

Json = dict[str, Any]
HEADER = "X-PagerDuty-Signature"


def user(key: str) -> Json:
    """A user as events name them."""
    name = USERS[key][0] if key in USERS else "Kim Lee"
    return {"id": key, "type": "user_reference", "summary": name, "self": None, "html_url": None}


def event(kind: str, data: Json, *, by: str | None = "PUANA01", key: str = "01EVENT0001") -> bytes:
    """The body of one delivery; `by` None = a machine did it."""
    told = {
        "id": key,
        "event_type": kind,
        "resource_type": "incident",
        "occurred_at": "2026-11-23T12:00:01.500Z",
        "agent": user(by) if by else None,
        "client": None,
        "data": data,
    }
    return json.dumps({"event": told}).encode()


def incident(of: Incident, **changed: Any) -> Json:
    """An incident as events hold it."""
    usual = {
        "id": of.id,
        "type": "incident",
        "html_url": f"https://acme.pagerduty.com/incidents/{of.id}",
        "number": 42,
        "status": of.status,
        "incident_key": of.key,
        "created_at": "2026-11-23T12:00:00Z",
        "title": of.title,
        "service": {"id": of.service, "type": "service_reference", "summary": "Checkout"},
        "assignees": [user(one) for one in of.assigned],
        "escalation_policy": {"id": "PEP0001", "summary": "Default"},
        "priority": None,
        "urgency": "high",
    }
    return {**usual, **changed}


def note(of: Incident, content: str) -> Json:
    """A note as events hold it: its incident is told by its id and title alone."""
    told = {"id": "PNOTE01", "type": "incident_note", "content": content, "trimmed": False}
    return {**told, "incident": _reference(of)}


def reply(of: Incident, who: str, state: str) -> Json:
    """What somebody who was asked to respond answered."""
    told = {"type": "incident_responder", "state": state, "message": "", "user": user(who)}
    return {**told, "incident": _reference(of)}


def _reference(of: Incident) -> Json:
    return {"id": of.id, "type": "incident_reference", "summary": of.title}


def signature(body: bytes, *secrets: str) -> str:
    """`v1=…,v1=…`: one for each secret."""
    made = (hmac.new(one.encode(), body, hashlib.sha256).hexdigest() for one in secrets)
    return ",".join(f"v1={one}" for one in made)


def delivery(body: bytes, secrets: Sequence[str], *, received: datetime = NOON) -> RawRequest:
    """The request, as it arrives."""
    return RawRequest(
        method="POST",
        path="/hooks/shop/pd",
        headers={HEADER.lower(): signature(body, *secrets), "content-type": "application/json"},
        body=body,
        received=received,
    )
