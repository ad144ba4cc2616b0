from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.pagerduty.judge import judge_there
from tests.counterparts.pagerduty.pagerduty import KEY, PAYMENTS_KEY, TOKEN, PagerDuty
from tocsin.providers import ProviderContext, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_pagerduty.config import PagingConfig
from tocsin_pagerduty.paging import make_paging

HOOK_SECRET = "pd-h00k-secret-of-today"
Make = Callable[..., Any]


@pytest.fixture
def pd(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[PagerDuty]:
    """An account whose token and key are in the environment; every request is judged."""
    monkeypatch.setenv("PD_TOKEN", TOKEN)
    monkeypatch.setenv("PD_KEY", KEY)
    monkeypatch.setenv("PD_HOOK", HOOK_SECRET)
    monkeypatch.setenv("PD_PAYMENTS_KEY", PAYMENTS_KEY)
    made = PagerDuty(far_end, judge_there())
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What a factory of `[….pd]` gets."""
    return a_context(tmp_path, instance="pd", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def tool(pd: PagerDuty, context: ProviderContext) -> Iterator[Make]:
    """A function: what a test says of the section -> the paging tool, by the REST API."""
    made: list[Any] = []

    def make(**changed: Any) -> Any:
        usual: dict[str, Any] = {
            "base_url": pd.rest_url,
            "token": Secret("PD_TOKEN"),
            "service": "PSVC001",
            "from_email": "tocsin@example.org",
            "webhook_secret": Secret("PD_HOOK"),
        }
        made.append(make_paging(PagingConfig.model_validate(usual | changed), context))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def events(tool: Make, pd: PagerDuty) -> Make:
    """As `tool`, by events."""

    def make(**changed: Any) -> Any:
        usual: dict[str, Any] = {"base_url": pd.events_url, "routing_key": Secret("PD_KEY")}
        return tool(token=None, service=None, from_email="", **(usual | changed))

    return make
