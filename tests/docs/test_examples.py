"""The example scenarios give the transcripts that lie beside them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.pages import ROOT

EXAMPLES = ROOT / "examples" / "scenarios"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "scripts/transcripts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("scenario", sorted(EXAMPLES.glob("*.scenario")), ids=lambda one: one.stem)
def test_the_transcript_is_what_the_scenario_gives(scenario: Path, script: ModuleType) -> None:
    """After a change of words: scripts/transcripts.py --write, and read the difference."""
    assert script.transcript(scenario) == scenario.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_is_one_for_each_kind_of_night() -> None:
    names = {path.stem for path in EXAMPLES.glob("*.scenario")}
    assert names == {
        "p0-outage", "p1-at-night", "data-breach", "p3-friday-evening", "false-alarm",
    }  # fmt: skip
