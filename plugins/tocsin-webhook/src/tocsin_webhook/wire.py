"""What goes over the wire: the body, its signature and the headers. Pure."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from tocsin.providers import Call, PageRequest

VERSION = 1
Action = Literal["trigger", "acknowledge", "resolve"]


def body(action: Action, page: PageRequest) -> bytes:
    """The JSON body. It depends on nothing but the page, so a retry has the same bytes."""
    told = {
        "version": VERSION,
        "action": action,
        "page_id": page.page_id,
        "incident": page.incident,
        "severity": page.severity,
        "title": page.title,
        "person": page.person.id,
        "room": page.room,
        "ack_url": page.ack_url if action == "trigger" else None,
        "at": _rfc_3339(page.at),
    }
    return json.dumps(told, separators=(",", ":")).encode("ascii")


def headers(raw: bytes, call: Call, secret: str) -> Mapping[str, str]:
    """The headers of one attempt: every attempt has a new time, and the key of its call."""
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": call.effect_key,
        "Tocsin-Signature": signature(raw, int(call.at.timestamp()), secret),
    }


def signature(raw: bytes, unix: int, secret: str) -> str:
    """`t=<unix>,v1=<hex HMAC-SHA256 of "<unix>." and the raw body>`."""
    key = secret.encode("utf-8", "surrogateescape")
    return f"t={unix},v1={hmac.new(key, b'%d.' % unix + raw, sha256).hexdigest()}"


def _rfc_3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
