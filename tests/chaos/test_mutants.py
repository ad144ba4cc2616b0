"""Each build broken on purpose is caught, by the rule that is about it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.chaos.mutants import MUTANTS
from tests.chaos.rules import SENTENCES
from tests.chaos.trial import Homes, Trials

MOST = 700
CAUGHT_BY: Mapping[str, str] = {
    "no-fence": "one-fence",
    "no-lease": "one-fence",
    "no-seq": "all-quiet",
    "no-more": "all-quiet",
    "effect-dropped": "effects-counted",
    "effects-forgotten": "effects-counted",
    "effects-reversed": "lanes-in-order",
    "page-given-up": "never-given-up",
    "key-not-stable": "effects-counted",
    "timer-not-set": "timers-stand",
    "timer-early": "timers-stand",
    "timer-late": "timers-stand",
    "ack-ignored": "silent-after-the-answer",
    "settle-before-call": "repeats-have-a-reason",
    "doubt-forgotten": "ringing-is-stopped",
    "repeats-run-again": "answers-stand",
    "episode-forgotten": "one-episode",
    "body-lost": "history-holds",
    "answers-mixed-up": "answers-stand",
    "ladder-ahead": "never-early",
    "claim-breaks": "nothing-breaks",
    "cursor-ahead": "rooms-hear",
    "parked-forever": "all-quiet",
}


def test_every_mutant_has_a_rule_that_is_about_it() -> None:
    assert CAUGHT_BY.keys() == MUTANTS.keys()
    assert set(CAUGHT_BY.values()) <= SENTENCES.keys()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str, memory: Homes) -> None:
    trials = Trials(memory, MUTANTS[name].make)
    wanted = CAUGHT_BY[name]
    for seed in range(1, MOST + 1):
        breached = {one.rule for one in trials.seed(seed).breaches}
        if wanted in breached:
            return
    pytest.fail(f"{MOST} seeds and nobody noticed: {MUTANTS[name].sentence}")


def test_a_mutant_of_the_tables_is_for_the_store_in_memory_only() -> None:
    assert MUTANTS["no-seq"].memory_only
    assert not MUTANTS["no-fence"].memory_only
