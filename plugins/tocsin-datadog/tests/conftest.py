from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.datadog.datadog import API_KEY, APP_KEY, Datadog
from tests.counterparts.datadog.judge import judge_there
from tocsin.providers import ProviderContext, ProviderType, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_datadog import tocsin_providers

TOKEN = "dd-h00k-token-of-today"
Make = Callable[..., Any]
TYPES: dict[str, ProviderType[Any]] = {one.kind: one for one in tocsin_providers()}


@pytest.fixture
def dd(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[Datadog]:
    """An account whose keys are in the environment; every request and answer is judged."""
    monkeypatch.setenv("DD_API", API_KEY)
    monkeypatch.setenv("DD_APP", APP_KEY)
    monkeypatch.setenv("DD_HOOK", TOKEN)
    made = Datadog(far_end, judge_there())
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….dd]` gets."""
    return a_context(tmp_path, instance="dd", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(dd: Datadog, context: ProviderContext) -> Iterator[Make]:
    """A function: a kind, and what a test says of its section -> the instance."""
    made: list[Any] = []

    def make(kind: str, **changed: Any) -> Any:
        usual: dict[str, Any] = {
            "base_url": dd.url,
            "api_key": Secret("DD_API"),
            "app_key": Secret("DD_APP"),
        }
        if kind == "alerts":
            usual["token"] = Secret("DD_HOOK")
        one = TYPES[kind]
        made.append(one.factory(one.config.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        if hasattr(one, "close"):
            one.close()
