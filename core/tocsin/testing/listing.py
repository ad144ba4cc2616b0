"""Lists the checks of contracts that were left out or changed, for the end of a test run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LEFT_OUT: Final = "tocsin contract"
"""Under this name a test's properties say which check was left out or changed, and why."""
HEADING: Final = "contract checks left out or changed"


def left_out(properties: Iterable[Iterable[tuple[str, object]]]) -> list[str]:
    """Return every reason once, in order, from the properties of the tests."""
    told = (str(value) for pairs in properties for name, value in pairs if name == LEFT_OUT)
    return sorted(set(told))
