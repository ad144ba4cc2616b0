"""Stores that are broken on purpose, each in one small way, from outside.

A check that no mistake can fail proves nothing. Each mutant names the check that must fail on it;
`test_mutants.py` runs them all, and every check on an unbroken store too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.stateful import test_durable, test_lane_races, test_record_races
from tests.stateful.grounds import Ground
from tests.stateful.lane_machine import LaneMachine
from tests.stateful.record_machine import RecordMachine
from tests.stateful.running import same_stories
from tests.store.given import declare
from tocsin.store.contract import Store

Break = Callable[[pytest.MonkeyPatch], None]
Check = Callable[[Ground], None]
Race = Callable[[Store, Store], None]
EXAMPLES, STEPS = 100, 20
LANE_EXAMPLES = 220  # so many until each of the mutants is met


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A mistake somebody could make.

    Args:
        name: What this store does wrong.
        store: The kind of store it is made in.
        check: A key of `CHECKS`.
        breaks: Makes it.
        told: How the check fails.
    """

    name: str
    store: str
    check: str
    breaks: Break
    told: tuple[type[Exception], ...] = (AssertionError,)


def lanes(ground: Ground) -> None:
    """The stateful test of the lanes, the same stories in every run."""
    same_stories(lambda: LaneMachine(ground), most=LANE_EXAMPLES, steps=STEPS)


def records(ground: Ground) -> None:
    """The stateful test of everything else."""
    same_stories(lambda: RecordMachine(ground), most=EXAMPLES, steps=STEPS)


def race(test: Race) -> Check:
    """A directed test as a check."""

    def check(ground: Ground) -> None:
        ground.wipe()
        here = ground.open()
        declare(here)
        test(here, ground.another())

    return check


def durable(ground: Ground) -> None:
    """Killed after the answer."""
    test_durable.test_what_was_answered_is_there_after_the_process_was_killed(ground)


def urgency(_ground: Ground) -> None:
    """Urgent units before others."""
    test_durable.test_what_the_world_has_seen_is_kept_before_what_it_has_yet_to_see()


CHECKS: dict[str, Check] = {
    "lanes": lanes,
    "records": records,
    "durable": durable,
    "urgency": urgency,
    "takeover": race(test_lane_races.test_who_lost_the_lane_can_do_nothing_to_it),
    "unseen put": race(
        test_lane_races.test_a_lane_is_not_freed_while_what_is_put_into_it_is_not_yet_seen
    ),
    "more waits": race(test_lane_races.test_what_waits_behind_a_settled_effect_is_due_at_once),
    "one of many": race(test_lane_races.test_each_lane_is_claimed_by_one_of_many),
    "same version": race(
        test_record_races.test_of_two_that_were_decided_on_the_same_version_one_is_refused
    ),
    "command": race(test_record_races.test_a_command_while_a_timer_fires_sees_what_the_timer_did),
    "message": race(
        test_record_races.test_a_message_that_comes_again_while_it_is_handled_is_handled_once
    ),
    "stale fact": race(
        test_record_races.test_a_fact_that_was_written_since_it_was_read_is_read_again
    ),
    "timer": race(test_record_races.test_a_timer_is_fired_by_one_of_two),
    "replaced timer": race(
        test_record_races.test_a_timer_that_is_replaced_while_it_fires_is_not_there_any_more
    ),
}
