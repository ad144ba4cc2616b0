"""Alert groups as large as Alertmanager really sends them: one incident, and a readable room."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.given import Whole, whole
from tests.fuzz.hostile import assert_fit_to_say

MIB = 1024 * 1024
SIX_MINUTES = timedelta(minutes=6)  # beyond the five in which the same body is the same one
AT_MOST_S = 20.0  # far more than it needs, far less than what grows with the square


def alert(number: int, status: str = "firing") -> dict[str, Any]:
    """One of the pods of a checkout that is down, with all that Alertmanager adds."""
    return {
        "status": status,
        "labels": {
            "alertname": "PodDown",
            "severity": "critical",
            "service": "checkout",
            "namespace": "shop",
            "instance": f"10.0.{number // 250}.{number % 250}:9100",
            "pod": f"checkout-{number:05d}",
        },
        "annotations": {
            "summary": f"pod checkout-{number:05d} is down",
            "description": "kubelet reports it as not ready for 5 minutes",
            "runbook_url": "https://runbooks.example.org/pod-down",
        },
        "startsAt": f"2026-11-23T08:5{number % 10}:00.{number % 1000:03d}Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.example.org/graph?g0.expr=up%3D%3D0&g0.tab=1",
        "fingerprint": f"{number:016x}",
    }


def group(alerts: list[dict[str, Any]], left_out: int = 0) -> bytes:
    common = {"alertname": "PodDown", "severity": "critical", "service": "checkout"}
    body = {
        "version": "4",
        "groupKey": '{}/{severity="critical"}:{alertname="PodDown"}',
        "truncatedAlerts": left_out,
        "status": "firing",
        "receiver": "tocsin",
        "groupLabels": {"alertname": "PodDown"},
        "commonLabels": common,
        "commonAnnotations": {"runbook_url": "https://runbooks.example.org/pod-down"},
        "externalURL": "https://alertmanager.example.org",
        "alerts": alerts,
    }
    return json.dumps(body).encode()


def many(count: int, status: str = "firing") -> list[dict[str, Any]]:
    return [alert(number, status) for number in range(count)]


def in_room(world: Whole) -> list[str]:
    room = f"#{world.incident().room_name}"
    return [text for name, text in world.loud.posts if name == room]


@pytest.fixture(params=[False, True], ids=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Whole]:
    with closing(whole(tmp_path, sqlite=request.param)) as made:
        yield made


def test_five_hundred_alerts_are_one_incident_with_a_room_that_can_be_read(world: Whole) -> None:
    began = time.monotonic()
    assert world.post("prom", group(many(500), left_out=7)) == 201
    world.system.settle_now()
    assert time.monotonic() - began < AT_MOST_S

    said = in_room(world)
    assert world.count() == 1
    assert len(said) <= 4
    assert all(text.count("\n") < 6 for text in said)
    assert "7 more alerts were left out by the sender" in "\n".join(said)
    assert len(world.incident().firing) == 500
    assert world.bell().of("page") == ["INC-1.p1"]
    world.assert_all_fit()


def test_the_same_ten_times_changes_nothing_more(world: Whole) -> None:
    statuses = [world.post("prom", group(many(500)))]
    events = world.stored()
    for _ in range(9):
        world.clock.at += SIX_MINUTES
        statuses.append(world.post("prom", group(many(500))))
    assert statuses == [201] + [202] * 9
    assert world.count() == 1
    assert world.stored() == events


def test_their_timeline_is_short_and_their_export_complete(world: Whole) -> None:
    world.post("prom", group(many(500)))
    world.system.settle_now()
    lines = world.hear("!incident INC-1 timeline").text.as_plain().splitlines()
    assert len(lines) <= 20
    assert any("and 497 more like this" in line for line in lines)
    assert world.events("alert-fired").count("alert-fired") == 500


def test_when_all_end_the_room_hears_it_once(world: Whole) -> None:
    world.post("prom", group(many(500)))
    world.system.settle_now()
    before = len(in_room(world))
    world.clock.at += SIX_MINUTES
    world.post("prom", group(many(500, "resolved")))
    world.system.settle_now()
    said = in_room(world)[before:]
    assert len(said) <= 3
    assert "No linked alert fires." in said[-1]
    assert not world.incident().firing


def test_a_mebibyte_of_the_smallest_alerts_is_taken_in_time(world: Whole) -> None:
    smallest = b",".join(b'{"status":"firing","fingerprint":"%x"}' % n for n in range(24_000))
    body = b'{"version":"4","groupKey":"k","alerts":[' + smallest + b"]}"
    assert 0.9 * MIB < len(body) <= MIB
    began = time.monotonic()
    assert world.post("prom", body) == 201
    world.system.settle_now()
    assert time.monotonic() - began < AT_MOST_S
    assert len(in_room(world)) <= 4
    assert "23000 more alerts were left out" in "\n".join(in_room(world))
    for text in in_room(world):
        assert_fit_to_say(text, lines=6)


def test_hundreds_of_groups_are_a_storm_that_pages_once(world: Whole) -> None:
    """Two hundred groups in five minutes: ten incidents, and one that all others join."""
    for number in range(200):
        body = json.loads(group([alert(number)]))
        body["groupKey"] = f"g{number}"
        assert world.post("prom", json.dumps(body).encode()) in (201, 202)
    world.system.settle_now()
    assert world.count() == 11
    world.assert_all_fit()
