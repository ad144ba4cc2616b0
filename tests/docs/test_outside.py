"""Everything that leaves for customers in the demo and the examples reads as English."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.wording.english import faults

ROOT = Path(__file__).parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("outside", ROOT / "scripts/outside.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OUTSIDE = script()


@pytest.mark.parametrize("scenario", OUTSIDE.scenarios(), ids=lambda path: path.stem)
def test_what_customers_read_is_english_and_holds_no_number_of_ours(scenario: Path) -> None:
    for row in OUTSIDE.outgoing(scenario):
        assert faults(row.text) == [], row.text
        assert "INC-" not in f"{row.text} {row.data.get('components')}"


def test_each_example_is_among_them() -> None:
    named = {path.stem for path in OUTSIDE.scenarios()}
    assert {"outage", "p0-outage", "p1-at-night", "data-breach", "false-alarm"} <= named
