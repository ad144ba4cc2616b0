"""Schedules kept in a tool: read in the background, used when old, never in the way of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.given import P1, START, TEAM, MemoryHome, SqliteHome, World, refused, unavailable
from tocsin.engine.schedules import ScheduleReader
from tocsin.providers import (
    Call,
    OnCallEntry,
    ProviderConfig,
    ProviderType,
    ScheduleCapability,
    Window,
)

SHOP = TEAM.replace(
    '[oncall.primary]\npeople = ["ana"]', '[oncall.primary]\nschedule = "rota"\nid = "S1"'
).replace('name = "Ana"\n', 'name = "Ana"\nemail = "Ana@Shop.test"\naccounts = {rota = "U-ana"}\n')
SHOP += "[schedules.rota]\n"
NINE = START
Homes = Callable[[Path], MemoryHome | SqliteHome]


class RotaConfig(ProviderConfig):
    """A rota has no settings."""


@dataclass
class Rota:
    """A tool that says what it is told to say, and remembers when it was asked."""

    capabilities: frozenset[ScheduleCapability] = frozenset()
    says: object = (OnCallEntry(user="ana"),)
    down: BaseException | None = None
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def on_call(self, schedule: str, at: datetime, call: Call) -> tuple[OnCallEntry, ...]:
        self.asked.append((schedule, call.at))
        self.deadlines.append(call.deadline_s)
        if self.down is not None:
            raise self.down
        return self.says  # type: ignore[return-value]  # a plugin may say anything

    def shifts(self, schedule: str, window: Window, call: Call) -> tuple[OnCallEntry, ...]:
        assert window.start == call.at < window.end
        return self.on_call(schedule, window.start, call)


class Kept(World):
    """The shop, whose primary is kept in a rota."""

    def __init__(
        self, folder: Path, rota: Rota, home: MemoryHome | SqliteHome | None = None
    ) -> None:
        self.rota = rota
        kind = ProviderType(
            kind="schedules",
            name="rota",
            summary="a rota",
            config=RotaConfig,
            factory=lambda _config, _context: rota,
        )
        super().__init__(folder, home, teams={"shop": SHOP}, types=(kind,))

    def read(self) -> int:
        """What the background loop does, once."""
        return self.system.schedules.step(self.clock())

    def wait(self, **span: float) -> None:
        self.clock.at += timedelta(**span)

    def primary(self) -> str:
        """The line of `!oncall` about the primary."""
        return next(
            line for line in self.say("!oncall").text.as_plain().splitlines() if "primary" in line
        )

    def paged(self) -> list[str]:
        return [page.person for page in self.incident().pages.values()]


def turn(user: str, start: float, end: float) -> OnCallEntry:
    """On call from and to so many hours after nine."""
    hours = (timedelta(hours=start), timedelta(hours=end))
    return OnCallEntry(user=user, start=NINE + hours[0], end=NINE + hours[1])


@pytest.fixture
def rota() -> Rota:
    return Rota()


@pytest.fixture
def kept(tmp_path: Path, rota: Rota) -> Kept:
    return Kept(tmp_path, rota)


def test_who_is_on_call_in_the_tool_is_paged(kept: Kept) -> None:
    kept.read()
    kept.tell(P1)
    assert kept.paged() == ["ana"]
    assert kept.rota.asked == [("S1", START)]
    assert kept.rota.deadlines == [5.0]


@pytest.mark.parametrize(
    "entry",
    [
        OnCallEntry(user="ana"),
        OnCallEntry(user="U-ana"),
        OnCallEntry(user="Q7", email="ana@shop.TEST"),
    ],
    ids=["by id", "by account", "by e-mail"],
)
def test_a_person_is_known_by_id_account_or_e_mail(kept: Kept, entry: OnCallEntry) -> None:
    kept.rota.says = (entry,)
    kept.read()
    assert kept.primary() == "primary: Ana (@ana)"


def test_somebody_in_no_team_file_is_said_and_the_next_is_called(kept: Kept) -> None:
    kept.rota.says = (OnCallEntry(user="zoe\nforged"),)
    kept.read()
    assert kept.primary().startswith("primary: zoe forged there, who is in no team file")
    kept.tell(P1)
    kept.run(minutes=6)
    assert kept.paged() == ["bo"]
    assert kept.chat.heard().count("Nobody stands behind primary now") == 1


def test_the_first_of_several_who_is_in_a_team_file_is_called(kept: Kept) -> None:
    kept.rota.says = (OnCallEntry(user="zoe"), OnCallEntry(user="bo"), OnCallEntry(user="ana"))
    kept.read()
    assert kept.primary() == "primary: Bo (@bo)"


def test_levels_are_shown_in_the_order_of_the_file(kept: Kept) -> None:
    kept.read()
    levels = [line.split(":")[0] for line in kept.say("!oncall").text.as_plain().splitlines()[1:]]
    assert levels == ["primary", "backup"]


def test_no_command_asks_the_tool(kept: Kept) -> None:
    kept.rota.down = AssertionError("asked on the way of a command")
    kept.say("!oncall")
    kept.say(P1)
    kept.say("!incident page primary")
    assert not kept.rota.asked


def test_before_the_first_reading_it_is_said_and_the_next_is_called(kept: Kept) -> None:
    kept.rota.down = unavailable()
    assert kept.primary() == "primary: not known; its schedule could not be read yet"
    kept.tell(P1)
    kept.run(minutes=6)
    heard = kept.chat.heard()
    assert "Who is primary is not known: the schedule could not be read yet" in heard
    assert kept.paged() == ["bo"]


def test_it_is_read_every_two_minutes_and_not_before(kept: Kept) -> None:
    assert [kept.read(), kept.read()] == [1, 0]
    kept.wait(minutes=2)
    assert kept.read() == 1


def test_a_tool_that_is_down_is_asked_again_in_half_a_minute(kept: Kept) -> None:
    kept.rota.down = unavailable()
    kept.read()
    kept.wait(seconds=29)
    kept.read()
    kept.wait(seconds=1)
    kept.read()
    assert [at - START for _, at in kept.rota.asked] == [timedelta(), timedelta(seconds=30)]


def test_a_tool_that_asks_for_time_gets_it(kept: Kept) -> None:
    kept.rota.down = unavailable(after=90)
    for _ in range(10):
        kept.read()
        kept.wait(seconds=10)
    assert [at - START for _, at in kept.rota.asked] == [timedelta(), timedelta(seconds=90)]


def test_a_stale_reading_is_used_and_said(kept: Kept) -> None:
    kept.read()
    kept.rota.down = unavailable()
    kept.wait(minutes=11)
    kept.read()
    as_of = "10:00 CET (11 min ago)"
    assert (
        kept.primary() == f"primary: Ana (@ana); as of {as_of}, its schedule cannot be read since"
    )
    kept.tell(P1)
    assert kept.paged() == ["ana"]
    said = "Paging Ana (primary), step 1. The schedule cannot be read; this is as of 10:00 CET."
    assert said in kept.chat.heard()
    assert "The schedule was read last at 10:00 CET" in kept.tell("!incident INC-1 timeline")


def test_a_page_by_hand_says_it_too(kept: Kept) -> None:
    kept.read()
    kept.tell("!incident declare slow p2")
    kept.rota.down = unavailable()
    kept.wait(minutes=11)
    kept.tell("!incident INC-1 page primary please look", by="bo")
    assert "please look. The schedule cannot be read; this is as of 10:00 CET." in kept.chat.heard()


def test_a_short_outage_is_nobodys_news(kept: Kept) -> None:
    kept.read()
    kept.rota.down = unavailable()
    kept.wait(minutes=9)
    kept.tell(P1)
    assert "schedule" not in kept.primary() + kept.chat.heard()


def test_a_level_in_the_team_file_says_nothing_of_schedules(kept: Kept) -> None:
    kept.rota.down = unavailable()
    assert "backup: Bo (@bo), until" in kept.say("!oncall").text.as_plain()


@pytest.mark.parametrize(
    "home", [lambda _: MemoryHome(), lambda folder: SqliteHome(folder / "t.db")]
)
def test_the_last_reading_outlives_a_restart(tmp_path: Path, rota: Rota, home: Homes) -> None:
    kept = Kept(tmp_path, rota, home(tmp_path))
    kept.read()
    rota.down = unavailable()
    kept.restart()
    kept.tell(P1)
    assert kept.paged() == ["ana"]


def test_what_another_replica_read_a_moment_ago_is_not_read_again(kept: Kept) -> None:
    kept.read()
    other = ScheduleReader(
        store=kept.store,
        teams=kept.teams.teams,
        people=kept.teams.people,
        schedules={("shop", "rota"): kept.rota},
        heard=lambda _team, _name, _worked: None,
    )
    assert other.step(kept.clock()) == 0


def test_a_turn_known_beforehand_begins_while_the_tool_is_down(kept: Kept) -> None:
    kept.rota.capabilities = frozenset({"shifts"})
    kept.rota.says = (turn("ana", 0, 12), turn("bo", 12, 24))
    kept.read()
    assert kept.primary() == "primary: Ana (@ana), until 22:00 CET (in 12 h)"
    kept.rota.down = unavailable()
    kept.wait(hours=12)
    assert kept.primary().startswith("primary: Bo (@bo), until")


def test_nobody_on_call_in_between_is_said(kept: Kept) -> None:
    kept.rota.capabilities = frozenset({"shifts"})
    kept.rota.says = (turn("ana", 0, 0.01), turn("bo", 12, 24))
    kept.read()
    kept.wait(minutes=5)
    kept.read()
    assert kept.primary() == "primary: nobody"


def test_past_what_is_known_the_last_one_stays(kept: Kept) -> None:
    kept.rota.says = (turn("ana", -12, 1),)
    kept.read()
    kept.rota.down = unavailable()
    kept.wait(hours=3)
    assert kept.primary().startswith("primary: Ana (@ana)")


@pytest.mark.parametrize(
    "answer",
    [None, "ana", ("ana",), (OnCallEntry(user="ana", start=datetime(2026, 1, 1)),)],  # noqa: DTZ001  # a zone is what is missing
)
def test_an_answer_that_makes_no_sense_is_none(kept: Kept, answer: object) -> None:
    kept.rota.says = answer
    assert kept.read() == 0
    kept.rota.says = (OnCallEntry(user="bo"),)
    kept.wait(seconds=30)
    assert kept.read() == 1
    assert kept.primary() == "primary: Bo (@bo)"


@pytest.mark.parametrize("error", [ZeroDivisionError(), SystemExit(3), refused()])
def test_a_plugin_that_breaks_stops_nothing(kept: Kept, error: BaseException) -> None:
    kept.rota.down = error
    assert kept.read() == 0
    assert kept.say(P1).accepted


def test_how_the_tool_fares_is_shown(kept: Kept) -> None:
    def fare() -> tuple[bool, str]:
        found = kept.system.health.states(kept.system.instances.providers)
        one = next(one for one in found if one.name == "shop/schedules.rota")
        return one.ok, one.detail

    assert fare() == (True, "not asked since the start")
    kept.read()
    assert fare()[0]
    kept.rota.down = unavailable()
    kept.wait(minutes=2)
    kept.read()
    assert fare() == (
        False, "1 attempt failed, the first 0 s ago; it worked last 120 s ago; the log says why"
    )  # fmt: skip


def test_an_outage_is_logged_once(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    kept.rota.down = unavailable("gone fishing")
    for _ in range(3):
        kept.read()
        kept.wait(minutes=1)
    assert caplog.text.count("gone fishing") == 1
