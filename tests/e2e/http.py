"""One HTTP request over loopback; every status is an answer."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.e2e.deployment import TOKEN

BEARER: Mapping[str, str] = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status and body."""

    status: int
    body: bytes

    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


def ask(
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = 60.0,
) -> Answer:
    """Send it and read the answer to its end.

    Raises:
        OSError, http.client.HTTPException: Nobody answered.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=seconds)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body, dict(headers or {}))
        response = connection.getresponse()
        return Answer(status=response.status, body=response.read())
    finally:
        connection.close()


def post_json(url: str, value: object, headers: Mapping[str, str] = BEARER) -> Answer:
    """POST a value as JSON, with the alerts token unless other headers are given."""
    kind = {"Content-Type": "application/json"}
    return ask("POST", url, json.dumps(value).encode(), {**kind, **headers})
