from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.elastic.cluster import API_KEY, NOON, PASSWORD, USER, Cluster
from tests.counterparts.elastic.judge import judge_there
from tocsin.providers import ProviderContext, ProviderType, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_elastic import tocsin_providers

TOKEN = "es-h00k-token-of-today"
Make = Callable[..., Any]
TYPES: dict[str, ProviderType[Any]] = {one.kind: one for one in tocsin_providers()}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key, password and token are in the environment."""
    monkeypatch.setenv("ES_KEY", API_KEY)
    monkeypatch.setenv("ES_PASSWORD", PASSWORD)
    monkeypatch.setenv("ES_HOOK", TOKEN)


@pytest.fixture
def es(far_end: FarEnd, environment: None) -> Iterator[Cluster]:
    """A cluster with four errors and a secret index; every request and answer is judged."""
    made = Cluster(far_end=far_end, judge=judge_there())
    for minutes in (40, 5, 20, 59):
        made.add("logs-1", f"error {minutes}: refused", NOON - timedelta(minutes=minutes))
    made.add("secret-1", "error payroll", NOON - timedelta(minutes=2))
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….es]` gets."""
    return a_context(tmp_path, instance="es", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(es: Cluster, context: ProviderContext) -> Iterator[Make]:
    """A function: a kind, and what a test says of its section -> the instance."""
    made: list[Any] = []

    def make(kind: str, **changed: Any) -> Any:
        usual: dict[str, Any] = {"base_url": es.url, "indices": ["logs-*"]}
        if kind == "alerts":
            usual = {"token": Secret("ES_HOOK"), "base_url": es.url}
        if es.product == "opensearch":
            es.judge = None
            user = {"username": USER, "password": Secret("ES_PASSWORD")}
            usual |= {"product": "opensearch", **user}
        else:
            usual |= {"api_key": Secret("ES_KEY")}
        one = TYPES[kind]
        section = {name: value for name, value in (usual | changed).items() if value is not None}
        made.append(one.factory(one.config.model_validate(section), context))
        return made[-1]

    yield make
    for one in made:
        if hasattr(one, "close"):
            one.close()
