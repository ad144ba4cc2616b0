"""Importing the kit costs nothing until something of it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tocsin.testing
from tests.patience import HANGS_S


def imported_by(code: str) -> set[str]:
    """The modules a fresh interpreter has after this."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True, timeout=HANGS_S,
    )  # fmt: skip
    return set(shown.stdout.split())


def test_the_package_imports_nothing_heavy() -> None:
    loaded = imported_by("import tocsin.testing")
    assert not loaded & {"pytest", "pydantic", "sqlalchemy", "errbot", "tocsin.providers"}


@pytest.mark.parametrize("name", tocsin.testing.__all__)
def test_every_name_is_there(name: str) -> None:
    found = getattr(tocsin.testing, name)
    assert not isinstance(found, type) or found.__name__ == name
    assert name in dir(tocsin.testing)


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="PigeonContract"):
        tocsin.testing.PigeonContract  # noqa: B018 - to ask for it is the test
