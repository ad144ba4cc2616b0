"""Scenarios run like those of the simulator's own tests."""

from __future__ import annotations

from tests.simulate.conftest import play_in_a_folder, quiet

__all__ = ["play_in_a_folder", "quiet"]
