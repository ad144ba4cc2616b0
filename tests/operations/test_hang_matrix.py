"""A provider hangs, raises what would end the process, or returns nothing: it is its own affair.

Each row breaks one thing of the team Shop. The team Pay is called all the same, at once; the
process lives; and what is broken is named where people look.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.engine.given import P1, START, TEAM, World
from tests.patience import HANGS_S
from tocsin.bootstrap.dry_run import dry_run
from tocsin.deadlines import Crew
from tocsin.providers import (
    AlertsConfig,
    Kind,
    ProviderConfig,
    ProviderType,
    RawRequest,
    SchedulesConfig,
)

T = TypeVar("T")
SOON_S = HANGS_S
DEADLINE_S = 1.0
OTHER = TEAM.replace('"Shop"', '"Pay"').replace('["tower", "church"]', '["church", "tower"]')
MOODY: dict[str, tuple[Kind, type[ProviderConfig], str]] = {
    "page": ("paging", ProviderConfig, TEAM.replace('tower]\ntype = "bell"', 'tower]\ntype = "m"')),
    "plan": ("escalation", ProviderConfig, TEAM + '[escalation.P1]\nstrategy = "m"\n'),
    "on_call": (
        "schedules",
        SchedulesConfig,
        TEAM + '[oncall.night]\nschedule = "ward"\nid = "n"\n[schedules.ward]\ntype = "m"\n',
    ),
    "put": ("status_page", ProviderConfig, TEAM + '[status_page.board]\ntype = "m"\n'),
    "receive": ("alerts", AlertsConfig, TEAM + '[alerts.tap]\ntype = "m"\n'),
}
NAMES = {
    "page": "shop/paging.tower",
    "plan": "shop/escalation.P1",
    "on_call": "shop/schedules.ward",
    "put": "shop/status_page.board",
    "receive": "shop/alerts.tap",
}


class Hasty(Crew):
    """A crew with little patience, so that a test need have none."""

    def call(self, work: Callable[[], T], seconds: float, what: str) -> T:
        return super().call(work, min(seconds, DEADLINE_S), what)


@dataclass
class Moods:
    """What a call may do; those that hang end with the test."""

    over: threading.Event = field(default_factory=threading.Event)

    def be(self, mood: str) -> Callable[..., object]:
        def does(*_args: object) -> None:
            if mood == "hangs":
                self.over.wait(SOON_S)
            elif mood != "returns nothing":
                raise {"exits": SystemExit, "interrupts": KeyboardInterrupt}[mood]

        return does


def all_of_them(mood: Callable[..., object]) -> object:
    """Something with the methods of every kind, each of that mood."""
    names = ("page", "plan", "on_call", "put", "authenticate", "receive")
    methods: dict[str, object] = {name: lambda _self, *args: mood(*args) for name in names}
    return type("Moody", (), {**methods, "capabilities": frozenset[str]()})()


@pytest.fixture
def moods() -> Iterator[Moods]:
    made = Moods()
    yield made
    made.over.set()


@dataclass
class Play:
    """A world whose threads run; `rang` is set once Pay's tool has rung."""

    world: World
    rang: threading.Event = field(default_factory=threading.Event)
    died: list[None] = field(default_factory=list)

    def begin(self) -> None:
        self.world.bell("church").script = [self.rang.set]
        self.world.system.start(lambda: self.died.append(None))

    def unwell(self) -> dict[str, str]:
        """Every part that is not well, and what is said of it."""
        rows = self.world.system.readiness.conditions()
        return {one.name: one.detail for one in rows if not one.ok}

    def eventually(self, holds: Callable[[], bool]) -> bool:
        ends = time.monotonic() + SOON_S
        while not holds() and time.monotonic() < ends:
            time.sleep(0.02)
        return holds()


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Play]]:
    begun: list[Play] = []

    def playing(text: str, one: ProviderType[Any]) -> Play:
        world = World(tmp_path, teams={"shop": text, "pay": OTHER}, types=(one,), crew=Hasty)
        begun.append(Play(world))
        return begun[-1]

    yield playing
    for one in begun:
        one.world.system.stop(SOON_S)


def the_type(kind: Kind, config: type[ProviderConfig], make: Callable[..., object]) -> Any:
    return ProviderType(kind=kind, name="m", summary="", config=config, factory=make)


