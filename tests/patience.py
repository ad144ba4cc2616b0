"""How long a test waits for what takes a second or two: only what hangs takes longer."""

from __future__ import annotations

from typing import Final

HANGS_S: Final = 240.0
"""Seconds for a program to end: on a machine that is busy it may be sixty times as slow."""
COMES_S: Final = 120.0
"""Seconds for what a program that runs does at once, where nothing is promised of how soon."""
