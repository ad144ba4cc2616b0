"""What the tests of every kind share: a token, and a context as the core gives it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tocsin.providers import ProviderContext
from tocsin.testing import a_context

TOKEN = "t0ken-of-the-tests"


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProviderContext:
    """What a factory gets; the token is set."""
    monkeypatch.setenv("CARRIER_PIGEON_TOKEN", TOKEN)
    return a_context(tmp_path)
