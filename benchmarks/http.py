"""POSTs over one connection that stays open."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping


class Poster:
    """Posts JSON to one address; anything but 2xx is an error."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._path = path
        self._headers = {"Content-Type": "application/json", **headers}

    def post(self, value: object) -> bytes:
        """Send it, and return the answer's body."""
        self._connection.request("POST", self._path, json.dumps(value), self._headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status // 100 != 2:
            raise RuntimeError(f"{self._path} answered {response.status}: {body[:200]!r}")
        return body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
