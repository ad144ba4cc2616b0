"""A deployment on disk whose bot is started, looked at and stopped from outside."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

from tests.e2e.deployment import Deployment

P1 = "!incident declare checkout returns 500s p1"


def readyz(shop: Deployment) -> tuple[int, dict[str, dict[str, object]]]:
    """Status of `/readyz`, and its rows by name."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = json.loads(answer.read())
    finally:
        connection.close()
    return answer.status, {row["name"]: row for row in said["checks"]}


def database(shop: Deployment) -> Path:
    """The file of a deployment's data."""
    return shop.folder / "data" / "tocsin.db"
