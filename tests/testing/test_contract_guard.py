"""A check is kept, or a reason is given why not; the run lists the reasons."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.patience import HANGS_S
from tocsin.testing import GraphsContract, TicketingContract
from tocsin.testing.checks import check_trouble, refusal

REASON = "this tracker keeps no keys, as its makers told us"
CLOSED = "test_a_ticket_can_be_closed_and_closed_again"


def a_class(exceptions: Mapping[str, str] | None = None, /, *bases: type, **body: object) -> type:
    """A suite of somebody's own: `class TestMine(*bases)`."""
    given: dict[str, Any] = {**body, "__module__": "somebodys_tests"}
    if exceptions is not None:
        given["exceptions"] = exceptions
    return type("TestMine", bases or (TicketingContract,), given)


def nothing(self: object) -> None:
    """Asserts nothing."""


@pytest.mark.parametrize("other", [nothing, None, property(nothing)])
def test_a_check_that_is_changed_without_a_reason_is_refused(other: object) -> None:
    with pytest.raises(TypeError) as refused:
        a_class(**{CLOSED: other})
    assert str(refused.value) == f"TestMine changes {CLOSED}: say why in `exceptions`"


def test_a_check_that_another_base_changes_is_refused() -> None:
    changing = type("Changing", (), {CLOSED: nothing})
    with pytest.raises(TypeError, match=f"TestMine changes {CLOSED}: say why"):
        a_class(None, changing, TicketingContract)


def test_a_reason_is_not_lost_by_who_inherits_it() -> None:
    mine = a_class({CLOSED: REASON}, **{CLOSED: nothing})
    a_class(None, mine)
    with pytest.raises(TypeError, match=f"changes {CLOSED}: say why"):
        a_class({}, mine)


@pytest.mark.parametrize("helper", ["calls", "kept", "lacking", "_allowed", "_left_out"])
def test_what_the_checks_are_made_of_is_no_way_around_them(helper: str) -> None:
    """Without calls, for one, nothing is left that could fail."""
    with pytest.raises(TypeError, match=f"TestMine changes {helper}: say why in `exceptions`"):
        a_class(**{helper: lambda *_: {}})


def test_a_fixture_with_the_name_of_a_method_is_told_to_take_another() -> None:
    with pytest.raises(TypeError, match="if it is your own, rename it: the suite has one"):
        a_class(calls=pytest.fixture(nothing))


def test_a_failure_names_the_method() -> None:
    with pytest.raises(pytest.fail.Exception, match="find returned, where a ProviderError"):
        refusal(lambda: None, "find")
    with pytest.raises(AssertionError, match="acknowledge took 500 for a success"):
        check_trouble(lambda: None, "500", 1.0, what="acknowledge")


def test_what_looks_at_an_answer_is_no_way_around_it_either() -> None:
    with pytest.raises(TypeError, match="TestMine changes drawn: say why in `exceptions`"):
        a_class(None, GraphsContract, drawn=nothing)


def test_a_reason_for_no_check_is_refused() -> None:
    with pytest.raises(TypeError, match="names test_it_flies, which is no check"):
        a_class({"test_it_flies": REASON})


@pytest.mark.parametrize("reason", ["", "   ", "n/a", "todo      "])
def test_no_reason_is_refused(reason: str) -> None:
    with pytest.raises(TypeError, match=f"gives no reason for {CLOSED}"):
        a_class({CLOSED: reason}, **{CLOSED: nothing})


def test_fixtures_and_settings_are_there_to_be_overridden() -> None:
    a_class({}, tracker=nothing, secrets=("s",), patience_s=1.0)


SUITE = f'''
from tests.testing.mutants.records import TrackerSuite


class TestMine(TrackerSuite):
    exceptions = {{
        "test_a_ticket_needs_no_due_time": "left out: a due time is asked for there",
        "{CLOSED}": "changed: {REASON}",
        "calls": "a helper: one method alone is looked at",
    }}

    def {CLOSED}(self):
        """Asserts nothing."""

    def calls(self, subject, deadline_s):
        return {{"create": super().calls(subject, deadline_s)["create"]}}
'''


def test_the_run_lists_every_reason(tmp_path: Path) -> None:
    file = tmp_path / "test_mine.py"
    file.write_text(SUITE, encoding="utf-8")
    line = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(file)]
    env = {**os.environ, "PYTEST_ADDOPTS": "", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=HANGS_S, check=False
    )
    told = [text for text in run.stdout.splitlines() if text.startswith("TestMine: ")]
    assert "contract checks left out or changed" in run.stdout
    assert told == [
        "TestMine: calls: a helper: one method alone is looked at",
        f"TestMine: {CLOSED}: changed: {REASON}",
        "TestMine: test_a_ticket_needs_no_due_time: left out: a due time is asked for there",
    ]
    assert run.returncode == 0
