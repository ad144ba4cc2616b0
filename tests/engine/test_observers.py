"""Observers: told after the commit, at least once, the latest state; nobody waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, World
from tests.patience import HANGS_S
from tocsin.engine import observers
from tocsin.engine.observers import ObserverLane
from tocsin.providers import IncidentView, ObserverContext, ObserverType, ProviderConfig


class Settings(ProviderConfig):
    """None."""


@dataclass
class Diary:
    """Keeps what it hears; does what a test says first."""

    before: Callable[[IncidentView], object] = lambda _view: None
    heard: list[IncidentView] = field(default_factory=list)

    def changed(self, incident: IncidentView) -> None:
        self.before(incident)
        self.heard.append(incident)

    @property
    def last(self) -> IncidentView:
        return self.heard[-1]


def kind(diary: object, *, sees_private: bool = False) -> ObserverType[Settings]:
    def factory(_config: Settings, _context: ObserverContext) -> Diary:
        if isinstance(diary, BaseException):
            raise diary
        return diary  # type: ignore[return-value]  # a test hands in what is none, too

    return ObserverType(
        name="diary", summary="", config=Settings, factory=factory, sees_private=sees_private
    )


def house(folder: Path, diary: object, *, sees_private: bool = False) -> World:
    return World(folder, observers=(kind(diary, sees_private=sees_private),))


def condition(world: World) -> tuple[bool, str]:
    (one,) = (one for one in world.system.readiness.conditions() if one.name == "observer diary")
    assert not one.vital
    return one.ok, one.detail


def refuse(error: BaseException) -> Callable[[IncidentView], object]:
    def before(_view: IncidentView) -> object:
        raise error

    return before


@pytest.fixture
def ends() -> Iterator[threading.Event]:
    """What hangs in a test waits for this."""
    event = threading.Event()
    yield event
    event.set()


def test_it_hears_how_an_incident_stands(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.tell(P1)
    world.tell("!incident INC-1 take ic")
    seen = diary.last
    assert (seen.number, seen.team, seen.severity) == ("INC-1", "shop", "P1")
    assert seen.roles["ic"] == "ana"
    assert seen.version == world.incident().version
    assert seen.changed == world.clock()
    assert seen.is_open
    assert condition(world) == (True, "it hears")


def test_it_hears_only_the_latest_of_what_it_missed(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.say(P1)
    world.say("!incident INC-1 take ic")
    world.say("!incident INC-1 take tl")
    world.system.observers.step(world.clock())
    assert [seen.version for seen in diary.heard] == [world.incident().version]


def test_nothing_of_a_refused_command_is_told(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.tell(P1)
    before = len(diary.heard)
    assert not world.say("!incident INC-1 handoff ic @nobody").accepted
    world.system.settle_now()
    assert len(diary.heard) == before


def test_what_was_kept_before_a_crash_is_told_after_it(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.say(P1)
    world.restart()
    world.system.observers.step(world.clock())
    assert diary.last.number == "INC-1"


@pytest.mark.parametrize(
    "error", [RuntimeError("token hunter2"), SystemExit(1), KeyboardInterrupt()]
)
def test_what_fails_is_told_again_with_growing_pauses(
    tmp_path: Path, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []
    diary = Diary()
    world = house(tmp_path, diary)
    began = world.clock()

    def before(_view: IncidentView) -> None:
        tries.append((world.clock() - began).total_seconds())
        if len(tries) < 4:
            raise error

    diary.before = before
    world.say(P1)
    for _ in range(16):
        world.system.observers.step(world.clock())
        world.clock.at += timedelta(seconds=0.5)
        if len(tries) == 3:
            assert not condition(world)[0]
            assert "told again" in condition(world)[1]
    assert tries == [0.0, 1.0, 3.0, 7.0]
    assert len(diary.heard) == 1
    assert condition(world) == (True, "it hears")
    assert "hunter2" not in caplog.text


def test_what_it_never_takes_is_given_up_after_a_day(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(before=refuse(RuntimeError()))
    world = house(tmp_path, diary)
    world.say(P1)
    world.system.observers.step(world.clock())
    world.clock.at += timedelta(days=1, seconds=1)
    world.system.observers.step(world.clock())
    diary.before = lambda _view: None
    world.clock.at += timedelta(hours=1)
    assert world.system.observers.step(world.clock()) == 0
    assert diary.heard == []
    assert "never took INC-1; it is given up" in caplog.text


def test_one_incident_it_cannot_take_holds_up_no_other(tmp_path: Path) -> None:
    def before(view: IncidentView) -> None:
        if view.number == "INC-1":
            raise ValueError

    diary = Diary(before=before)
    world = house(tmp_path, diary)
    world.tell(P1)
    world.tell("!incident declare search is slow p2")
    assert {seen.number for seen in diary.heard} == {"INC-2"}


def test_what_changes_while_it_hears_is_told_too(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)

    def before(_view: IncidentView) -> None:
        if not diary.heard:
            world.say("!incident INC-1 note somebody looks at it")

    diary.before = before
    world.say(P1)
    while world.system.observers.step(world.clock()):
        pass
    first, second = (seen.version for seen in diary.heard)
    assert second == first + 1


def test_of_a_private_incident_it_hears_nothing(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.tell("!incident declare passwords leaked p1 --private")
    world.tell("!incident INC-1 take ic")
    assert diary.heard == []
    assert world.system.observers.step(world.clock()) == 0, "and nothing waits for ever"


def test_from_when_it_is_private_it_hears_no_more(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.tell(P1)
    before = len(diary.heard)
    world.tell("!incident INC-1 flag private")
    assert len(diary.heard) == before


def test_who_sees_private_incidents_sees_no_title(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary, sees_private=True)
    world.tell("!incident declare passwords leaked p1 --private")
    assert diary.last.title == "private incident INC-1"
    assert "passwords" not in repr(diary.heard)
    assert "private" in diary.last.flags


def test_who_hangs_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: threading.Event
) -> None:
    monkeypatch.setattr(observers, "DEADLINE_S", 0.2)
    diary = Diary(before=lambda _view: ends.wait(HANGS_S))
    world = house(tmp_path, diary)
    world.tell(P1)  # one thread here: it is left after its deadline, and pages go on
    assert world.bell().of("page") == ["INC-1.p1"]
    world.tell("!incident INC-1 take ic")
    ok, detail = condition(world)
    assert not ok
    assert detail.startswith("1 call hangs, it (changed) for")
    ends.set()
    while not condition(world)[1].startswith("it failed"):
        pass
    world.clock.at += timedelta(minutes=5)
    world.system.observers.step(world.clock())
    assert diary.last.roles["ic"] == "ana"
    assert condition(world) == (True, "it hears")


def test_of_two_processes_one_tells(tmp_path: Path) -> None:
    diary = Diary()
    world = house(tmp_path, diary)
    world.say(P1)
    mine, other = (
        ObserverLane("diary", diary, world.store, sees_private=False, owner=owner) for owner in "ab"
    )
    assert mine.step(world.clock()) == 1
    world.say("!incident INC-1 take ic")
    assert other.step(world.clock()) == 0
    assert mine.step(world.clock()) == 1
    world.say("!incident INC-1 note somebody looks at it")
    world.clock.at += timedelta(seconds=61)
    assert other.step(world.clock()) == 1, "the one that told has not been heard of for a minute"


@pytest.mark.parametrize("made", [RuntimeError("token hunter2"), SystemExit(1), None, "a text"])
def test_an_observer_that_cannot_be_made_is_told_and_stops_nothing(
    tmp_path: Path, made: object, caplog: pytest.LogCaptureFixture
) -> None:
    world = house(tmp_path, made)
    world.tell(P1)
    assert world.bell().of("page") == ["INC-1.p1"]
    ok, detail = condition(world)
    assert not ok
    assert "cannot be made" in detail or "no Observer" in detail
    assert "hunter2" not in detail + caplog.text
