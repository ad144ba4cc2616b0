"""Escalation strategies of plugins: used when sound, passed over when not."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.engine.given import P1, TEAM, World
from tests.patience import HANGS_S
from tocsin.bootstrap.deadline_proxies import Crews
from tocsin.deadlines import Crew, InlineCalls
from tocsin.domain.escalation.ladders import Ladder, Step
from tocsin.providers import IncidentView, ProviderConfig, ProviderType

Plan = Callable[[IncidentView], Any]
POLICY = '[escalation.P1]\nstrategy = "mine"\n'


class Settings(ProviderConfig):
    """None."""


@dataclass
class Strategy:
    """Plans as a test says."""

    answer: Plan

    def plan(self, incident: IncidentView) -> Ladder:
        found: Ladder = self.answer(incident)
        return found


def using(
    folder: Path,
    answer: Plan,
    factory: Callable[..., object] | None = None,
    crew: Crews = InlineCalls,
) -> World:
    """A team whose P1 is planned by a plugin."""
    mine = ProviderType(
        kind="escalation",
        name="mine",
        summary="",
        config=Settings,
        factory=factory or (lambda _config, _context: Strategy(answer)),
    )
    return World(folder, teams={"shop": TEAM + POLICY}, types=(mine,), crew=crew)


def step(minutes: float, *targets: str, **changed: Any) -> Step:
    return Step(after=timedelta(minutes=minutes), targets=targets, **changed)


def plan(*steps: Step, **changed: Any) -> Plan:
    return lambda _view: Ladder(steps=steps, **changed)


def persons(world: World) -> list[str]:
    return [page.person for page in world.incident().pages.values()]


def test_a_plugins_plan_is_used(tmp_path: Path) -> None:
    world = using(tmp_path, plan(step(0, "@bo"), step(2, "@eva")))
    world.tell(P1)
    world.run(minutes=3)
    assert persons(world) == ["bo", "eva"]


def test_it_is_asked_once_and_its_answer_is_written_down(tmp_path: Path) -> None:
    asked: list[IncidentView] = []

    def answer(view: IncidentView) -> Ladder:
        asked.append(view)
        return Ladder(steps=(step(0, "@bo"), step(2, "@eva")))

    world = using(tmp_path, answer)
    world.tell(P1)
    world.restart()
    world.run(minutes=30)
    assert [view.number for view in asked] == ["INC-1"]
    assert persons(world) == ["bo", "eva"]


def test_other_severities_keep_the_built_in_ladder(tmp_path: Path) -> None:
    world = using(tmp_path, plan(step(0, "@bo")))
    world.tell("!incident declare all is dark p0")
    assert persons(world) == ["ana", "eva"]


def fails(_view: IncidentView) -> Ladder:
    raise RuntimeError("token hunter2")


def leaves(_view: IncidentView) -> Ladder:
    raise SystemExit(1)


def endless(_view: IncidentView) -> Ladder:
    steps: Any = (step(n, "@bo") for n in itertools.count())
    return Ladder(steps=steps)


UNSOUND: dict[str, Plan] = {
    "raises": fails,
    "leaves": leaves,
    "answers nothing": lambda _view: None,
    "answers something else": lambda _view: {"steps": []},
    "has endless steps": endless,
    "has no steps": plan(),
    "has too many steps": plan(*(step(n, "@bo") for n in range(101))),
    "repeats too often": plan(step(0, "@bo"), repeats=100),
    "repeats without time passing": plan(
        step(0, "@bo"), repeats=3, repeat_every=timedelta(minutes=0)
    ),
    "goes back in time": plan(step(5, "@bo"), step(0, "@eva")),
    "begins in the past": plan(step(-5, "@bo")),
    "ends after the end of time": plan(step(0, "@bo"), step(10**9, "@eva")),
    "calls nobody": plan(step(0)),
    "calls in an unknown manner": plan(step(0, "@bo", manner="shout")),
    "has a step for nobody of this team": plan(step(0, "@bo"), step(5, "night-shift", "@zed")),
    "has targets that are no texts": plan(step(0, 5)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", UNSOUND)
def test_where_a_plan_is_unsound_the_built_in_ladder_is_used(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = using(tmp_path, UNSOUND[name])
    world.tell(P1)
    world.run(minutes=6)
    assert persons(world) == ["ana", "bo"]
    assert "the built-in ladder is used" in caplog.text
    assert "the built-in ladder calls" in world.chat.heard()
    assert "hunter2" not in caplog.text + world.chat.heard()


def test_where_a_strategy_cannot_be_made_the_built_in_ladder_is_used(tmp_path: Path) -> None:
    def factory(_config: object, _context: object) -> object:
        raise RuntimeError

    world = using(tmp_path, plan(step(0, "@bo")), factory)
    world.tell(P1)
    assert persons(world) == ["ana"]


def test_the_room_hears_why_a_plan_is_not_used(tmp_path: Path) -> None:
    world = using(tmp_path, plan(step(0, "@bo"), step(5, "night-shift")))
    world.tell(P1)
    assert (
        "escalation.P1 of the team file gave no plan (step 2 is for 'night-shift', who is nobody "
        "here); the built-in ladder calls."
    ) in world.chat.heard()


def test_a_step_with_somebody_known_is_used_and_the_unknown_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = using(tmp_path, plan(step(0, "@bo", "night-shift")))
    world.tell(P1)
    assert persons(world) == ["bo"]
    assert "Nobody stands behind night-shift now" in world.chat.heard()
    assert "plans for an unknown night-shift" in caplog.text


def test_a_plan_that_hangs_costs_the_writer_a_moment_once(tmp_path: Path) -> None:
    """The others wait for the writer meanwhile; so it is left alone for a while afterwards."""
    over, asked = threading.Event(), []

    def hang(_view: IncidentView) -> Ladder:
        asked.append(1)
        over.wait(HANGS_S)
        return Ladder(steps=(step(0, "@bo"),))

    world = using(tmp_path, hang, crew=Crew)
    try:
        for _ in range(4):
            world.tell(P1)
        assert asked == [1]
        assert persons(world) == ["ana"]
        assert "gave no plan (no answer within 1 s (plan)); the built-in" in world.chat.heard()
        assert "it hung a while ago" in world.chat.heard()
        (stuck,) = world.system.instances.stuck().values()
        assert stuck.calls == 1
    finally:
        over.set()


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_a_plan_that_would_end_the_process_ends_nothing(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    def leave(_view: IncidentView) -> Ladder:
        raise kind

    world = using(tmp_path, leave, crew=Crew)
    world.tell(P1)
    assert persons(world) == ["ana"]
    assert f"gave no plan ({kind.__name__} was raised)" in world.chat.heard()