def knock(world: World) -> list[BaseException]:
    """Post to the alert source; what came of it, once it is over."""
    request = RawRequest(method="POST", path="", headers={}, body=b"{}", received=START)
    came: list[BaseException] = []
    try:
        world.system.hook("shop", "tap", request, checked=True)
    except BaseException as error:  # noqa: BLE001 - it is looked at
        came.append(error)
    return came


@pytest.mark.parametrize("mood", ["hangs", "exits", "interrupts", "returns nothing"])
@pytest.mark.parametrize("what", MOODY)
def test_the_other_team_is_called_and_what_is_broken_is_named(
    what: str, mood: str, moods: Moods, play: Callable[..., Play]
) -> None:
    kind, config, text = MOODY[what]
    one = play(text, the_type(kind, config, lambda *_: all_of_them(moods.be(mood))))
    one.begin()
    if what == "receive":
        (error,) = knock(one.world)
        assert isinstance(error, Exception)
    one.world.say(f"{P1} --team shop")
    began = time.monotonic()
    one.world.say(f"{P1} --team pay")
    assert one.rang.wait(SOON_S)
    assert time.monotonic() - began < SOON_S / 2
    name = f"provider {NAMES[what]}"
    if what != "receive" or mood == "hangs":
        assert one.eventually(lambda: name in one.unwell()), one.unwell()
    if mood == "hangs":
        assert one.eventually(lambda: "hangs, it (" in one.unwell().get(name, ""))
    if what == "plan":
        assert one.eventually(lambda: "gave no plan (" in one.world.chat.heard())
    assert not one.died


@pytest.mark.parametrize("mood", ["hangs", "exits", "interrupts", "returns nothing"])
def test_what_did_not_take_a_page_is_passed_over_in_time(
    mood: str, moods: Moods, play: Callable[..., Play]
) -> None:
    kind, config, text = MOODY["page"]
    one = play(text, the_type(kind, config, lambda *_: all_of_them(moods.be(mood))))
    one.begin()
    one.world.say(f"{P1} --team shop")
    one.world.clock.at += timedelta(seconds=31)
    assert one.rang.wait(SOON_S)
    assert one.eventually(lambda: "tower did not take the page" in one.world.chat.heard())
    assert not one.died


TOLD = {
    "hangs": f"no answer within {DEADLINE_S:g} s (factory)",
    "exits": "SystemExit was raised",
    "interrupts": "KeyboardInterrupt was raised",
    "returns nothing": "its factory returned nothing",
}


@pytest.mark.parametrize("mood", TOLD)
def test_a_factory_that_makes_nothing_is_told_as_what_it_is(
    mood: str, moods: Moods, play: Callable[..., Play]
) -> None:
    kind, config, text = MOODY["page"]
    one = play(text, the_type(kind, config, moods.be(mood)))
    one.begin()
    one.world.say(f"{P1} --team shop")
    assert one.rang.wait(SOON_S)  # Shop's next tool, at once
    sentence = f"paging.tower of team shop cannot be made: {TOLD[mood]}"
    assert sentence in one.unwell().values()
    assert one.eventually(lambda: "tower did not take the page" in one.world.chat.heard())
    assert not one.died


@pytest.mark.parametrize("mood", ["exits", "interrupts", "returns nothing"])
def test_check_makes_everything_and_says_what_cannot_be(
    mood: str, moods: Moods, play: Callable[..., Play]
) -> None:
    kind, config, text = MOODY["page"]
    world = play(text, the_type(kind, config, moods.be(mood))).world
    found = dry_run(world.teams, world.plugins)
    assert found.faults == (f"paging.tower of team shop cannot be made: {TOLD[mood]}",)


def test_check_says_which_strategy_gives_no_plan(moods: Moods, play: Callable[..., Play]) -> None:
    kind, config, text = MOODY["plan"]
    world = play(text, the_type(kind, config, lambda *_: all_of_them(moods.be("interrupts")))).world
    found = dry_run(world.teams, world.plugins)
    why = "escalation.P1 of team shop gives no plan: KeyboardInterrupt was raised"
    assert found.warnings == (why,)


def test_an_instance_that_can_close_is_closed_at_the_stop(play: Callable[..., Play]) -> None:
    closed = threading.Event()
    kind, config, text = MOODY["page"]

    def make(*_: object) -> object:
        made = all_of_them(lambda *_: None)
        type(made).close = lambda _self: closed.set()  # type: ignore[attr-defined]  # a class of ours
        return made

    one = play(text, the_type(kind, config, make))
    one.begin()
    one.world.system.stop(SOON_S)
    assert closed.is_set()
