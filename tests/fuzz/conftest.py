"""What every fuzzer shares: patience, and the secret that team files name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.fuzz.given import ENV, TOKEN

PATIENCE_S = 900  # hundreds of examples, on a machine that does other things as well


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if "fuzz" in item.path.parts and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(PATIENCE_S))


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, TOKEN)
