"""Strategies that break their contract are caught by it, and one that hangs hangs nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tests.patience import HANGS_S
from tocsin.providers import IncidentView, Ladder, Step
from tocsin.testing import EscalationContract, escalation

BROKEN = (AssertionError, pytest.fail.Exception)
SOUND = Ladder(steps=(Step(after=timedelta(0), targets=("primary",)),))


@dataclass
class Strategy:
    """Plans as a test says."""

    plan: Callable[[IncidentView], Any]


def checks() -> Iterator[str]:
    return (name for name in vars(EscalationContract) if name.startswith("test_"))


def caught(plan: Callable[[IncidentView], Any], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The checks that fail for a strategy."""
    found = []
    for name in checks():
        check = getattr(EscalationContract(), name)
        given = {"caplog": caplog} if "secret" in name else {}
        try:
            check(strategy=Strategy(plan), **given)
        except BROKEN:
            found.append(name)
    return found


def step(*targets: Any, minutes: float = 0) -> Step:
    return Step(after=timedelta(minutes=minutes), targets=targets)


def test_a_sound_strategy_passes(caplog: pytest.LogCaptureFixture) -> None:
    assert caught(lambda _: SOUND, caplog) == []


@pytest.mark.parametrize(
    "plan",
    [
        None,
        (step("primary"),),
        replace(SOUND, steps=()),
        replace(SOUND, steps=(step("primary", minutes=5),)),
        replace(SOUND, steps=(step("primary"), step("em", minutes=5), step("cto", minutes=1))),
        replace(SOUND, steps=(step(),)),
        replace(SOUND, steps=(step("nobody-we-know"),)),
        replace(SOUND, repeats=100),
        replace(SOUND, repeats=1, repeat_every=timedelta(0)),
        replace(SOUND, repeats=3, repeat_every=timedelta(days=2)),
    ],
)
def test_a_plan_that_cannot_be_climbed_is_caught(
    plan: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert caught(lambda _: plan, caplog)


def test_a_plan_of_its_mood_is_caught(caplog: pytest.LogCaptureFixture) -> None:
    minutes = count(1)
    moody = caught(
        lambda _: replace(SOUND, steps=(*SOUND.steps, step("em", minutes=next(minutes)))), caplog
    )
    assert "test_the_same_incident_at_the_same_time_gives_the_same_plan" in moody


def test_a_plan_that_needs_a_role_nobody_has_is_caught(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyError):
        caught(lambda view: replace(SOUND, steps=(step(f"@{view.roles['ic']}"),)), caplog)


def test_a_plan_that_hangs_fails_its_check(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(escalation, "PATIENCE_S", 0.1)
    ends = threading.Event()
    try:
        with caplog.at_level(0), pytest.raises(BROKEN, match="never wait"):
            EscalationContract().test_many_threads_may_ask_at_once(
                Strategy(lambda _: ends.wait(HANGS_S))
            )
    finally:
        ends.set()
