"""Engines that are broken on purpose: each rule of who is told, when and how often, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.stateful import test_engine_races as races
from tests.stateful.engine_machine import EngineMachine
from tests.stateful.grounds import Ground
from tests.stateful.mutants import Break, Check, Mutant
from tests.stateful.running import same_stories
from tests.stateful.worlds import Pair, pair
from tocsin.domain import fall_due, obligation, obligations
from tocsin.domain.escalation import obligations as escalation
from tocsin.domain.incident import Incident
from tocsin.domain.obligation import Nudge, Obligation, Timer
from tocsin.engine import delivery
from tocsin.store.contract import Claim, EffectEnd, InboxRow
from tocsin.store.memory_lanes import MemoryTx
from tocsin.store.memory_write import MemoryWrite

Rows = tuple[tuple[int, datetime, Nudge], ...]
EXAMPLES, STEPS = 60, 25
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def engine(ground: Ground) -> None:
    """The stateful test of the engine, the same stories in every run."""
    same_stories(lambda: EngineMachine(ground), most=EXAMPLES, steps=STEPS)


def race(test: Callable[[Pair], None]) -> Check:
    """A directed test as a check."""

    def check(ground: Ground) -> None:
        ground.wipe()
        with TemporaryDirectory() as folder, pair(ground, Path(folder)) as two:
            test(two)

    return check


CHECKS: dict[str, Check] = {
    "engine": engine,
    "one group": race(races.test_webhooks_of_one_group_at_once_make_one_incident),
    "one message": race(
        races.test_a_message_that_both_processes_get_is_answered_alike_and_done_once
    ),
    "ladder": race(races.test_each_step_of_the_ladder_is_fired_by_one_of_several_loops),
    "answer": race(races.test_who_acknowledges_when_the_next_step_is_due_ends_the_ladder),
    "unsent": race(races.test_an_answer_before_the_worker_looks_leaves_the_page_unsent),
    "outlived": race(races.test_a_worker_that_outlives_its_lease_settles_nothing),
    "failed late": race(races.test_a_worker_that_fails_after_its_lease_puts_nothing_back),
    "room": race(races.test_what_is_said_while_the_room_is_opened_waits_for_it_and_is_told),
    "order": race(races.test_several_workers_beside_commands_tell_everything_once_and_in_order),
}


def an_answered_page_is_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(delivery, "still_wanted", lambda _row, _incident: True)


def no_timers_with_the_command(patch: pytest.MonkeyPatch) -> None:
    def set_timers(tx: MemoryWrite, _incident: str, _number: int, _timers: Iterable[Timer]) -> None:
        """Forgotten."""

    patch.setattr(MemoryWrite, "set_timers", set_timers)


def nudges(patch: pytest.MonkeyPatch, change: Callable[[Rows], Rows]) -> None:
    """What `FallDue` sees of the undone nudges."""
    honest = obligation.undone

    def undone(incident: Incident, owed: Obligation) -> Rows:
        return change(honest(incident, owed))

    patch.setattr(fall_due, "undone", undone)


def only_one_nudge_is_done(patch: pytest.MonkeyPatch) -> None:
    nudges(patch, lambda rows: rows[:1])


def nudges_come_early(patch: pytest.MonkeyPatch) -> None:
    nudges(patch, lambda rows: tuple((index, LONG_AGO, nudge) for index, _, nudge in rows))


def an_answer_does_not_end_the_ladder(patch: pytest.MonkeyPatch) -> None:
    def ack(incident: Incident) -> Iterable[Obligation]:
        running = incident.ladder
        deaf = replace(incident, ladder=replace(running, acknowledged=False)) if running else None
        return escalation.ack(deaf or incident)

    rules: Sequence[obligations.Rule] = obligations.RULES
    deaf = tuple(ack if rule is escalation.ack else rule for rule in rules)
    patch.setattr(obligations, "RULES", deaf)


def episodes_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTx.set_fact

    def set_fact(tx: MemoryTx, space: str, key: str, value: str | None) -> None:
        if space != "episode":
            honest(tx, space, key, value)

    patch.setattr(MemoryTx, "set_fact", set_fact)


def messages_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    def inbox(_tx: MemoryTx, _source: str, _message: str) -> InboxRow | None:
        return None

    patch.setattr(MemoryTx, "inbox", inbox)


def a_lost_lease_counts(patch: pytest.MonkeyPatch) -> None:
    """Who lost the lane records what became of its attempt all the same."""
    honest, retried = MemoryTx.settle, MemoryTx.retry

    def settle(tx: MemoryTx, claim: Claim, outcome: EffectEnd, error: str, now: datetime) -> bool:
        honest(tx, claim, outcome, error, now)
        return True

    def retry(
        tx: MemoryTx,
        claim: Claim,
        due: datetime,
        error: str,
        *,
        ambiguous: bool,
        attempts: int | None = None,
    ) -> bool:
        retried(tx, claim, due, error, ambiguous=ambiguous, attempts=attempts)
        return True

    patch.setattr(MemoryTx, "settle", settle)
    patch.setattr(MemoryTx, "retry", retry)


def what_waits_for_a_room_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTx, "unpark", lambda _tx, _incident, _need: None)


BREAKS: dict[str, tuple[Break, ...]] = {
    "engine": (
        an_answered_page_is_sent,
        no_timers_with_the_command,
        only_one_nudge_is_done,
        nudges_come_early,
        an_answer_does_not_end_the_ladder,
        what_waits_for_a_room_is_forgotten,
    ),
    "ladder": (no_timers_with_the_command,),
    "one group": (episodes_are_forgotten,),
    "one message": (messages_are_forgotten,),
    "unsent": (an_answered_page_is_sent,),
    "failed late": (a_lost_lease_counts,),
    "room": (what_waits_for_a_room_is_forgotten,),
}
MUTANTS = [
    Mutant(name=breaks.__name__.replace("_", " "), store="memory", check=check, breaks=breaks)
    for check, every in BREAKS.items()
    for breaks in every
]
