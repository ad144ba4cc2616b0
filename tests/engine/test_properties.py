"""Whatever people, monitoring, vendors and power cuts do: what must always hold, holds."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.engine.given import (
    Crash,
    Home,
    MemoryHome,
    Seen,
    SqliteHome,
    World,
    refused,
    timed_out,
    unavailable,
)
from tocsin.domain.effects import effects
from tocsin.domain.evolve import evolve
from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligation import undone
from tocsin.domain.obligations import owed, timers
from tocsin.engine.alert_attempts import NEEDS
from tocsin.engine.export_verification import Verification, verify_export
from tocsin.engine.incident_export import as_export
from tocsin.engine.ports import Attempted
from tocsin.store.contract import EffectRow

MOST = 4
FAULTS: dict[str, Callable[[], BaseException | None]] = {
    "up": lambda: None,
    "down": unavailable,
    "slow down": lambda: unavailable(after=120),
    "timeout": timed_out,
    "refuses": refused,
    "breaks": lambda: ValueError("a mistake in a plugin"),
}
WORDS = (
    "ack", "accept", "decline noise", "severity p0", "severity p2 less than we thought", "take ic",
    "take tl", "page @bo look", "escalate em stuck", "mitigate rollback 812", "approve", "done",
    "mitigated", "check 1", "resolve --override it is over", "reopen it is back", "close",
    "update a | b | c | 20m", "handoff ic @bo", "accept-handoff", "flag security",
    "snooze update 10m",
)  # fmt: skip
PEOPLE = st.sampled_from(["ana", "bo", "eva", "guest-x"])


class Guard(Seen):
    """Sees every attempt as it ends, before it is settled."""

    world: World | None = None
    wrong: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.wrong = []

    def attempted(self, row: EffectRow, outcome: Attempted, error: str) -> None:
        if row.op != "page" or outcome == "skipped" or self.world is None:
            return
        incident = self.world.store.read(lambda tx: tx.incident(row.incident))
        assert incident is not None
        page = incident.pages[_page(row)]
        if page.state in ("acked", "skipped"):
            self.wrong.append(f"{row.key} was sent after its answer")


def _page(row: EffectRow) -> str:
    return str(json.loads(row.payload)["page"])


class Story(RuleBasedStateMachine):
    """Random commands, faults, moments and crashes on one deployment."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.guard = Guard()
        self.world = World(self.folder, self.home())
        self.guard.world = self.world
        self.world.watcher = self.guard
        self.world.restart()

    def home(self) -> Home:
        return MemoryHome()

    def live(self, *, seconds: float = 0, minutes: float = 0) -> None:
        """Let time pass; a crash on the way is followed by a new start."""
        for _ in range(5):
            try:
                self.world.run(seconds=seconds, minutes=minutes)
            except Crash:
                self.world.restart()
            else:
                return

    @property
    def incidents(self) -> list[Incident]:
        return [self.world.incident(n) for n in self.numbers()]

    def numbers(self) -> list[int]:
        rows = self.world.store.read(lambda tx: tx.incidents(open_only=False))
        return sorted(row.number for row in rows)

    @initialize(fault=st.sampled_from(sorted(FAULTS)), severity=st.sampled_from(["p0", "p1"]))
    def trouble(self, fault: str, severity: str) -> None:
        """Every story has a beginning that matters."""
        self.tool_fault("tower", fault)
        self.declare(severity, "ana")

    @rule(by=PEOPLE, seconds=st.sampled_from([0, 5, 31]))
    def acknowledge(self, by: str, seconds: int) -> None:
        self.live(seconds=seconds)
        if self.numbers():
            self.world.say(f"!incident INC-{self.numbers()[-1]} ack", by)

    @rule(severity=st.sampled_from(["p0", "p1", "p2", "p3", ""]), by=PEOPLE)
    def declare(self, severity: str, by: str) -> None:
        if len(self.numbers()) < MOST:
            self.world.say(f"!incident declare it is broken {severity}", by)

    @rule(
        key=st.sampled_from("ab"),
        status=st.sampled_from(["firing", "resolved"]),
        severity=st.sampled_from(["critical", "info"]),
    )
    def alert(self, key: str, status: str, severity: str) -> None:
        if len(self.numbers()) < MOST:
            self.world.alert(key, status=status, severity=severity)

    @rule(words=st.sampled_from(WORDS), by=PEOPLE, place=st.integers(0, MOST - 1))
    def command(self, words: str, by: str, place: int) -> None:
        numbers = self.numbers()
        if numbers:
            self.world.say(f"!incident INC-{numbers[place % len(numbers)]} {words}", by)

    @rule(message=st.sampled_from(["same-1", "same-2"]), words=st.sampled_from(WORDS))
    def repeat(self, message: str, words: str) -> None:
        """A platform delivers a message twice: nothing happens the second time."""
        if self.numbers():
            text = f"!incident INC-{self.numbers()[0]} {words}"
            first = self.world.say(text, message=message)
            versions = [one.version for one in self.incidents]
            assert self.world.say(text, message=message) == first
            assert [one.version for one in self.incidents] == versions

    @rule(tool=st.sampled_from(["tower", "church"]), fault=st.sampled_from(sorted(FAULTS)))
    def tool_fault(self, tool: str, fault: str) -> None:
        self.world.bell(tool).broken = FAULTS[fault]()

    @rule(fault=st.sampled_from(["up", "down", "breaks"]))
    def chat_fault(self, fault: str) -> None:
        self.world.chat.down = FAULTS[fault]()

    @rule(fault=st.sampled_from(["up", "down", "refuses"]))
    def room_fault(self, fault: str) -> None:
        self.world.chat.rooms_down = FAULTS[fault]()

    @rule(tool=st.sampled_from(["tower", "church"]))
    def power_cut_while_paging(self, tool: str) -> None:
        self.world.bell(tool).script = [Crash()]

    @rule()
    def power_cut_after_a_post(self) -> None:
        def die() -> None:
            self.world.chat.post_hook = lambda: None
            raise Crash

        self.world.chat.post_hook = die

    @rule(by=PEOPLE)
    def answer_while_a_page_is_in_flight(self, by: str) -> None:
        numbers = self.numbers()
        if numbers:
            self.world.bell().script = [
                lambda: self.world.say(f"!incident INC-{numbers[-1]} take tl", by)
            ]

    @rule(seconds=st.sampled_from([0, 1, 5, 31, 60, 301, 900, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.live(seconds=seconds)

    @rule(minutes=st.sampled_from([0, 1, 20]))
    def restart(self, minutes: int) -> None:
        self.world.store.close()
        self.world.clock.at = self.world.clock.at + timedelta(minutes=minutes)
        self.world.boot()

    @invariant()
    def projections_are_the_fold_of_their_events(self) -> None:
        for number in self.numbers():
            assert self.world.incident(number) == self.world.refolded(number)

    @invariant()
    def versions_are_gapless_and_chains_hold(self) -> None:
        for one in self.incidents:
            stored = self.world.store.read(lambda tx, key=one.id: tx.events(key))  # type: ignore[misc]
            assert [row.seq for row in stored] == list(range(1, one.version + 1))
            assert verify_export(as_export(one, stored, self.world.teams.people)) == Verification(
                fault=None
            )

    @invariant()
    def every_effect_is_there_exactly_once(self) -> None:
        for one in self.incidents:
            stored = self.world.store.read(lambda tx, key=one.id: tx.events(key))  # type: ignore[misc]
            state, wanted = Incident(id=one.id, policy=one.policy), []
            for row in stored:
                assert row.event is not None
                state = evolve(state, row.event)
                for n, effect in enumerate(effects(row.event, state)):
                    person = effect.about.person if effect.op == "direct" else "ana"
                    # The sources of this team cannot be told of their alerts.
                    if person in self.world.teams.people and effect.op not in NEEDS:
                        wanted.append(f"{one.id}:{state.version}:{n}:{effect.target}")
            rows = self.world.store.read(lambda tx, key=one.id: tx.settled(key))  # type: ignore[misc]
            kept = [row.key for row in rows]
            kept += [row.key for row in self.world.pending() if row.incident == one.id]
            assert sorted(kept) == sorted(wanted)

    @invariant()
    def timers_are_what_is_owed(self) -> None:
        for one in self.incidents:
            kept = self.world.store.read(lambda tx, key=one.id: tx.timers(key))  # type: ignore[misc]
            assert set(kept) == set(timers(one))

    @invariant()
    def nobody_who_must_be_reached_is_forgotten(self) -> None:
        for one in self.incidents:
            if one.severity not in ("P0", "P1") or one.status not in ACTIVE:
                continue
            if "acknowledged" in one.milestones:
                continue
            ack = owed(one, "ack")
            assert ack is not None, f"{one.key} calls nobody"
            assert undone(one, ack) or (one.ladder is not None and one.ladder.exhausted)

    @invariant()
    def no_page_goes_out_after_its_answer(self) -> None:
        assert self.guard.wrong == []

    def teardown(self) -> None:
        """When all is well again, everything is told."""
        try:
            for bell in self.world.bells.values():
                bell.broken, bell.script = None, []
            chat = self.world.chat
            chat.down, chat.rooms_down, chat.post_hook = None, None, lambda: None
            self.world.restart()
            self.live(minutes=12)
            assert [(row.op, row.target, row.needs) for row in self.world.pending()] == []
            self.no_page_goes_out_after_its_answer()
            self.every_effect_is_there_exactly_once()
        finally:
            self.world.store.close()
            shutil.rmtree(self.folder)


class SqliteStory(Story):
    """The same on a database."""

    def home(self) -> Home:
        return SqliteHome(self.folder / "t.db")


EXAMPLES = int(os.environ.get("TOCSIN_EXAMPLES", "25"))


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Faults are the point: their logs are no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("story", "examples"), [(Story, EXAMPLES), (SqliteStory, EXAMPLES // 5)])
def test_what_must_always_hold(story: type[Story], examples: int) -> None:
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
