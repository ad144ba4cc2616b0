"""What every contract of instances that are asked looks at in the same way."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import pytest

from tocsin.deadlines import run_once
from tocsin.errors import ProviderError
from tocsin.testing.checks import PATIENCE_S, refusal

T = TypeVar("T")
DEADLINE_S: Final = 0.5
GRACE_S: Final = 1.0
CONTRACT: Final = "the contract's patience"
NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR_AGO: Final = NOON - timedelta(hours=1)


def answered(work: Callable[[], T]) -> T:
    """What it gives; one that never comes back is a failure of this test and of no other."""
    try:
        return run_once(work, PATIENCE_S, CONTRACT)
    except ProviderError as error:
        if error.code == "timeout" and CONTRACT in str(error):
            pytest.fail("it never came back")
        raise


def keeps_its_deadline(work: Callable[[float], object]) -> ProviderError:
    """Ask somebody who hangs with a short deadline; returns the error it gave in time."""
    began = time.monotonic()
    error = refusal(lambda: answered(lambda: work(DEADLINE_S)))
    assert time.monotonic() - began < DEADLINE_S + GRACE_S, "the deadline was not kept"
    assert error.code == "timeout", f"a hang is the code timeout, not {error.code}"
    return error


def is_link(text: str) -> bool:
    """Whether a person can open it, or it is left out."""
    return text == "" or text.startswith(("https://", "http://"))


def is_aware(at: datetime) -> bool:
    """Whether a moment has a zone."""
    return at.tzinfo is not None and at.utcoffset() is not None
