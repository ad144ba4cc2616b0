"""Marks what `make proof` runs; `tests/proof.py` has the table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from tests.proof import asked_of, in_proof, is_property

FEW: Final = 25
ALL: Final = 100
"""Examples of a property that says no number of its own: in `make test`, and wherever else."""


def pytest_configure(config: pytest.Config) -> None:
    """Say how properties are tried.

    A busy machine is no failure: what is slow is measured in benchmarks/, never here. Where all
    is proved the same tree gets the same verdict; new stories are found at home and by
    scripts/fuzz.py.
    """
    few = config.getoption("markexpr") == "not proof"
    settings.register_profile(
        "tocsin", deadline=None, derandomize=os.environ.get("TOCSIN_CI") == "1",
        max_examples=FEW if few else ALL,
    )  # fmt: skip
    settings.load_profile("tocsin")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read the long nets where they are not asked for."""
    unasked = config.getoption("markexpr") == "not proof"
    return True if unasked and in_proof(collection_path, ()) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Each test knows whether it is in the proof, before `-m` asks; a property is there as well."""
    proving = config.getoption("markexpr") == "proof"
    for item in items:
        if in_proof(item.path, asked_of(item)) or (proving and is_property(item)):
            item.add_marker(pytest.mark.proof)
