"""Fixtures for every project that has Tocsin installed; nothing heavy is imported until used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tocsin.simulate.world import VirtualClock


@pytest.fixture
def virtual_clock() -> VirtualClock:
    """A clock that stands still at 2026-11-23 10:00 UTC until it is moved."""
    from tocsin.simulate.world import VirtualClock

    return VirtualClock(at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
