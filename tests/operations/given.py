"""A deployment on disk whose bot is started, looked at and stopped from outside."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

import pytest

from tests.e2e.deployment import Deployment
from tests.engine.given import World
from tocsin.errors import Unauthorised
from tocsin.providers import RawRequest


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


def stranger(world: World, **headers: str) -> None:
    """Somebody without the token posts an alert."""
    request = RawRequest(
        method="POST", path="/hooks/shop/json", headers=headers, body=b"{}", received=world.clock()
    )
    with pytest.raises(Unauthorised):
        world.system.hook("shop", "json", request)
