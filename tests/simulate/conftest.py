from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.simulate.given import Told, play

Play = Callable[..., Told]


@pytest.fixture(name="play")
def play_in_a_folder(tmp_path: Path) -> Play:
    """Runs scenario lines for the Berlin team."""
    return partial(play, tmp_path)
