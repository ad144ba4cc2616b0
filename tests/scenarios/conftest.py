"""Scenarios run like those of the simulator's own tests, and have to play the process for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.witness import must_have_been_played
from tests.simulate.conftest import Play
from tests.simulate.given import Told, play


@pytest.fixture(name="play")
def watched_play(tmp_path: Path) -> Iterator[Play]:
    """Runs scenario lines; afterwards one of them has to have gone through desk and engine."""
    seen: list[Told] = []

    def run(*lines: str, **given: object) -> Told:
        seen.append(play(tmp_path, *lines, **given))  # type: ignore[arg-type]  # as `Play` says
        return seen[-1]

    yield run
    must_have_been_played(seen)
