from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.newrelic.account import NUMBER
from tests.counterparts.newrelic.newrelic import KEY, NewRelic
from tocsin.providers import ProviderContext, ProviderType, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_newrelic import tocsin_providers

TOKEN = "nr-h00k-token-of-today"
Make = Callable[..., Any]
TYPES: dict[str, ProviderType[Any]] = {one.kind: one for one in tocsin_providers()}


@pytest.fixture
def nr(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewRelic]:
    """An account whose key is in the environment; every document is one that the schema takes."""
    monkeypatch.setenv("NR_KEY", KEY)
    monkeypatch.setenv("NR_HOOK", TOKEN)
    made = NewRelic(far_end)
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….nr]` gets."""
    return a_context(tmp_path, instance="nr", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(nr: NewRelic, context: ProviderContext) -> Iterator[Make]:
    """A function: a kind, and what a test says of its section -> the instance."""
    made: list[Any] = []

    def make(kind: str, **changed: Any) -> Any:
        usual: dict[str, Any] = {"base_url": nr.url, "key": Secret("NR_KEY"), "account": NUMBER}
        if kind == "alerts":
            usual["token"] = Secret("NR_HOOK")
        one = TYPES[kind]
        made.append(one.factory(one.config.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        if hasattr(one, "close"):
            one.close()
