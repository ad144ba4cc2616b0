from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.statuspage.judge import judge_there
from tests.counterparts.statuspage.statuspage import TOKEN, Statuspage
from tocsin.providers import ProviderContext, Secret, Shared
from tocsin.testing import FarEnd, MemoryKeyValue, a_context
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.page import Statuspage as Page

Make = Callable[..., Page]


@pytest.fixture
def sp(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> Iterator[Statuspage]:
    """A page whose key is in the environment; every request is judged."""
    monkeypatch.setenv("SP_TOKEN", TOKEN)
    made = Statuspage(far_end, judge_there())
    yield made
    assert made.faults == []


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    """What the factory of `[status_page.sp]` gets."""
    return a_context(tmp_path, instance="sp", store=MemoryKeyValue(), shared=Shared())


@pytest.fixture
def make(sp: Statuspage, context: ProviderContext) -> Iterator[Make]:
    """A function: what a test says of the section -> the page, with a pace nobody waits for."""
    made: list[Page] = []

    def one(**changed: Any) -> Page:
        usual: dict[str, Any] = {
            "base_url": sp.url,
            "token": Secret("SP_TOKEN"),
            "page": sp.site.id,
            "requests_per_minute": 60_000,
        }
        made.append(Page(StatuspageConfig.model_validate(usual | changed), context))
        return made[-1]

    yield one
    for page in made:
        page.close()


@pytest.fixture
def page(make: Make) -> Page:
    """The page as most teams have it."""
    return make()
