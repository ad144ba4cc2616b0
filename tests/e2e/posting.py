"""Monitoring that goes on: threads that post alerts until each was taken, as real senders do."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from itertools import cycle

from tests.e2e.http import BEARER, ask

PATIENCE_S = 0.05


class Posters:
    """Posts alerts with unique keys at a bounded rate; `taken` maps each key to its incident.

    Where there are several addresses, each try goes to the next one.
    """

    def __init__(self, *urls: str, threads: int, per_second: float, most: int) -> None:
        self._urls = cycle(urls)
        self._pause = threads / per_second
        self._most = most
        self._lock = threading.Lock()
        self._next = 0
        self._ending = threading.Event()
        self.taken: dict[str, str] = {}
        self.odd: list[str] = []
        self.repeats = 0
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Start posting."""
        for thread in self._threads:
            thread.start()

    def go_on(self, until: int, seconds: float) -> None:
        """Wait until so many were taken: a slow machine takes few between two kills."""
        ends = time.monotonic() + seconds
        while len(self.taken) < min(until, self._most) and time.monotonic() < ends:
            time.sleep(PATIENCE_S)

    def finish(self, seconds: float) -> None:
        """Begin no new alert; wait until those under way were taken."""
        self._ending.set()
        ends = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(ends - time.monotonic(), 0.0))
        left = sum(thread.is_alive() for thread in self._threads)
        if left:
            self.odd.append(f"{left} alerts were not taken within {seconds:.0f} s")

    def _key(self) -> str | None:
        with self._lock:
            self._next += 1
            return None if self._next > self._most else f"k{self._next:05d}"

    def _run(self) -> None:
        while not self._ending.is_set() and (key := self._key()) is not None:
            self._until_taken(key)
            time.sleep(self._pause)

    def _until_taken(self, key: str) -> None:
        body = json.dumps(alert(key)).encode()
        tries = 0
        while True:
            tries += 1
            answer = _answer(self._place(), body)
            if answer is not None and answer[0] in (201, 202):
                self._keep(key, answer[1], tries)
                return
            if answer is not None and answer[0] != 503:
                self._note(f"{key} was answered {answer[0]}")
                return
            time.sleep(PATIENCE_S)

    def _place(self) -> str:
        with self._lock:
            return next(self._urls)

    def _keep(self, key: str, incident: object, tries: int) -> None:
        with self._lock:
            self.repeats += tries - 1
        if isinstance(incident, str):
            self.taken[key] = incident
        else:
            self._note(f"{key} was taken without an incident")

    def _note(self, text: str) -> None:
        with self._lock:
            self.odd.append(text)


def alert(key: str) -> Mapping[str, str]:
    """The body of one alert; every other one has the sender's own id."""
    own = {"id": f"delivery-{key}"} if int(key[1:]) % 2 else {}
    return {"key": key, "title": f"{key} is down", "severity": "P1", **own}


def _answer(url: str, body: bytes) -> tuple[int, object] | None:
    """Status and incident; None when nobody answered to the end."""
    try:
        answer = ask("POST", url, body, BEARER, seconds=10.0)
    except (OSError, http.client.HTTPException):
        return None
    return answer.status, answer.json().get("incident")
