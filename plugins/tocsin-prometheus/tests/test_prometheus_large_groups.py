"""Groups as large as a body may be, and texts that show as nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tocsin.providers import AlertGroup
from tocsin_prometheus.group import MAX_FIRING

Read = Callable[..., AlertGroup]


def alert(number: int, status: str = "firing", **labels: str) -> dict[str, Any]:
    return {"status": status, "fingerprint": f"{number:016x}", "labels": labels}


def body(alerts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"version": "4", "groupKey": "k", "alerts": alerts} | more


def test_five_hundred_alerts_are_all_read(read: Read) -> None:
    group = read(body([alert(number) for number in range(500)]))
    assert (len(group.alerts), group.truncated) == (500, 0)


def test_beyond_the_limit_what_fires_is_counted_as_left_out(read: Read) -> None:
    group = read(body([alert(number) for number in range(20_000)], truncatedAlerts=7))
    assert (len(group.alerts), group.truncated) == (MAX_FIRING, 20_000 - MAX_FIRING + 7)


def test_the_same_ones_are_read_in_whatever_order_they_come(read: Read) -> None:
    alerts = [alert(number) for number in range(MAX_FIRING + 200)]
    first = {one.fingerprint for one in read(body(alerts)).alerts}
    random.Random(7).shuffle(alerts)
    assert {one.fingerprint for one in read(body(alerts)).alerts} == first


def test_all_that_are_over_are_read_so_that_none_seems_to_fire_for_ever(read: Read) -> None:
    alerts = [alert(number, "resolved") for number in range(MAX_FIRING + 200)]
    assert len(read(body(alerts)).alerts) == MAX_FIRING + 200


def test_an_alert_that_is_left_out_still_says_how_bad_it_is(read: Read) -> None:
    many = [alert(number, severity="info") for number in range(MAX_FIRING)]
    worst = alert(MAX_FIRING + 1, severity="critical")
    assert read(body([*many, worst])).severity == "P1"


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060\n\ufeff", "\x00\x1b"])
def test_a_summary_nobody_can_see_is_no_title(read: Read, nothing: str) -> None:
    one = alert(1, alertname="Down") | {"annotations": {"summary": nothing}}
    group = read(body([one], commonAnnotations={"summary": nothing}))
    assert (group.title, group.alerts[0].title) == ("Down", "Down")
