"""A seed is a plan, a plan is a run, and both are the same every time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.chaos.draw import draw
from tests.chaos.mutants import MUTANTS
from tests.chaos.plan import Jump, Kill, Outage, Plan, Say, Step
from tests.chaos.trial import Homes, Trials, opened
from tests.patience import HANGS_S
from tests.proof import ROOT

SEEDS = range(1, 9)
PRINTS = """
from hashlib import sha256
from tests.chaos.trial import Trials, opened, quiet
with quiet(), opened("memory") as homes:
    trials = Trials(homes)
    for seed in range(1, 9):
        print(sha256("\\n".join(trials.seed(seed).log).encode()).hexdigest())
"""


def digests(trials: Trials) -> list[str]:
    return [sha256("\n".join(trials.seed(seed).log).encode()).hexdigest() for seed in SEEDS]


def test_a_seed_is_always_the_same_plan() -> None:
    assert [draw(seed) for seed in SEEDS] == [draw(seed) for seed in SEEDS]
    assert len({draw(seed).text() for seed in SEEDS}) == len(SEEDS)


def test_a_plan_is_always_the_same_run(trials: Trials) -> None:
    assert digests(trials) == digests(trials)


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_it_is_the_same_run_in_another_process(trials: Trials, hash_seed: str) -> None:
    """Whatever order a set has there."""
    done = subprocess.run(
        [sys.executable, "-c", PRINTS],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
        check=True,
    )
    assert done.stdout.split() == digests(trials)


def test_on_a_file_it_is_the_same_run_every_time() -> None:
    with opened("sqlite") as homes:
        assert digests(Trials(homes)) == digests(Trials(homes))


def test_a_plan_can_be_read() -> None:
    text = draw(1).text()
    assert text.startswith("seed 1: ")
    assert "call " in draw(8).text()


def test_a_run_without_any_fault_is_healthy(trials: Trials) -> None:
    plan = Plan(
        seed=0,
        luck=1,
        platforms=("terminal",),
        steps=(Step(wait=0.0, act=Say(by="ana", words="declare it is down p0")),),
    )
    verdict = trials.plan(plan)
    assert verdict.breaches == ()
    assert verdict.counts["crashes"] == verdict.counts["repeated"] == 0
    assert verdict.counts["rings"] == verdict.counts["pages"] > 1


def test_every_act_of_a_plan_happens(trials: Trials) -> None:
    plan = Plan(
        seed=0,
        luck=1,
        replicas=2,
        steps=(
            Step(wait=0.0, act=Say(by="ana", words="declare it is down p1")),
            Step(wait=1.0, act=Kill(replica=0, down=0.5)),
            Step(wait=1.0, act=Jump(seconds=60.0)),
            Step(wait=1.0, act=Outage(kind="full", seconds=5.0)),
            Step(wait=1.0, act=Say(by="ana", words="ack", incident=1)),
        ),
    )
    verdict = trials.plan(plan)
    assert verdict.breaches == ()
    assert verdict.counts["crashes"] == verdict.counts["clock jumps"] == 1
    assert verdict.counts["database full"] > 0
    assert verdict.counts["starts"] == 3


def test_a_breach_is_made_small(memory: Homes) -> None:
    """What is left still breaches the same rule, and is not more than it was."""
    trials = Trials(memory, MUTANTS["effect-dropped"].make)
    verdict = next(one for one in map(trials.seed, range(1, 50)) if one.breaches)
    small = trials.smaller(verdict)
    assert small.breaches[0].rule == verdict.breaches[0].rule
    assert len(small.plan.steps) == 1
    assert (small.plan.trips, small.plan.behaviours) == ((), ())
    assert small.plan == replace(
        verdict.plan,
        steps=small.plan.steps,
        trips=(),
        behaviours=(),
        replicas=small.plan.replicas,
        skew=small.plan.skew,
        nosy=small.plan.nosy,
        platforms=small.plan.platforms,
        tools=small.plan.tools,
    )
