"""New incidents at a steady pace, whatever the answers take: when was each first rung."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from benchmarks.figures import Skip
from benchmarks.http import Poster
from benchmarks.sink import Sink
from tests.e2e.deployment import Deployment
from tests.e2e.http import BEARER

SENDERS = 48
LOOK_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many alerts a second, for how long, and how long their pages are waited for."""

    a_second: int = 12
    seconds: int = 60
    patience_s: float = 120.0


class Alerts:
    """Posts firing alerts, each of a group that was never seen: each is a new incident."""

    def __init__(self, shop: Deployment) -> None:
        self._port = shop.port
        self._numbers = count(1)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._posters: list[Poster] = []

    def post(self) -> str:
        """Send one; returns the incident it opened."""
        number = next(self._numbers)
        alert = {"key": f"group-{number}", "title": f"shop {number} is down", "severity": "P1"}
        answer: dict[str, str] = json.loads(self._poster().post(alert))
        return answer["incident"]

    def _poster(self) -> Poster:
        """A connection for each thread: senders do not wait for each other."""
        if not hasattr(self._own, "poster"):
            self._own.poster = Poster(self._port, "/hooks/shop/json", BEARER)
            with self._lock:
                self._posters.append(self._own.poster)
        found: Poster = self._own.poster
        return found

    def close(self) -> None:
        """Close every connection."""
        for poster in self._posters:
            poster.close()


@contextmanager
def alerts_to(shop: Deployment) -> Iterator[Alerts]:
    """Alerts for a bot that runs."""
    alerts = Alerts(shop)
    try:
        yield alerts
    finally:
        alerts.close()


def first_pages(alerts: Alerts, tool: Sink, pace: Pace) -> list[float]:
    """Milliseconds from when an alert was to be sent to the first page of its incident.

    The pace is kept though answers are late: what waits is counted as waiting.

    Raises:
        Skip: Not every incident was rung in time.
    """
    sent = _sent(alerts, pace)
    ends = time.monotonic() + pace.patience_s
    while time.monotonic() < ends:
        rung = _rung(tool)
        if sent.keys() <= rung.keys():
            return [(rung[incident] - at) * 1000 for incident, at in sent.items()]
        time.sleep(LOOK_S)
    missing = len(sent.keys() - rung.keys())
    raise Skip(f"{missing} of {len(sent)} incidents were not rung in {pace.patience_s:g} s")


def _sent(alerts: Alerts, pace: Pace) -> dict[str, float]:
    """Incident -> the unix time when its alert was to be sent."""
    began = time.time()
    due = [began + number / pace.a_second for number in range(pace.a_second * pace.seconds)]

    def send(at: float) -> str:
        time.sleep(max(at - time.time(), 0.0))
        return alerts.post()

    with ThreadPoolExecutor(SENDERS) as senders:
        return dict(zip(senders.map(send, due), due, strict=True))


def _rung(tool: Sink) -> Mapping[str, float]:
    """Incident -> when it was rung first."""
    first: dict[str, float] = {}
    for call in tool.pages():
        first.setdefault(call.page.split(".")[0], call.at)
    return first
