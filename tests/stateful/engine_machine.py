"""One step of the engine at a time: what a whole run would hide is seen between any two of them.

A timer is fired alone, a worker carries one effect out, time passes and nobody does anything, a
worker dies in the middle of a call. `tests/engine/test_properties.py` lets the system run to rest
between commands; here it never has to.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.engine.given import (
    START,
    Bell,
    Crash,
    World,
    refused,
    timed_out,
    unavailable,
)
from tests.stateful.grounds import Ground
from tests.stateful.worlds import Opened
from tocsin.domain.fall_due import FallDue
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligation import Timer
from tocsin.domain.obligations import obligations, timers
from tocsin.domain.people import ENGINE
from tocsin.engine.sweeper import Sweeper
from tocsin.providers import Call, PageRequest, Ref
from tocsin.store.contract import Pool, Tx

MOST = 2
FAULTS: dict[str, Callable[[], BaseException | None]] = {
    "up": lambda: None,
    "down": unavailable,
    "timeout": timed_out,
    "refuses": refused,
}
WORDS = (
    "ack", "ack", "accept", "severity p0", "severity p2 less than we thought", "take ic",
    "take tl", "page @bo look", "escalate em stuck", "mitigate rollback 812", "approve", "done",
    "mitigated", "resolve --override it is over", "reopen it is back",
    "update investigating | b | c | 20m", "snooze update 10m", "handoff ic @bo",
    "decline noise", "close",
)  # fmt: skip
people = st.sampled_from(["ana", "bo", "eva"])
places = st.integers(0, MOST - 1)
pools = st.sampled_from(["page", "page", "chat", "other"])


@dataclass
class Watched(Bell):
    """A bell that looks, at each call, whether that call may be made."""

    world: World | None = None
    wrong: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)

    def page(self, request: PageRequest, call: Call) -> Ref:
        assert self.world is not None
        number, page = call.object_key.removeprefix("INC-").split(".")
        state = self.world.incident(int(number)).pages[page].state
        if state in ("acked", "skipped"):
            self.wrong.append(f"{call.object_key} is sent, and is {state}")
        if call.object_key in self.ended:
            self.wrong.append(f"{call.object_key} rings again after it was ended")
        return super().page(request, call)

    def acknowledge(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self.ended.add(call.object_key)
        super().acknowledge(request, ref, call)

    def resolve(self, request: PageRequest, ref: Ref, call: Call) -> None:
        self.ended.add(call.object_key)
        super().resolve(request, ref, call)


class EngineMachine(RuleBasedStateMachine):
    """One deployment, step by step."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        ground.wipe()
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(self.folder, Opened(ground.crash))
        for name in ("tower", "church"):
            self.world.bells[name] = Watched(self.world.clock, world=self.world)
        self.world.restart()
        self.fired: list[tuple[str, Timer]] = []

    # ------------------------------------------------------------------------ helpers

    @property
    def incidents(self) -> list[Incident]:
        return [self.world.incident(number) for number in range(1, self.world.count() + 1)]

    def due(self, later: timedelta = timedelta()) -> Sequence[tuple[str, Timer]]:
        now = self.world.clock() + later
        return self.world.store.read(lambda tx: tx.timers_due(now, 100))

    def fall_due(self, incident: str, timer: Timer) -> int:
        """Fire a timer, whatever the time is; how many events that makes."""
        command = FallDue(name=timer.name, nudge=timer.nudge, generation=timer.generation)

        def unit(tx: Tx) -> int:
            return len(self.world.system.execute.command(tx, incident, command, by=ENGINE).events)

        return self.world.store.write(unit)

    def surviving(self, step: str, *given: object, **named: object) -> None:
        """A step of a loop; if its process dies, the next one starts."""
        try:
            part, _, method = step.partition(".")
            getattr(getattr(self.world.system, part), method)(*given, **named)
        except Crash:
            self.world.restart()

    # -------------------------------------------------------------------------- rules

    @initialize(severity=st.sampled_from(["p0", "p1"]))
    def trouble(self, severity: str) -> None:
        """Every story has a beginning that matters."""
        self.world.say(f"!incident declare it is broken {severity}")

    @rule(severity=st.sampled_from(["p0", "p1", "p2", ""]), by=people)
    def declare(self, severity: str, by: str) -> None:
        if self.world.count() < MOST:
            self.world.say(f"!incident declare it is broken {severity}", by)

    @rule(status=st.sampled_from(["firing", "resolved"]))
    def alert(self, status: str) -> None:
        if self.world.count() < MOST:
            self.world.alert("a", status=status)

    @rule(words=st.sampled_from(WORDS), by=people, place=places)
    def command(self, words: str, by: str, place: int) -> None:
        self.world.say(f"!incident INC-{1 + place % self.world.count()} {words}", by)

    @rule(seconds=st.sampled_from([1, 31, 60, 301, 900, 3600]))
    def nobody_does_anything(self, seconds: int) -> None:
        self.world.clock.at += timedelta(seconds=seconds)

    @rule(place=st.integers(0, 9))
    def one_timer_fires(self, place: int) -> None:
        """After it, no timer of that obligation is due at or before this moment."""
        due = self.due()
        if not due:
            next_at = self.world.store.read(lambda tx: tx.next_timer_at())
            self.world.clock.at = max(self.world.clock(), next_at or self.world.clock())
            due = self.due()
        if due:
            incident, timer = due[place % len(due)]
            self.fall_due(incident, timer)
            self.fired.append((incident, timer))
            names = [one.name for one_incident, one in self.due() if one_incident == incident]
            assert timer.name not in names

    @rule()
    def every_timer_fires(self) -> None:
        self.surviving("timers.step", self.world.clock())

    @rule(place=st.integers(0, 9))
    def an_old_timer_fires_again(self, place: int) -> None:
        """What was carried out, or belongs to another generation, decides nothing."""
        if self.fired:
            incident, timer = self.fired[place % len(self.fired)]
            now = next(one for one in self.incidents if one.id == incident)
            again = (timer.name, timer.generation)
            if again not in {(one.name, one.generation) for _, one in self.due()}:
                assert self.fall_due(incident, timer) == 0
                assert self.world.incident(now.number) == now

    @rule(place=st.integers(0, 9))
    def a_timer_fires_too_early(self, place: int) -> None:
        """A clock that went back, or a worker with a wrong one: the incident knows better."""
        due = self.due()
        early = [row for row in self.due(timedelta(hours=2)) if row not in due]
        if early:
            incident, timer = early[place % len(early)]
            assert self.fall_due(incident, timer) == 0

    @rule(pool=pools, more=st.sampled_from([0, 0, 3]))
    def one_worker_works(self, pool: Pool, more: int) -> None:
        self.surviving("delivery.step", (pool,), more=more)

    @rule(tool=st.sampled_from(["tower", "church"]), fault=st.sampled_from(sorted(FAULTS)))
    def a_tool_fails(self, tool: str, fault: str) -> None:
        self.world.bell(tool).broken = FAULTS[fault]()

    @rule(fault=st.sampled_from(["up", "down"]))
    def the_chat_fails(self, fault: str) -> None:
        self.world.chat.down = FAULTS[fault]()

    @rule(words=st.sampled_from(["", "ack", "resolve --override over"]), by=people, place=places)
    def something_happens_in_a_call(self, words: str, by: str, place: int) -> None:
        """The next call of the first tool: its process dies in it, or somebody speaks meanwhile."""
        number = 1 + place % self.world.count()
        say = f"!incident INC-{number} {words}"
        self.world.bell().script = [(lambda: self.world.say(say, by)) if words else Crash()]

    @rule(minutes=st.sampled_from([0, 20]))
    def the_process_starts_again(self, minutes: int) -> None:
        self.world.clock.at += timedelta(minutes=minutes)
        self.world.restart()

    # --------------------------------------------------------------------- invariants

    @invariant()
    def each_incident_is_the_fold_of_its_gapless_events(self) -> None:
        for one in self.incidents:
            stored = self.world.store.read(lambda tx, key=one.id: tx.events(key))  # type: ignore[misc]
            assert [row.seq for row in stored] == list(range(1, one.version + 1))
            assert self.world.refolded(one.number) == one

    @invariant()
    def timers_are_what_is_owed(self) -> None:
        for one in self.incidents:
            kept = self.world.store.read(lambda tx, key=one.id: tx.timers(key))  # type: ignore[misc]
            assert set(kept) == set(timers(one))
            if one.ladder is not None and one.ladder.acknowledged:
                assert "ack" not in {timer.name for timer in kept}

    @invariant()
    def a_grave_incident_always_owes_something(self) -> None:
        for one in self.incidents:
            if one.severity in ("P0", "P1") and one.status in ACTIVE:
                assert obligations(one)
                assert timers(one) or (one.ladder is not None and one.ladder.exhausted)

    @invariant()
    def nobody_is_called_after_the_answer(self) -> None:
        for bell in self.world.bells.values():
            assert isinstance(bell, Watched)
            assert bell.wrong == []

    @invariant()
    def every_lane_has_its_time_or_is_parked(self) -> None:
        """No effect waits where nobody will look."""
        lanes = self.world.store.read(lambda tx: tx.lanes())
        waiting = {row.lane: row.needs for row in reversed(self.world.pending())}
        assert {name: bool(need) for name, need in waiting.items()} == {
            name: at is None for name, at in lanes.items()
        }

    def teardown(self) -> None:
        """When all is well again everything is told, and the sweeper finds nothing to mend."""
        try:
            for bell in self.world.bells.values():
                bell.broken, bell.script = None, []
            self.world.chat.down = None
            self.world.restart()
            self.world.run(minutes=12)
            assert self.world.pending() == []
            assert Sweeper(self.world.store, self.world.system.execute).step(START) == 0
            self.nobody_is_called_after_the_answer()
        finally:
            shutil.rmtree(self.folder)
