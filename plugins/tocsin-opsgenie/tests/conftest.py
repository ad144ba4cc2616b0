from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.opsgenie.judge import judge_there
from tests.counterparts.opsgenie.opsgenie import EMAIL, KEY, TOKEN, Opsgenie
from tocsin.providers import ProviderContext, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_opsgenie.alerts import Alerts
from tocsin_opsgenie.config import OnCallConfig, PagingConfig
from tocsin_opsgenie.schedules import OnCall

HOOK_SECRET = "0g-h00k-secret-of-today"
Make = Callable[..., Any]


@pytest.fixture
def og(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opsgenie]:
    """An account whose keys are in the environment; requests about alerts are judged."""
    monkeypatch.setenv("OG_KEY", KEY)
    monkeypatch.setenv("JSM_TOKEN", TOKEN)
    monkeypatch.setenv("OG_HOOK", HOOK_SECRET)
    made = Opsgenie(far_end, judge_there())
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….og]` gets."""
    return a_context(tmp_path, instance="og", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(og: Opsgenie, context: ProviderContext) -> Iterator[Make]:
    """A function: what a test says of the section -> the paging tool, of Opsgenie."""
    made: list[Alerts] = []

    def make(**changed: Any) -> Alerts:
        usual: dict[str, Any] = {
            "product": "opsgenie",
            "base_url": og.url,
            "key": Secret("OG_KEY"),
            "webhook_secret": Secret("OG_HOOK"),
        }
        made.append(Alerts(PagingConfig.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def jsm(tool: Make, og: Opsgenie) -> Make:
    """As `tool`, of Jira Service Management."""

    def make(**changed: Any) -> Any:
        return tool(**{"product": "jsm", "base_url": og.jsm_url, **changed})

    return make


@pytest.fixture
def oncall(og: Opsgenie, context: ProviderContext) -> Iterator[OnCall]:
    """Schedules of Opsgenie."""
    config = OnCallConfig(product="opsgenie", base_url=og.url, key=Secret("OG_KEY"))
    made = OnCall(config, context)
    yield made
    made.close()


@pytest.fixture
def jsm_oncall(og: Opsgenie, context: ProviderContext) -> Iterator[OnCall]:
    """Schedules of Jira Service Management."""
    config = OnCallConfig(
        product="jsm",
        base_url=og.rest_url,
        cloud_id="c10ud",
        email=EMAIL,
        key=Secret("JSM_TOKEN"),
    )
    made = OnCall(config, context)
    yield made
    made.close()
