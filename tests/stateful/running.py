"""How many examples a machine is shown, and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import cast

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

Machine = Callable[[], RuleBasedStateMachine]
DEV, CI = 100, 250
PROVING = os.environ.get("TOCSIN_CI") == "1"


def examples(part: int = 1) -> int:
    """A hundred at home, 250 where all is proved, or that part of them.

    Every mutant is met within 220. TOCSIN_EXAMPLES has the last word, for as many as one likes:
    `TOCSIN_EXAMPLES=10000 make test ARGS=tests/stateful`.
    """
    usual = CI if PROVING else DEV
    return max(1, int(os.environ.get("TOCSIN_EXAMPLES", usual)) // part)


def explore(machine: Machine, *, most: int, steps: int) -> None:
    """Show a machine random stories; a failure is made small before it is shown."""
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", machine),  # it is only called
        settings=settings(
            max_examples=most,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def same_stories(machine: Machine, *, most: int, steps: int) -> None:
    """Show a machine the same stories in every run, and stop at the first failure."""
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", machine),  # it is only called
        settings=settings(
            max_examples=most,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
