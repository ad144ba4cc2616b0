"""Marks what `make proof` runs; `tests/proof.py` has the table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.proof import asked_of, in_proof


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read the long nets where they are not asked for."""
    unasked = config.getoption("markexpr") == "not proof"
    return True if unasked and in_proof(collection_path, ()) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Each test knows whether it is in the proof, before `-m` asks."""
    for item in items:
        if in_proof(item.path, asked_of(item)):
            item.add_marker(pytest.mark.proof)
