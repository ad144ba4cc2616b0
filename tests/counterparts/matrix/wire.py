"""One line to a homeserver: client-server calls, one at a time, over a connection that is kept."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote, urlencode

Json = dict[str, Any]
CLIENT: Final = "/_matrix/client/v3"
ADMIN: Final = "/_synapse/admin"
ANSWER_S: Final = 60.0
TRIES: Final = 5
PAUSE_S: Final = 0.2
BROKEN: Final = 500


class Refused(Exception):
    """What the homeserver says instead: its status, `errcode`, and the whole answer."""

    def __init__(self, status: int, answer: Json) -> None:
        self.status, self.answer = status, answer
        self.errcode = str(answer.get("errcode", ""))
        super().__init__(f"{status} {self.errcode} {answer.get('error', '')}")


class Wire:
    """Calls in somebody's name; safe from any thread."""

    def __init__(self, port: Callable[[], int], token: str = "") -> None:
        """`port` says where the homeserver is just now."""
        self._port, self._token = port, token
        self._alone = threading.RLock()
        self._line: http.client.HTTPConnection | None = None
        self._to = 0

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, object] | None = None,
        *,
        tries: int = TRIES,
    ) -> Json:
        """The answer to `GET /rooms/…`, of the client-server interface if it is named no further.

        Now and then a Synapse with SQLite that is busy fails at what it does the next time: it is
        asked once more then, and again.

        Raises:
            Refused: It is no 2xx.
            OSError: Nobody is there.
        """
        whole = path if path.startswith("/_") else f"{CLIENT}{path}"
        if query:
            whole = f"{whole}?{urlencode({key: str(value) for key, value in query.items()})}"
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        for left in reversed(range(tries)):
            with self._alone:
                status, read = self._once(method, whole, sent, headers)
            if status != BROKEN or not left:
                break
            time.sleep(PAUSE_S)
        found = json.loads(read or b"{}")
        if not 200 <= status < 300:
            raise Refused(status, found)
        return found if isinstance(found, dict) else {"": found}

    def close(self) -> None:
        """Let go of the connection."""
        with self._alone:
            if self._line is not None:
                self._line.close()
            self._line = None

    def _once(
        self, method: str, path: str, sent: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        if self._line is not None and self._to == self._port():
            # A kept connection may be gone by now: then nothing was done over it.
            with suppress(http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                return _over(self._line, method, path, sent, headers)
        self.close()
        self._to = self._port()
        self._line = http.client.HTTPConnection("127.0.0.1", self._to, timeout=ANSWER_S)
        try:
            return _over(self._line, method, path, sent, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            raise


def _over(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    sent: bytes | None,
    headers: dict[str, str],
) -> tuple[int, bytes]:
    line.request(method, path, sent, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def part(words: str) -> str:
    """Words as one part of a path."""
    return quote(words, safe="")
