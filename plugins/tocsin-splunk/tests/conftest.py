from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.splunk.head import NOON, TOKEN, SearchHead
from tocsin.providers import ProviderContext, ProviderType, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_splunk import tocsin_providers

HOOK = "spl-h00k-token-of-today"
Make = Callable[..., Any]
TYPES: dict[str, ProviderType[Any]] = {one.kind: one for one in tocsin_providers()}


@pytest.fixture
def splunk(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchHead]:
    """A search head with four errors, whose token is in the environment."""
    monkeypatch.setenv("SPLUNK_TOKEN", TOKEN)
    monkeypatch.setenv("SPLUNK_HOOK", HOOK)
    made = SearchHead(far_end=far_end)
    for minutes in (40, 5, 20, 59):
        made.add(f"error {minutes}: refused", NOON - timedelta(minutes=minutes))
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….splunk]` gets."""
    return a_context(tmp_path, instance="splunk", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(splunk: SearchHead, context: ProviderContext) -> Iterator[Make]:
    """A function: a kind, and what a test says of its section -> the instance."""
    made: list[Any] = []

    def make(kind: str, **changed: Any) -> Any:
        asked = {"base_url": splunk.url, "token": Secret("SPLUNK_TOKEN")}
        if kind == "alerts":
            token = Secret("SPLUNK_TOKEN")
            asked = {"base_url": splunk.url, "token": Secret("SPLUNK_HOOK"), "api_token": token}
        one = TYPES[kind]
        section = {name: value for name, value in (asked | changed).items() if value is not None}
        made.append(one.factory(one.config.model_validate(section), context))
        return made[-1]

    yield make
    for one in made:
        if hasattr(one, "close"):
            one.close()
