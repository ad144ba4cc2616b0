"""Durable intake of alerts, against a real Alertmanager, which keeps them in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count

from benchmarks.figures import Figure, Skip
from benchmarks.http import Poster
from benchmarks.rounds import medians, rate
from benchmarks.settings import Settings
from benchmarks.sink import sink
from tests.e2e.alertmanager import BINARY, alertmanager
from tests.e2e.bot import running
from tests.e2e.deployment import deploy
from tests.e2e.http import BEARER

AT = "2026-11-23T09:00:00Z"
AIMS: Mapping[int, float | None] = {1: None, 100: 1.0, 500: None}
REQUESTS = {1: 60, 100: 12, 500: 4}
Labels = Mapping[str, str]


def measure(settings: Settings) -> Iterator[Figure]:
    """Each request is a new group of so many firing alerts, for us a new incident that pages."""
    if shutil.which(BINARY) is None:
        raise Skip(f"{BINARY} is not installed (Debian: apt install {BINARY})")
    folder, numbers = settings.fresh("alerts"), count(1)
    shop = deploy(folder / "shop")
    with (
        sink() as receiver,
        running(shop, "--no-input"),
        alertmanager(folder / "am", receiver.url) as theirs,
    ):
        ours = Poster(shop.port, "/hooks/shop/prom", BEARER)
        other = Poster(theirs.port, "/api/v2/alerts", {})
        for size, aim in AIMS.items():
            found = medians(
                {
                    "ours": partial(_rate, ours, size, numbers, ours=True),
                    "theirs": partial(_rate, other, size, numbers, ours=False),
                },
                settings.rounds,
            )
            yield Figure(
                what=f"alerts taken in, groups of {size}",
                value=found["ours"],
                unit="alerts/s",
                floor=found["theirs"],
                floor_is="alerts/s, Alertmanager",
                at_least=aim,
                limit="one durable unit for each group: its incident, ladder, effects and timers",
            )
        ours.close()
        other.close()


def _rate(poster: Poster, size: int, numbers: Iterator[int], *, ours: bool) -> float:
    groups = [_group(next(numbers), size) for _ in range(REQUESTS[size])]
    bodies = [_webhook(group) if ours else _alerts(group) for group in groups]
    return size * rate([partial(poster.post, body) for body in bodies])


def _group(number: int, size: int) -> Sequence[Labels]:
    return [
        {
            "alertname": f"Latency{number}",
            "service": "checkout",
            "severity": "critical",
            "instance": f"shop-{number}-{one}",
        }
        for one in range(size)
    ]


def _alerts(group: Sequence[Labels]) -> list[dict[str, object]]:
    """As Prometheus posts them to Alertmanager."""
    return [
        {"labels": labels, "annotations": {"summary": "requests are slow"}, "startsAt": AT}
        for labels in group
    ]


def _webhook(group: Sequence[Labels]) -> dict[str, object]:
    """As Alertmanager posts a group to a webhook."""
    common = {name: group[0][name] for name in ("alertname", "service", "severity")}
    return {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{common["alertname"]}"}}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "tocsin",
        "groupLabels": {"alertname": common["alertname"]},
        "commonLabels": common,
        "commonAnnotations": {"summary": "requests are slow"},
        "externalURL": "http://alertmanager.test",
        "alerts": [
            {
                "status": "firing",
                "labels": labels,
                "annotations": {"summary": "requests are slow"},
                "startsAt": AT,
                "endsAt": "0001-01-01T00:00:00Z",
                "generatorURL": "http://prometheus.test/graph",
                "fingerprint": f"{hash(labels['instance']) & 0xFFFFFFFFFFFFFFFF:016x}",
            }
            for labels in group
        ],
    }
